import { describe, expect, it } from "vitest";
import { drawSteel, STEEL_KINDS } from "../../src/pixels/steel";

/** Mean and standard deviation of the grey levels. */
function look(kind: (typeof STEEL_KINDS)[number], seed: number, index: number): [number, number] {
  const { data } = drawSteel(kind, seed, index);
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length;
  return [mean, Math.sqrt(variance)];
}

describe("drawn steel", () => {
  it.each(STEEL_KINDS)(
    "of kind %s is 200×200 grey, the same each time, another for another seed or number",
    (kind) => {
      const picture = drawSteel(kind, 1, 0);
      expect([picture.mode, picture.height, picture.width]).toEqual(["L", 200, 200]);
      expect(drawSteel(kind, 1, 0)).toEqual(picture);
      expect(drawSteel(kind, 1, 1)).not.toEqual(picture);
      expect(drawSteel(kind, 2, 0)).not.toEqual(picture);
    },
  );

  it("varies in brightness and contrast from picture to picture", () => {
    const looks = Array.from({ length: 8 }, (_, index) => look("Sc", 1, index));
    const range = (values: number[]) => Math.max(...values) - Math.min(...values);
    expect(range(looks.map(([mean]) => mean))).toBeGreaterThan(30);
    expect(range(looks.map(([, deviation]) => deviation))).toBeGreaterThan(6);
  });

  it("cannot be told apart by mean brightness and contrast", () => {
    const each = 16;
    const looks = (seed: number) =>
      STEEL_KINDS.map((kind) => Array.from({ length: each }, (_, index) => look(kind, seed, index)));
    const centres = looks(3).map((pictures) =>
      [0, 1].map((which) => pictures.reduce((sum, picture) => sum + (picture[which] ?? 0), 0) / each),
    );
    let right = 0;
    looks(4).forEach((pictures, label) => {
      for (const [mean, deviation] of pictures) {
        // Means spread about four times as wide as deviations.
        const distances = centres.map(([m = 0, d = 0]) => ((mean - m) / 4) ** 2 + (deviation - d) ** 2);
        if (distances.indexOf(Math.min(...distances)) === label) right++;
      }
    });
    expect(right / (6 * each)).toBeLessThan(0.5);
  });
});
