import type { DatasetType } from "../graph/types";
import type { Dataset } from "../graph/values";
import { CELLS_SIDE, drawCells } from "../pixels/cells";

/** The one thing that masks of these sets mark. */
export const NUCLEUS = ["nucleus"] as const;

/** What is known of drawn cells before any picture is drawn. */
export function cellsType(count: number): DatasetType {
  return {
    kind: "Dataset",
    image: { shape: [4, CELLS_SIDE, CELLS_SIDE], dtype: "uint8", mode: "RGBA", range: [0, 255] },
    length: count,
    classes: NUCLEUS,
    hasMasks: true,
  };
}

/** `count` drawn pictures with their true masks; each is drawn when it is asked for, from (seed, number). */
export function cellSamples(count: number, seed: number): Dataset {
  const names = Array.from({ length: count }, (_, number) => `cells_${number + 1}`);
  return {
    kind: "Dataset",
    classes: NUCLEUS,
    names,
    labels: new Int32Array(count),
    hasMasks: true,
    async sample(index) {
      const name = names[index];
      if (name === undefined)
        throw new RangeError(`There are ${count} drawn pictures; number ${index} was asked for.`);
      const { image, mask } = drawCells(seed, index);
      return { name, label: 0, image, mask };
    },
  };
}
