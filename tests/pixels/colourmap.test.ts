import { expect, it } from "vitest";
import { colourize, colourTable } from "../../src/pixels/colourmap";

it("has the colours of matplotlib", () => {
  const at = (map: "viridis" | "magma", i: number) => [...colourTable(map).subarray(3 * i, 3 * i + 3)];
  expect([at("viridis", 0), at("viridis", 128), at("viridis", 255)]).toEqual([
    [68, 1, 84],
    [32, 144, 140],
    [253, 231, 36],
  ]);
  expect([at("magma", 0), at("magma", 128), at("magma", 255)]).toEqual([
    [0, 0, 3],
    [182, 54, 121],
    [251, 252, 191],
  ]);
});

it("clips what is outside the range, and leaves what is not a number clear", () => {
  const out = colourize({ height: 1, width: 3, data: [-5, 9, Number.NaN] }, [0, 1], "viridis");
  expect([...out.data]).toEqual([68, 1, 84, 255, 253, 231, 36, 255, 0, 0, 0, 0]);
});

it("gives each of the 256 colours an equal part of the range, and one colour to an empty range", () => {
  const values = Float64Array.from({ length: 256 }, (_, i) => (i + 0.5) / 256);
  const table = colourTable("magma");
  const out = colourize({ height: 1, width: 256, data: values }, [0, 1], "magma").data;
  expect(out.filter((_, i) => i % 4 !== 3)).toEqual(table);
  expect([...colourize({ height: 1, width: 1, data: [4] }, [4, 4], "magma").data]).toEqual([0, 0, 3, 255]);
});

it("refuses values that do not fill the sides", () => {
  expect(() => colourize({ height: 2, width: 2, data: [1] }, [0, 1], "magma")).toThrow(
    "2×2 values are 4, but 1",
  );
});
