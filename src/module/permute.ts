import type { StateArray } from "./state";

/** Squares of so many numbers a side are turned at a time: their lines stay in the processor's cache until all of each was used. */
const TILE = 32;

/**
 * Copies an array into another order of axes: `permute(oihw, [2, 3, 1, 0])` gives HWIO. Into `data` where it is given: as
 * many numbers as the array has.
 */
export function permute(
  array: StateArray,
  axes: readonly number[],
  data: Float32Array = new Float32Array(array.data.length),
): StateArray {
  const shape = axes.map((axis) => array.shape[axis] ?? 1);
  const last = axes.length - 1;
  /** Where the axis comes to stand whose numbers lie side by side in what is copied. */
  const fast = axes.indexOf(last);
  if (data.length === 0) return { shape, data };
  if (fast === -1) data.set(array.data);
  else {
    const inner = { source: array.data, data, width: shape[last] as number };
    const strides = stridesOf(array.shape);
    const [from, to] = [axes.map((axis) => strides[axis] as number), stridesOf(shape)];
    const lines = shape[fast] as number;
    const isTurned = fast !== last;
    eachPlace(shape, [fast, last], (index) => {
      const [first, target] = [dot(index, from), dot(index, to)];
      if (isTurned) turn(inner, lines, first, from[last] as number, target, to[fast] as number);
      else data.set(array.data.subarray(first, first + inner.width), target);
    });
  }
  return { shape, data };
}

interface Turned {
  readonly source: Float32Array;
  readonly data: Float32Array;
  readonly width: number;
}

/** One plane: `lines` numbers side by side become as many lines of `width`. */
function turn(plane: Turned, lines: number, first: number, step: number, target: number, line: number): void {
  const { source, data, width } = plane;
  for (let top = 0; top < lines; top += TILE) {
    const bottom = Math.min(lines, top + TILE);
    for (let left = 0; left < width; left += TILE) {
      const right = Math.min(width, left + TILE);
      for (let y = top; y < bottom; y++) {
        let from = first + y + left * step;
        const row = target + y * line;
        for (let x = left; x < right; x++, from += step) data[row + x] = source[from] as number;
      }
    }
  }
}

/** All indices of a shape, 0 along the axes that are left out. The list is the same one each time. */
function eachPlace(
  shape: readonly number[],
  without: readonly number[],
  visit: (index: readonly number[]) => void,
): void {
  const axes = shape.map((_, axis) => axis).filter((axis) => !without.includes(axis));
  const index = new Array<number>(shape.length).fill(0);
  for (let isMore = true; isMore; ) {
    visit(index);
    isMore = false;
    for (const axis of axes.toReversed()) {
      index[axis] = ((index[axis] as number) + 1) % (shape[axis] as number);
      isMore = index[axis] !== 0;
      if (isMore) break;
    }
  }
}

function stridesOf(shape: readonly number[]): readonly number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] as number) * (shape[axis + 1] as number);
  return strides;
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}

/** The axes that undo a permutation. */
export function inverseAxes(axes: readonly number[]): readonly number[] {
  const inverse = new Array<number>(axes.length).fill(0);
  axes.forEach((axis, position) => {
    inverse[axis] = position;
  });
  return inverse;
}
