import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildPictures, COMPILER, findCompiler, keptPictures } from "../../scripts/kernels.mjs";
import { resampleColumns } from "../../src/pixels/resample-columns";
import { resampleRows } from "../../src/pixels/resample-rows";
import { resampleFast } from "../../src/pixels/wasm/resample";
import { axisWeights } from "../../src/pixels/weights";
import { anyPicture } from "./any-picture";

const compiler = await findCompiler();

describe("the module of picture arithmetic", () => {
  it("is small and needs nothing but a memory", async () => {
    const bytes = keptPictures();
    expect(bytes.length).toBeLessThan(20_000);
    const module = await WebAssembly.compile(new Uint8Array(bytes));
    expect(WebAssembly.Module.imports(module).map((one) => `${one.module}.${one.name}`)).toEqual([
      "env.memory",
    ]);
  });

  it.skipIf(compiler?.version !== COMPILER)("is what the sources give, byte for byte", async () => {
    if (compiler) expect((await buildPictures(compiler)).equals(keptPictures())).toBe(true);
  });
});

describe("resampling in WebAssembly", () => {
  const side = fc.integer({ min: 1, max: 40 });
  const how = fc.constantFrom("bilinear" as const, "bicubic" as const);

  it("gives the bytes of the plain code, for any sizes, channels and filters, each pass alone and both", () => {
    fc.assert(
      fc.property(anyPicture(undefined, 30), side, side, how, (picture, height, width, interpolation) => {
        const { data, channels } = picture;
        const across = axisWeights(picture.width, width, interpolation);
        const down = axisWeights(picture.height, height, interpolation);
        const wide = resampleColumns(data, picture, channels, across);
        const plain = resampleRows(wide, width * channels, down);
        const alone = resampleRows(data, picture.width * channels, down);
        expect(resampleFast(data, picture, channels, across, undefined)).toEqual(wide);
        expect(resampleFast(data, picture, channels, undefined, down)).toEqual(alone);
        expect(resampleFast(data, picture, channels, across, down)).toEqual(plain);
        expect(resampleFast(data, picture, channels, undefined, undefined)).toEqual(data);
      }),
      { numRuns: 300 },
    );
  });

  it("rounds and clips black, white and hard edges as the plain code does", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 255), { minLength: 60, maxLength: 60 }),
        side,
        how,
        (values, width, interpolation) => {
          const data = Uint8Array.from(values);
          const from = { height: 1, width: 20 };
          const across = axisWeights(20, width, interpolation);
          expect(resampleFast(data, from, 3, across, undefined)).toEqual(
            resampleColumns(data, from, 3, across),
          );
        },
      ),
    );
  });

  it("leaves a picture beyond a gigabyte to the plain code", () => {
    const down = axisWeights(1, 200_000, "bilinear");
    const wide = { height: 1, width: 6000 };
    expect(resampleFast(new Uint8Array(6000), wide, 1, undefined, down)).toBeUndefined();
    expect(resampleFast(Uint8Array.of(7), { height: 1, width: 1 }, 1, undefined, undefined)).toBeDefined();
  });

  it("lets no large picture keep its memory, and goes on after one", () => {
    const data = new Uint8Array(6000 * 4000 * 3).fill(9);
    const across = axisWeights(6000, 10, "bilinear");
    const down = axisWeights(4000, 10, "bilinear");
    const small = resampleFast(data, { height: 4000, width: 6000 }, 3, across, down);
    expect(small).toEqual(new Uint8Array(300).fill(9));
    expect(resampleFast(Uint8Array.of(7), { height: 1, width: 1 }, 1, undefined, undefined)).toEqual(
      Uint8Array.of(7),
    );
  });
});
