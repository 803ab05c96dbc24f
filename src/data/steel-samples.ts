import type { DatasetType } from "../graph/types";
import type { Dataset } from "../graph/values";
import { drawSteel } from "../pixels/steel";
import { allLeftOut, leftOut, leftOutWarnings } from "./leave-out";

/** The six defects: crazing, inclusion, pitted surface, patches, rolled-in scale, scratches. Sorted as all classes are. */
export const STEEL_CLASSES = ["Cr", "In", "PS", "Pa", "RS", "Sc"] as const;

/** Side of a drawn picture, px, as in the NEU surface defect set. */
const SIDE = 200;

interface Wish {
  /** Pictures of each class, before some are left out. */
  readonly count: number;
  readonly exclude: readonly string[];
}

/** What is known of drawn steel before any picture is drawn. Throws NodeError where none is left. */
export function steelType(wish: Wish): DatasetType {
  const { length, classes } = steelCount(wish);
  return {
    kind: "Dataset",
    image: { shape: [1, SIDE, SIDE], dtype: "uint8", mode: "L", range: [0, 255] },
    length,
    classes,
  };
}

/** The pictures class by class; each is drawn when it is asked for, from (class, seed, number). */
export function steelSamples({ seed, ...wish }: Wish & { readonly seed: number }): Dataset {
  const { rows, classes } = steelRows(wish);
  const labels = new Map(classes.map((name, label) => [name, label]));
  return {
    kind: "Dataset",
    classes,
    names: rows.map((row) => row.name),
    labels: Int32Array.from(rows, (row) => labels.get(row.kind) ?? 0),
    async sample(index) {
      const row = rows[index];
      if (!row)
        throw new RangeError(`There are ${rows.length} drawn pictures; number ${index} was asked for.`);
      return {
        name: row.name,
        label: labels.get(row.kind) ?? 0,
        image: drawSteel(row.kind, seed, row.number),
        fresh: true,
      };
    },
  };
}

/** Names that are to be left out and that no drawn picture has. */
export function steelWarnings({ count, exclude }: Wish) {
  return leftOutWarnings(leftOut(exclude.length > 0 ? allRows(count).map((row) => row.name) : [], exclude));
}

function allRows(count: number) {
  return STEEL_CLASSES.flatMap((kind) =>
    Array.from({ length: count }, (_, number) => ({ kind, number, name: `${kind}_${number + 1}` })),
  );
}

/** How many and of which classes; where nothing is left out, without a list of them. */
function steelCount(wish: Wish): { readonly length: number; readonly classes: readonly string[] } {
  if (wish.exclude.length === 0) return { length: STEEL_CLASSES.length * wish.count, classes: STEEL_CLASSES };
  const { rows, classes } = steelRows(wish);
  return { length: rows.length, classes };
}

function steelRows({ count, exclude }: Wish) {
  const all = allRows(count);
  if (exclude.length === 0) return { rows: all, classes: STEEL_CLASSES };
  const out = leftOut(
    all.map((row) => row.name),
    exclude,
  ).names;
  const rows = all.filter((row) => !out.has(row.name));
  if (rows.length === 0) throw allLeftOut(all.length);
  const kinds = new Set(rows.map((row) => row.kind));
  return { rows, classes: STEEL_CLASSES.filter((kind) => kinds.has(kind)) };
}
