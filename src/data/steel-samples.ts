import type { DatasetType } from "../graph/types";
import type { Dataset } from "../graph/values";
import { drawSteel } from "../pixels/steel";

/** The six defects: crazing, inclusion, pitted surface, patches, rolled-in scale, scratches. Sorted as all classes are. */
export const STEEL_CLASSES = ["Cr", "In", "PS", "Pa", "RS", "Sc"] as const;

/** Side of a drawn picture, px, as in the NEU surface defect set. */
const SIDE = 200;

/** What is known of drawn steel before any picture is drawn. */
export function steelType(count: number): DatasetType {
  return {
    kind: "Dataset",
    image: { shape: [1, SIDE, SIDE], dtype: "uint8", mode: "L", range: [0, 255] },
    length: STEEL_CLASSES.length * count,
    classes: STEEL_CLASSES,
  };
}

/** `count` pictures of each class, class by class; each is drawn when it is asked for, from (class, seed, number). */
export function steelSamples(count: number, seed: number): Dataset {
  const rows = STEEL_CLASSES.flatMap((kind, label) =>
    Array.from({ length: count }, (_, number) => ({ kind, label, number, name: `${kind}_${number + 1}` })),
  );
  return {
    kind: "Dataset",
    classes: STEEL_CLASSES,
    names: rows.map((row) => row.name),
    labels: Int32Array.from(rows, (row) => row.label),
    async sample(index) {
      const row = rows[index];
      if (!row)
        throw new RangeError(`There are ${rows.length} drawn pictures; number ${index} was asked for.`);
      return { name: row.name, label: row.label, image: drawSteel(row.kind, seed, row.number) };
    },
  };
}
