/** Connected pixels of a mask, numbered from 1; 0 is the background. */
export interface Components {
  readonly count: number;
  /** Rows, columns (HW). */
  readonly labels: Int32Array;
}

/**
 * Numbers the connected parts of a mask in the order of their first pixels, as scipy.ndimage.label (`connectivity` 4,
 * pixels that share a side) and skimage.measure.label (8, a corner is enough) do by default.
 */
export function connectedComponents(
  mask: ArrayLike<number>,
  height: number,
  width: number,
  connectivity: 4 | 8,
): Components {
  const labels = new Int32Array(height * width);
  const stack: number[] = [];
  let count = 0;
  for (let start = 0; start < labels.length; start++) {
    if (mask[start] === 0 || labels[start] !== 0) continue;
    labels[start] = ++count;
    stack.push(start);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const [y, x] = [Math.floor(at / width), at % width];
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++)
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const next = row * width + column;
          if (connectivity === 4 && row !== y && column !== x) continue;
          if (mask[next] === 0 || labels[next] !== 0) continue;
          labels[next] = count;
          stack.push(next);
        }
    }
  }
  return { count, labels };
}

/** Objects of a picture that overlap, as pairs of a said and a true one, the largest IoU first. */
export function overlaps(
  said: Components,
  truth: Components,
): readonly { readonly said: number; readonly truth: number; readonly iou: number }[] {
  const areas = (of: Components) => {
    const sizes = new Int32Array(of.count + 1);
    for (const label of of.labels) sizes[label] = (sizes[label] ?? 0) + 1;
    return sizes;
  };
  const [saidAreas, trueAreas] = [areas(said), areas(truth)];
  const shared = new Map<number, number>();
  said.labels.forEach((label, at) => {
    const other = truth.labels[at] ?? 0;
    if (label === 0 || other === 0) return;
    const pair = label * (truth.count + 1) + other;
    shared.set(pair, (shared.get(pair) ?? 0) + 1);
  });
  return [...shared]
    .map(([pair, both]) => {
      const [a, b] = [Math.floor(pair / (truth.count + 1)), pair % (truth.count + 1)];
      return { said: a, truth: b, iou: both / ((saidAreas[a] ?? 0) + (trueAreas[b] ?? 0) - both) };
    })
    .sort((a, b) => b.iou - a.iou || a.said - b.said || a.truth - b.truth);
}

/** How many objects were found: pairs with more than so much IoU, each object in one pair at most, the best first. */
export function countFound(pairs: ReturnType<typeof overlaps>, threshold: number): number {
  const [said, truth] = [new Set<number>(), new Set<number>()];
  for (const pair of pairs) {
    if (pair.iou <= threshold) break;
    if (said.has(pair.said) || truth.has(pair.truth)) continue;
    said.add(pair.said);
    truth.add(pair.truth);
  }
  return said.size;
}
