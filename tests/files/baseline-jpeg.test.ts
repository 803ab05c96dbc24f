import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBaselineJpeg } from "../../src/files/baseline-jpeg";
import { type Jpeg, type Plane, writeJpeg } from "./jpeg-writer";
import { plainPixels } from "./plain-jpeg";

/** Steps and coefficients whose products are within what a picture can have. */
function anyPlane(columns: number, rows: number): fc.Arbitrary<Plane> {
  const few = fc.array(fc.tuple(fc.integer({ min: 1, max: 63 }), fc.integer({ min: -60, max: 60 })), {
    maxLength: 20,
  });
  const block = fc.tuple(fc.integer({ min: -500, max: 500 }), few).map(([mean, others]) => {
    const values = new Array<number>(64).fill(0);
    values[0] = mean;
    for (const [k, value] of others) values[k] = value;
    return values;
  });
  return fc
    .tuple(
      fc.array(block, { minLength: columns * rows, maxLength: columns * rows }),
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 64, maxLength: 64 }),
    )
    .map(([blocks, steps]) => ({ columns, rows, blocks, steps }));
}

const anyJpeg: fc.Arbitrary<Jpeg> = fc
  .record({
    width: fc.integer({ min: 1, max: 50 }),
    height: fc.integer({ min: 1, max: 40 }),
    sampling: fc.constantFrom([1, 1], [2, 1], [2, 2]),
    isGrey: fc.boolean(),
    interval: fc.constantFrom(0, 0, 1, 2, 5),
    shortCodes: fc.integer({ min: 0, max: 9 }),
  })
  .chain(({ width, height, sampling: [h = 1, v = 1], isGrey, interval, shortCodes }) => {
    const [across, down] = isGrey ? [1, 1] : [h, v];
    const columns = Math.ceil(width / (8 * across));
    const rows = Math.ceil(height / (8 * down));
    const luma = anyPlane(columns * across, rows * down);
    const colour = anyPlane(columns, rows);
    const planes = isGrey ? fc.tuple(luma) : fc.tuple(luma, colour, colour);
    return planes.map((planes) => ({ width, height, across, down, interval, planes, shortCodes }));
  });

describe("a baseline JPEG", () => {
  it("gives the pixels of libjpeg's arithmetic, of any size, sampling, codes and restarts", () => {
    fc.assert(
      fc.property(anyJpeg, (jpeg) => {
        const picture = decodeBaselineJpeg(writeJpeg(jpeg));
        expect(picture).toMatchObject({
          mode: jpeg.planes.length === 1 ? "L" : "RGB",
          width: jpeg.width,
          height: jpeg.height,
        });
        expect(picture?.data).toEqual(plainPixels(jpeg));
      }),
      { numRuns: 150 },
    );
  });

  it("with any bytes changed or lost is left to another decoder or is a picture of its size, and quickly", () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        anyJpeg,
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.nat(),
        (jpeg, changes, cut) => {
          const bytes = writeJpeg(jpeg);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const start = performance.now();
          for (const some of [bytes, bytes.subarray(0, cut % bytes.length)]) {
            const picture = decodeBaselineJpeg(some);
            if (picture) expect(picture.data.length).toBe(picture.width * picture.height * picture.channels);
          }
          expect(performance.now() - start).toBeLessThan(2000);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("that ends too early, or lacks a restart, is left to another decoder", () => {
    fc.assert(
      fc.property(anyJpeg, (jpeg) => {
        const bytes = writeJpeg(jpeg);
        // Two bytes hold the codes of a few blocks at most: without the last of them something is missing.
        const scan = bytes.lastIndexOf(0xda);
        if (bytes.length - scan > 40)
          expect(decodeBaselineJpeg(bytes.subarray(0, bytes.length - 12))).toBeUndefined();
        const marker = bytes.findIndex((byte, at) => byte === 0xff && bytes[at + 1] === 0xd0);
        if (marker === -1) return;
        bytes[marker + 1] = 0xd3;
        expect(decodeBaselineJpeg(bytes)).toBeUndefined();
      }),
    );
  });

  it("of more than 8 megapixels is left to another decoder", () => {
    const plane = { columns: 1, rows: 1, blocks: [[0]], steps: new Array<number>(64).fill(1) };
    const jpeg = { across: 1, down: 1, interval: 0, planes: [plane], shortCodes: 2 };
    expect(decodeBaselineJpeg(writeJpeg({ ...jpeg, width: 8, height: 8 }))).toBeDefined();
    expect(decodeBaselineJpeg(writeJpeg({ ...jpeg, width: 8, height: 16 }))).toBeUndefined();
    expect(decodeBaselineJpeg(writeJpeg({ ...jpeg, width: 4000, height: 2001 }))).toBeUndefined();
  });
});
