import type { DatasetType } from "../graph/types";
import type { Dataset } from "../graph/values";
import { CELLS_SIDE, drawCells } from "../pixels/cells";
import { allLeftOut, leftOut, leftOutWarnings } from "./leave-out";

/** The one thing that masks of these sets mark. */
export const NUCLEUS = ["nucleus"] as const;

interface Wish {
  /** Pictures before some are left out. */
  readonly count: number;
  readonly exclude: readonly string[];
}

/** What is known of drawn cells before any picture is drawn. Throws NodeError where none is left. */
export function cellsType(wish: Wish): DatasetType {
  return {
    kind: "Dataset",
    image: { shape: [4, CELLS_SIDE, CELLS_SIDE], dtype: "uint8", mode: "RGBA", range: [0, 255] },
    length: cellRows(wish).length,
    classes: NUCLEUS,
    hasMasks: true,
  };
}

/** Drawn pictures with their true masks; each is drawn when it is asked for, from (seed, number). */
export function cellSamples({ seed, ...wish }: Wish & { readonly seed: number }): Dataset {
  const rows = cellRows(wish);
  return {
    kind: "Dataset",
    classes: NUCLEUS,
    names: rows.map(({ name }) => name),
    labels: new Int32Array(rows.length),
    hasMasks: true,
    async sample(index) {
      const row = rows[index];
      if (!row)
        throw new RangeError(`There are ${rows.length} drawn pictures; number ${index} was asked for.`);
      const { image, mask } = drawCells(seed, row.number);
      return { name: row.name, label: 0, image, mask, fresh: true };
    },
  };
}

/** Names that are to be left out and that no drawn picture has. */
export function cellsWarnings({ count, exclude }: Wish) {
  return leftOutWarnings(leftOut(exclude.length > 0 ? allRows(count).map(({ name }) => name) : [], exclude));
}

function allRows(count: number) {
  return Array.from({ length: count }, (_, number) => ({ number, name: `cells_${number + 1}` }));
}

function cellRows({ count, exclude }: Wish) {
  const all = allRows(count);
  if (exclude.length === 0) return all;
  const out = leftOut(
    all.map(({ name }) => name),
    exclude,
  ).names;
  const rows = all.filter(({ name }) => !out.has(name));
  if (rows.length === 0) throw allLeftOut(all.length);
  return rows;
}
