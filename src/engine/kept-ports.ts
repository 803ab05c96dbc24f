import { portKey } from "../compile/keys";
import type { Step } from "../compile/plan";
import type { Dataset, Value } from "../graph/values";
import type { KeptPictures } from "./kept-pictures";

type Outputs = Readonly<Record<string, Value>>;

/** A step's outputs: datasets from which something is made that changes with every epoch, or takes more room, keep their pictures. */
export function keepPictures(
  { key, kept }: Pick<Step, "key" | "kept">,
  outputs: Outputs,
  keptPictures: KeptPictures,
  ahead: (dataset: Dataset) => Dataset = (dataset) => dataset,
): Outputs {
  return Object.fromEntries(
    Object.entries(outputs).map(([port, value]) => [
      port,
      value.kind === "Dataset" && kept.includes(port)
        ? keptPictures.keep(ahead(value), portKey(key, port))
        : value,
    ]),
  );
}
