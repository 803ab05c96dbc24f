import { canonicalJson } from "../graph/canonical";
import type { Asset } from "../graph/document";
import type { DataFacts, WeightFacts } from "../graph/node";
import { type AnyModelNode, type BranchEnd, isModelNode, type NodeDefinition } from "../graph/node";
import { NodeError } from "../graph/problem";
import type { DatasetType, ModuleType, ValueType } from "../graph/types";
import { appendLayers, type Grown, joinBranches } from "../module/compose";
import { MODULE_INPUT, ShapeError } from "../module/layer";
import { type Module, outputShape } from "../module/module";
import { shapeText } from "../module/shape";
import { perObject } from "../per-object";

export interface Given {
  /** The node's id. */
  readonly node: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, ValueType | undefined>>;
  readonly facts: DataFacts | undefined;
  readonly hasFiles: boolean;
  readonly asset: Asset | undefined;
  readonly weights?: WeightFacts | undefined;
  /** For model nodes: the data that the network will see. */
  readonly data: DatasetType | undefined;
}

type Outputs = Readonly<Record<string, ValueType>>;

interface Inferred {
  readonly definition: NodeDefinition;
  readonly given: Given;
  readonly outputs: Outputs;
}

/** What came out the last time, by the settings that a node was read with: they stay the same object as long as it does. */
const inferred = new WeakMap<Given["settings"], Inferred>();

/**
 * Types out from types in, for any node. Throws NodeError in words. Equal givens give the same objects again, so an edit is
 * worked out for its node and for what its change reaches.
 */
export function inferNode(definition: NodeDefinition, given: Given): Outputs {
  const before = inferred.get(given.settings);
  if (before?.definition === definition && isSame(before.given, given)) return before.outputs;
  const outputs = typesOut(definition, given);
  inferred.set(given.settings, { definition, given, outputs });
  return outputs;
}

function isSame(a: Given, b: Given): boolean {
  const ports = Object.keys(a.inputs);
  return (
    a.node === b.node &&
    a.facts === b.facts &&
    a.hasFiles === b.hasFiles &&
    a.asset === b.asset &&
    a.weights === b.weights &&
    a.data === b.data &&
    ports.length === Object.keys(b.inputs).length &&
    ports.every((port) => a.inputs[port] === b.inputs[port])
  );
}

function typesOut(definition: NodeDefinition, given: Given): Outputs {
  if (!isModelNode(definition)) {
    const { settings, inputs, facts, hasFiles } = given;
    const weights = hasFiles && definition.files?.network ? fileOf(given) : undefined;
    return definition.infer({ settings, inputs, facts, hasFiles, weights });
  }
  try {
    return { module: grownModule(definition, given) };
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const port = Object.keys(definition.inputs)[0] ?? "module";
    throw new NodeError(error.message, { port, expected: error.expected, got: error.got });
  }
}

/** What is wired in, joined, and the node's own layers behind it. */
function grownModule(definition: AnyModelNode, given: Given): ModuleType {
  const dataShape = given.data?.image.shape ?? ["C", "H", "W"];
  const wired = Object.keys(definition.inputs).flatMap((port) => {
    const type = given.inputs[port];
    return type?.kind === "Module" ? [{ port, type }] : [];
  });
  needOneInput(wired);
  const joined = joinBranches(
    wired.map(({ type }) => ({ module: type.module, origins: originsOf(type) })),
    dataShape,
  );
  const inputs: Record<string, BranchEnd> = {};
  for (const port of Object.keys(definition.inputs)) inputs[port] = { layer: MODULE_INPUT, shape: dataShape };
  wired.forEach(({ port, type }, at) => {
    inputs[port] = { layer: joined.ends[at] ?? MODULE_INPUT, shape: type.out };
  });
  const context = {
    settings: given.settings,
    name: given.node,
    inputs,
    dataShape,
    classes: given.data?.classes,
    file: fileOf(given),
  };
  const { module, origins } =
    wired.length > 0
      ? grown({ module: joined.module, origins: joined.origins }, definition, context)
      : begun(definition, context);
  return { kind: "Module", module, out: outputShape(module), origins };
}

type Context = Omit<Parameters<AnyModelNode["build"]>[0], "input">;

function grown(before: Grown, definition: AnyModelNode, context: Context): Grown {
  const { layers } = definition.build({ ...context, input: before.module });
  return appendLayers(before, layers, context.name);
}

/** Networks of one node that begins them, by what they were made from. */
const beginnings = perObject((_: AnyModelNode) => new Map<string, Module>());
const MOST_BEGINNINGS = 64;

/**
 * Nodes that begin a network in the same way share it as one object, and so all that is worked out for it: keys, shapes, cost.
 * Layers that are called by their node's id are its own: whether they are is seen by whether the id is asked for.
 */
function begun(definition: AnyModelNode, { name, ...context }: Context): Grown {
  const known = beginnings(definition);
  const { settings, dataShape, classes, file } = context;
  const text = canonicalJson({ settings, dataShape, classes, file });
  const same = known.get(text);
  if (same) return { module: same, origins: same.layers.map((_, index) => `${name}.${index}`) };
  let isOwn = false;
  const made = definition.build({
    ...context,
    input: undefined,
    get name() {
      isOwn = true;
      return name;
    },
  });
  const start = { in: made.in ?? dataShape, layers: [] };
  const network = appendLayers({ module: start, origins: [] }, made.layers, name);
  if (!isOwn) {
    if (known.size >= MOST_BEGINNINGS) known.clear();
    known.set(text, network.module);
  }
  return network;
}

function fileOf({ asset, weights }: Given) {
  if (!asset) return undefined;
  const { sha256, name } = asset;
  return weights ? { sha256, name, facts: weights } : { sha256, name };
}

/** Branches that join must begin with the same pictures. */
function needOneInput(wired: readonly { readonly port: string; readonly type: ModuleType }[]): void {
  const [first] = wired;
  const other = wired.find(
    ({ type }) => first && shapeText(type.module.in) !== shapeText(first.type.module.in),
  );
  if (!first || !other) return;
  const [expected, got] = [shapeText(first.type.module.in), shapeText(other.type.module.in)];
  throw new NodeError(
    `These branches begin with different pictures, ${expected} and ${got}. Let both begin at the same network, or train both on the same data.`,
    { port: other.port, expected, got },
  );
}

/** A module that no graph made has layers of no node: they are known by their names. */
function originsOf({ module, origins }: ModuleType): readonly string[] {
  return origins ?? module.layers.map((layer) => layer.name);
}
