import { readWiring } from "../compile/wiring";
import { thumbnail } from "../data/thumbnail";
import type { Thumbnail } from "../figures/figure";
import type { Graph } from "../graph/document";
import type { NodeDefinition } from "../graph/node";
import { NodeError } from "../graph/problem";
import type { Dataset, Predictions, TrainedModel } from "../graph/values";
import type { Outputs } from "./executor";
import type { PictureDetail, PictureRequest } from "./protocol";

/** What the last run left: its values, and the graph that they came from. */
export interface LastRun {
  readonly graph: Graph;
  readonly values: ReadonlyMap<string, Outputs>;
  readonly registry: ReadonlyMap<string, NodeDefinition>;
}

/** What predictions were made from. */
export interface Evidence {
  readonly predictions: Predictions;
  readonly model: TrainedModel;
  /** The pictures as the model saw them: row by row those of the predictions. */
  readonly dataset: Dataset;
  /** The pictures as they came, before any transform. */
  readonly origin: Dataset;
}

/** What stands behind a node's result: it gives predictions, or made something of those that are wired to it. */
export function evidenceOf(last: LastRun, node: string, port: string): Evidence {
  const { sources } = readWiring(last.graph, last.registry);
  const inputsOf = (id: string) =>
    [...(sources.get(id)?.values() ?? [])].flatMap((end) => {
      const value = last.values.get(end.node)?.[end.port];
      return value ? [{ node: end.node, value }] : [];
    });
  const own = last.values.get(node)?.[port];
  const found =
    own?.kind === "Predictions"
      ? { node, value: own }
      : inputsOf(node).find(({ value }) => value.kind === "Predictions");
  const inputs = found ? inputsOf(found.node) : [];
  const model = inputs.find(({ value }) => value.kind === "TrainedModel")?.value;
  let data = inputs.find(({ value }) => value.kind === "Dataset");
  if (found?.value.kind !== "Predictions" || model?.kind !== "TrainedModel" || data?.value.kind !== "Dataset")
    throw gone();
  const dataset = data.value;
  let origin = dataset;
  while (data?.value.kind === "Dataset") {
    origin = data.value;
    data = inputsOf(data.node).find(({ value }) => value.kind === "Dataset");
  }
  return { predictions: found.value, model, dataset, origin };
}

/** Throws where the row is no longer that picture. */
export function needPicture({ dataset }: Evidence, { index, name }: PictureRequest): void {
  if (dataset.names[index] !== name) throw gone();
}

/** Pictures behind predictions, as they came, with the outlines of their masks where they have some, no side longer than `size` px. */
export async function picturesOf(
  { dataset, origin }: Evidence,
  indices: readonly number[],
  size: number,
): Promise<readonly Thumbnail[]> {
  const rows = new Map(origin.names.map((name, row) => [name, row]));
  return Promise.all(
    indices
      .filter((index) => index >= 0 && index < dataset.names.length)
      .map(async (index) => {
        const name = dataset.names[index] ?? "";
        const row = rows.get(name);
        const { image, mask } = await (row === undefined ? dataset.sample(index, 0) : origin.sample(row, 0));
        return thumbnail(image, name, dataset.classes[dataset.labels[index] ?? 0] ?? "", size, mask);
      }),
  );
}

export async function detailOf(
  evidence: Evidence,
  request: PictureRequest & { readonly size: number },
): Promise<PictureDetail> {
  needPicture(evidence, request);
  const { index, size } = request;
  const { classes, labels, predicted, probabilities } = evidence.predictions;
  const [image] = await picturesOf(evidence, [index], size);
  if (!image) throw gone();
  return {
    image,
    classes,
    label: labels[index] ?? 0,
    predicted: predicted[index] ?? 0,
    probabilities: Array.from(probabilities.subarray(index * classes.length, (index + 1) * classes.length)),
  };
}

function gone(): NodeError {
  return new NodeError(
    "This picture is of an earlier run, which is not at hand any more. Press Run to renew it.",
  );
}
