import type { Asset } from "../graph/document";
import type { DataFacts } from "../graph/node";
import { isModelNode, type NodeDefinition } from "../graph/node";
import { NodeError } from "../graph/problem";
import type { DatasetType, ValueType } from "../graph/types";
import { ShapeError } from "../module/layer";
import { appendLayers, type Module, outputShape } from "../module/module";

export interface Given {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, ValueType | undefined>>;
  readonly facts: DataFacts | undefined;
  readonly hasFiles: boolean;
  readonly asset: Asset | undefined;
  /** For model nodes: the data that the network will see. */
  readonly data: DatasetType | undefined;
}

/** Types out from types in, for any node. Throws NodeError in words. */
export function inferNode(definition: NodeDefinition, given: Given): Readonly<Record<string, ValueType>> {
  if (!isModelNode(definition)) {
    const { settings, inputs, facts, hasFiles } = given;
    return definition.infer({ settings, inputs, facts, hasFiles }) as Readonly<Record<string, ValueType>>;
  }
  const before = given.inputs.module;
  const input = before?.kind === "Module" ? before.module : undefined;
  const dataShape = given.data?.image.shape ?? ["C", "H", "W"];
  try {
    const made = definition.build({
      settings: given.settings,
      input,
      dataShape,
      classes: given.data?.classes,
      file: given.asset ? { sha256: given.asset.sha256, name: given.asset.name } : undefined,
    });
    const start: Module = input ?? { in: made.in ?? dataShape, layers: [] };
    const module = appendLayers(start, made.layers);
    return { module: { kind: "Module", module, out: outputShape(module) } };
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw new NodeError(error.message, { port: "module", expected: error.expected, got: error.got });
  }
}
