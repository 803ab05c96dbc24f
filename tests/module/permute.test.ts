import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inverseAxes, permute } from "@/module/permute";

/** By the definition: the number at an index of the result is the one at that index, its axes put back. */
function byDefinition(shape: readonly number[], axes: readonly number[], data: Float32Array): number[] {
  const sizes = axes.map((axis) => shape[axis] ?? 0);
  return Array.from(data, (_, place) => {
    const index: number[] = new Array(shape.length).fill(0);
    let rest = place;
    for (let at = sizes.length - 1; at >= 0; at--) {
      index[axes[at] ?? 0] = rest % (sizes[at] ?? 1);
      rest = Math.floor(rest / (sizes[at] ?? 1));
    }
    return data[index.reduce((sum, one, axis) => sum * (shape[axis] ?? 1) + one, 0)] ?? Number.NaN;
  });
}

const numbered = (shape: readonly number[]) =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, at) => at);

const orders = (rank: number) =>
  fc.shuffledSubarray(
    Array.from({ length: rank }, (_, axis) => axis),
    { minLength: rank, maxLength: rank },
  );

describe("an array in another order of axes", () => {
  it("has each number where the definition says", () => {
    const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 5 });
    const cases = shapes.chain((shape) => fc.tuple(fc.constant(shape), orders(shape.length)));
    fc.assert(
      fc.property(cases, ([shape, axes]) => {
        const data = numbered(shape);
        const made = permute({ shape, data }, axes);
        expect(made.shape).toEqual(axes.map((axis) => shape[axis]));
        expect([...made.data]).toEqual(byDefinition(shape, axes, data));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [
      [33, 70],
      [1, 0],
    ],
    [
      [64, 64],
      [1, 0],
    ],
    [
      [65, 3, 3, 3],
      [2, 3, 1, 0],
    ],
    [
      [40, 37, 2],
      [1, 2, 0],
    ],
    [
      [2, 35, 66],
      [0, 2, 1],
    ],
    [
      [3, 34, 5],
      [1, 0, 2],
    ],
  ])("also where it is larger than what is turned at a time: %j by %j", (shape, axes) => {
    const data = numbered(shape);
    const made = permute({ shape, data }, axes);
    expect([...made.data]).toEqual(byDefinition(shape, axes, data));
    expect([...permute(made, inverseAxes(axes)).data]).toEqual([...data]);
  });

  it("is written where it is told", () => {
    const data = new Float32Array(6);
    expect(permute({ shape: [2, 3], data: numbered([2, 3]) }, [1, 0], data).data).toBe(data);
    expect([...data]).toEqual([0, 3, 1, 4, 2, 5]);
  });

  it("of no axes is its one number", () => {
    expect([...permute({ shape: [], data: Float32Array.of(7) }, []).data]).toEqual([7]);
  });
});
