import { describe, expect, it } from "vitest";
import { buildKernels, COMPILER, findCompiler, keptKernels } from "../../../scripts/kernels.mjs";

const compiler = await findCompiler();
const kept = keptKernels();

describe("the built modules", () => {
  it("are four, each no larger than 60 kB", () => {
    expect(Object.keys(kept).sort()).toEqual(["relaxed", "relaxed-shared", "simd", "simd-shared"]);
    for (const bytes of Object.values(kept)) expect(bytes.length).toBeLessThan(60_000);
  });

  it("bring no data of their own into tfjs's memory, and need nothing but it and a logarithm", async () => {
    for (const name of ["simd", "simd-shared"]) {
      const module = await WebAssembly.compile(new Uint8Array(kept[name] ?? []));
      expect(WebAssembly.Module.imports(module).map((one) => `${one.module}.${one.name}`)).toEqual([
        "env.log",
        "env.memory",
      ]);
      expect(sections(new Uint8Array(kept[name] ?? []))).not.toContain(DATA_SECTION);
    }
  });

  it.skipIf(compiler?.version !== COMPILER)("are what the sources give, byte for byte", async () => {
    if (!compiler) return;
    const built = await buildKernels(compiler);
    expect(Object.keys(built).sort()).toEqual(Object.keys(kept).sort());
    for (const [name, bytes] of Object.entries(built))
      expect(bytes.equals(kept[name] ?? new Uint8Array())).toBe(true);
  });
});

const DATA_SECTION = 11;

/** The kinds of sections of a module, in order. */
function sections(bytes: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = 8; at < bytes.length; ) {
    found.push(bytes[at++] ?? 0);
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    at += size;
  }
  return found;
}
