import type { Size } from "./picture";

/**
 * `thick`: every pixel next to another label, so on both sides of a border; `inner`: of those, the ones inside objects;
 * `outer`: the ones in the background, and where objects touch each other, the objects' own.
 */
export type BoundaryMode = "thick" | "inner" | "outer";

/** A mask or labels: rows, columns (HW), 0 is the background. */
export interface LabelImage extends Size {
  readonly data: Uint8Array;
}

/**
 * scikit-image's `find_boundaries` on uint8 labels with background 0: 1 where a pixel is on a boundary, else 0.
 * `connectivity` 1 looks at the 4 neighbours that share a side, 2 at all 8; what lies outside counts as nothing.
 */
export function findBoundaries(
  labels: LabelImage,
  mode: BoundaryMode = "thick",
  connectivity: 1 | 2 = 1,
): Uint8Array {
  const { data, height, width } = labels;
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const own = data[i] as number;
      if (!touchesOther(labels, y, x, own, connectivity, false)) continue;
      if (mode === "thick") out[i] = 1;
      else if (mode === "inner") out[i] = own === 0 ? 0 : 1;
      else out[i] = own === 0 || touchesOther(labels, y, x, own, 2, true) ? 1 : 0;
    }
  return out;
}

/** Whether a neighbour has another label; with `objectsOnly`, another one that is not the background. */
function touchesOther(
  { data, height, width }: LabelImage,
  y: number,
  x: number,
  own: number,
  connectivity: 1 | 2,
  objectsOnly: boolean,
): boolean {
  for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++)
    for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
      if (connectivity === 1 && row !== y && column !== x) continue;
      const other = data[row * width + column] as number;
      if (other !== own && !(objectsOnly && other === 0)) return true;
    }
  return false;
}
