import { selectRows } from "../graph/dataset";
import { NodeError } from "../graph/problem";
import type { Dataset } from "../graph/values";
import { permutation } from "../random";

/** Which pictures to look at closely: those named by hand, else so many drawn from the seed. */
export interface Choice {
  /** Names, separated by commas or line ends; the part behind the last `/` is enough. */
  readonly names: string;
  readonly seed: number;
  /** So many of each class, or in all. */
  readonly count: number;
  readonly perClass: boolean;
}

/** The chosen rows: by class and row where drawn, in the order of the names where named. Throws NodeError. */
export function choosePictures(dataset: Dataset, choice: Choice, purpose: string): Dataset {
  const wanted = namesIn(choice.names);
  const rows =
    wanted.length > 0 ? wanted.map((name) => rowNamed(dataset, name)) : drawn(dataset, choice, purpose);
  return selectRows(dataset, Uint32Array.from(rows));
}

export function namesIn(text: string): readonly string[] {
  return text
    .split(/[,;\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function drawn(dataset: Dataset, { count, perClass, seed }: Choice, purpose: string): readonly number[] {
  const order = Array.from(permutation(dataset.names.length, seed, purpose));
  if (!perClass) return order.slice(0, count).sort((a, b) => a - b);
  return dataset.classes.flatMap((_, label) =>
    order
      .filter((row) => dataset.labels[row] === label)
      .slice(0, count)
      .sort((a, b) => a - b),
  );
}

function rowNamed(dataset: Dataset, wanted: string): number {
  const exact = dataset.names.indexOf(wanted);
  if (exact >= 0) return exact;
  const ending = dataset.names.findIndex((name) => name.endsWith(`/${wanted}`));
  if (ending >= 0) return ending;
  const [first] = dataset.names;
  throw new NodeError(
    `No picture here is called ${wanted}. ${dataset.names.length === 0 ? "There is none at all." : `They are called like ${first}; it may also be in another part of the split.`}`,
    { setting: "names", expected: "names of pictures in this dataset", got: wanted },
  );
}
