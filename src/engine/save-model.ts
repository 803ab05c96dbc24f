import type { Checked } from "../compile/checked";
import { readWiring } from "../compile/wiring";
import { onnxParts } from "../export/model/onnx";
import { type ModelAbout, metadataOf, type SavedModel } from "../export/model/saved-model";
import { tfjsParts } from "../export/model/tfjs";
import { blobOf } from "../files/blob-of";
import { safetensorsParts } from "../files/safetensors";
import { writeZip } from "../files/zip-writer";
import { NodeError } from "../graph/problem";
import type { MetricValue } from "../graph/values";
import type { LastRun } from "./evidence";
import type { ModelFormat, StepResult } from "./protocol";
import { reportOf } from "./views";

/** What the last run was: its types and keys, beside the values that it left. */
export interface RunRecord {
  readonly checked: Checked;
  readonly steps: readonly StepResult[];
}

/** A trained model of the last run, with what the run knows of it. Throws NodeError where there is none. */
export function savedModel(
  last: LastRun,
  record: RunRecord | undefined,
  node: string,
  port: string,
): SavedModel {
  const value = last.values.get(node)?.[port];
  if (value?.kind !== "TrainedModel")
    throw new NodeError("There are no trained weights here yet. Run the trainer first.");
  const type = record?.checked.nodes.get(node)?.outputs[port];
  const shape = value.module.in;
  const { mode, range, normalization } = type?.kind === "TrainedModel" ? type.image : {};
  const about: ModelAbout = {
    title: last.graph.title,
    classes: value.classes,
    input: {
      shape,
      ...(mode === undefined ? {} : { mode }),
      ...(range ? { range } : {}),
      ...(normalization ? { normalization } : {}),
    },
    recipe: record?.steps.find((step) => step.node === node)?.key ?? "",
    metrics: metricsOf(last, node),
  };
  return { module: value.module, state: value.state, about };
}

/** The model as a file of this format. */
export async function modelFile(model: SavedModel, format: ModelFormat): Promise<Blob> {
  switch (format) {
    case "safetensors":
      return blobOf(safetensorsParts(model.state, metadataOf(model.about)));
    case "onnx":
      return blobOf(onnxParts(model));
    case "tfjs": {
      const files: { path: string; content: Blob }[] = [];
      for (const { path, pieces } of tfjsParts(model)) files.push({ path, content: await blobOf(pieces) });
      return writeZip(files);
    }
  }
}

/** How the training ended, and what the nodes that look at the model say in numbers; by node. */
function metricsOf({ graph, values, registry }: LastRun, node: string): ModelAbout["metrics"] {
  const { sources } = readWiring(graph, registry);
  const behind = new Set([node]);
  for (const id of behind)
    for (const [next, ends] of sources)
      if ([...ends.values()].some((end) => end.node === id)) behind.add(next);
  const said: Record<string, Readonly<Record<string, MetricValue>>> = {};
  for (const id of behind) {
    const numbers: Record<string, MetricValue> = {};
    for (const value of Object.values(values.get(id) ?? {})) {
      if (value.kind === "History")
        Object.assign(numbers, { epochs: value.epochs.length, ...value.epochs.at(-1) });
      if (value.kind !== "Metrics") continue;
      for (const [name, number] of Object.entries(reportOf(value)))
        if (typeof number === "number") numbers[name] = number;
    }
    if (Object.keys(numbers).length > 0) said[id] = numbers;
  }
  return said;
}
