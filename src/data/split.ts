import { permutation } from "../random";

/** How many of `length` each fraction gets: the ends of the parts are rounded, so parts that sum to 1 leave none over. */
export function partSizes(length: number, fractions: readonly number[]): readonly number[] {
  let end = 0;
  let sum = 0;
  return fractions.map((fraction) => {
    sum += fraction;
    // Decimal fractions are not exact in binary: 0.7 + 0.1 of 900 must end at 720.
    const next = Math.min(length, Math.round(Number((sum * length).toFixed(6))));
    const size = next - end;
    end = next;
    return size;
  });
}

/**
 * The rows of each part, in a shuffled order that depends on the seed alone. Stratified: every part gets from each class
 * as near to its share as whole pictures allow. The parts' sizes are those of `partSizes` either way.
 */
export function splitRows(
  labels: Int32Array,
  fractions: readonly number[],
  seed: number,
  stratified: boolean,
): readonly Uint32Array[] {
  const sizes = partSizes(labels.length, fractions);
  const shuffled = permutation(labels.length, seed, "split");
  const partOf = stratified ? stratify(shuffled, labels, sizes) : inTurn(labels.length, sizes);
  return sizes.map((_, part) => shuffled.filter((_row, place) => partOf[place] === part));
}

/** The part of each place of the shuffled order: the first ones go to the first part, and so on. */
function inTurn(length: number, sizes: readonly number[]): Int32Array {
  const partOf = new Int32Array(length).fill(-1);
  let start = 0;
  for (const [part, size] of sizes.entries()) {
    partOf.fill(part, start, start + size);
    start += size;
  }
  return partOf;
}

/**
 * Goes through the classes one after the other and hands each picture to the part that is furthest behind its share of
 * the pictures seen so far. What no part wants goes to a part of its own, which is left away.
 */
function stratify(shuffled: Uint32Array, labels: Int32Array, sizes: readonly number[]): Int32Array {
  const total = shuffled.length;
  const wanted = [...sizes, total - sizes.reduce((sum, size) => sum + size, 0)];
  const given = wanted.map(() => 0);
  const label = (place: number) => labels[shuffled[place] ?? 0] ?? 0;
  const places = Array.from(shuffled.keys()).sort((a, b) => label(a) - label(b) || a - b);
  const partOf = new Int32Array(total);
  for (const [seen, place] of places.entries()) {
    let behind = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (const [part, size] of wanted.entries()) {
      // In whole numbers, so that equal shares tie exactly and the first part wins.
      const deficit = size * (seen + 1) - (given[part] ?? 0) * total;
      if (deficit > most) {
        most = deficit;
        behind = part;
      }
    }
    given[behind] = (given[behind] ?? 0) + 1;
    partOf[place] = behind;
  }
  return partOf;
}
