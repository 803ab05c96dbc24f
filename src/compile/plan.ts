import { canonicalJson } from "../graph/canonical";
import { type AnyRunNode, isModelNode, type NodeDefinition } from "../graph/node";
import type { Setting } from "../graph/settings";
import type { ValueType } from "../graph/types";
import { ownerOf } from "../module/compose";
import { type Module, splitFrozen } from "../module/module";
import { perObject } from "../per-object";
import type { Checked, CheckedNode } from "./checked";
import { keptPorts } from "./kept-ports";
import { type CacheKey, featuresKey, keyOf, keyOfText, moduleKey, portKey } from "./keys";
import { type TrainingPlan, trainingCostOf } from "./training-cost";
import { readWiring } from "./wiring";

export interface StepInput {
  readonly step: CacheKey;
  readonly port: string;
  readonly type: ValueType;
}

/** Work on rows of a dataset that is done once per picture and kept: the frozen beginning of a network. */
export interface FeatureWork {
  readonly key: CacheKey;
  /** The model node whose layers these are: progress is shown there. */
  readonly owner: string;
  readonly prefix: Module;
  readonly module: string;
  readonly dataset: string;
}

/** One thing to do. Nodes with equal recipes share it. */
export interface Step {
  readonly key: CacheKey;
  readonly nodes: readonly [string, ...string[]];
  readonly definition: NodeDefinition;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, StepInput>>;
  readonly outputs: Readonly<Record<string, ValueType>>;
  readonly features: readonly FeatureWork[];
  /** Ports with pictures that are kept for the next epoch. */
  readonly kept: readonly string[];
  /** Of a step that trains. */
  readonly training?: TrainingPlan;
}

export interface Plan {
  /** What the whole run is called: the key over the keys of its targets. */
  readonly key: CacheKey;
  readonly targets: readonly string[];
  /** In an order in which every step stands behind its inputs. */
  readonly steps: readonly Step[];
  /** Nodes that cannot run, because they or something upstream are wrong. */
  readonly blocked: readonly string[];
  /** Nodes that nothing asked for needs. */
  readonly skipped: readonly string[];
  /** What could not be done once per picture, and why. */
  readonly notKept: readonly { readonly node: string; readonly reason: string }[];
}

/** Turns a typed graph into steps: only what the targets need, equal steps once. */
export function plan(
  checked: Checked,
  registry: ReadonlyMap<string, NodeDefinition>,
  targets: readonly string[] = defaultTargets(checked),
): Plan {
  const sources = readWiring(checked.graph, registry).sources;
  const needed = neededBy(targets, sources);
  const steps = new Map<CacheKey, Draft>();
  const keyOfNode = new Map<string, CacheKey>();
  /** For steps that give rows of another dataset: the key of that other one. */
  const originOf = new Map<CacheKey, string>();
  const blocked: string[] = [];
  const notKept: { node: string; reason: string }[] = [];

  for (const [id, node] of checked.nodes) {
    if (!needed.has(id)) continue;
    if (node.state !== "ready" || !node.definition || !node.settings) {
      blocked.push(id);
      continue;
    }
    const inputs: Record<string, StepInput> = {};
    for (const [port, end] of sources.get(id) ?? []) {
      const step = keyOfNode.get(end.node);
      const type = node.inputs[port];
      if (step && type) inputs[port] = { step, port: end.port, type };
    }
    const key = stepKey(checked, node, node.definition, inputs);
    keyOfNode.set(id, key);
    const same = steps.get(key);
    if (same) {
      same.nodes.push(id);
      continue;
    }
    const { definition, settings, outputs } = node;
    const step: Draft = { key, nodes: [id], definition, settings, inputs, outputs, features: [], kept: [] };
    steps.set(key, step);
    if (isModelNode(definition)) continue;
    const rows = definition.rowsOf === undefined ? undefined : inputs[definition.rowsOf];
    if (rows) originOf.set(key, originOf.get(rows.step) ?? portKey(rows.step, rows.port));
    if (!definition.applies) continue;
    step.features = featureWork(id, definition.applies, inputs, originOf, sources, checked, notKept);
    const training = trainingCostOf(definition, settings, inputs);
    if (training) step.training = training;
  }
  const skipped = [...checked.nodes.keys()].filter((id) => !needed.has(id));
  const key = keyOf(targets.map((id) => keyOfNode.get(id) ?? null).sort());
  const whole = [...steps.values()];
  for (const [step, ports] of keptPorts(whole)) step.kept = ports;
  return { key, targets, steps: whole, blocked, skipped, notKept };
}

/** A step while the plan is made. */
type Draft = { -readonly [K in keyof Step]: Step[K] } & { nodes: [string, ...string[]] };

/** What people run a graph for: nodes that show something; where there is none, the last nodes of every line. */
export function defaultTargets(checked: Checked): readonly string[] {
  const results = [...checked.nodes.values()].filter(
    ({ definition }) => definition && !isModelNode(definition) && definition.result === true,
  );
  if (results.length > 0) return results.map((node) => node.id);
  const feeding = new Set(checked.graph.edges.map((edge) => edge.from.slice(0, edge.from.indexOf("."))));
  return [...checked.nodes.keys()].filter((id) => !feeding.has(id));
}

function stepKey(
  checked: Checked,
  node: CheckedNode,
  definition: NodeDefinition,
  inputs: Readonly<Record<string, StepInput>>,
): CacheKey {
  const made = node.outputs.module;
  // A network is the list of its layers: how its nodes are cut makes no difference.
  if (isModelNode(definition) && made?.kind === "Module") return moduleKey(made.module);
  const settings = node.settings ?? {};
  // The recipe as canonical JSON has it, put together here: its fields stand by the alphabet, and so do the ports. Keys,
  // types and names of ports that exist have nothing in them that JSON writes otherwise.
  let from = "";
  for (const port of Object.keys(inputs).sort()) {
    const { step = "", port: output = "" } = inputs[port] ?? {};
    from += `${from === "" ? "" : ","}"${port}":"${portKey(step, output)}"`;
  }
  const files = definition.files ? (checked.graph.assets[node.id]?.sha256 ?? null) : undefined;
  const rest = `${files === undefined ? "" : `"files":${JSON.stringify(files)},`}"inputs":{${from}}`;
  const before = recipes.get(settings);
  if (before?.definition === definition && before.rest === rest) return before.key;
  const own = canonicalJson(keyedSettings(definition, settings));
  const { type, version } = definition;
  const key = keyOfText(`{${rest},"settings":${own},"type":"${type}","version":${version}}`);
  recipes.set(settings, { definition, rest, key });
  return key;
}

/** The last key of each node as it was read: after an edit elsewhere it is looked up, not hashed again. */
const recipes = new WeakMap<
  NonNullable<CheckedNode["settings"]>,
  { readonly definition: NodeDefinition; readonly rest: string; readonly key: CacheKey }
>();

/** Settings that came later are no part of a key as long as they change nothing. */
function keyedSettings(
  definition: NodeDefinition,
  settings: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const later = addedSettings(definition);
  if (later.length === 0) return settings;
  const keyed: Record<string, unknown> = { ...settings };
  for (const [name, spec] of later)
    if (canonicalJson(keyed[name]) === canonicalJson(spec.default)) delete keyed[name];
  return keyed;
}

const addedSettings = perObject(
  (definition: NodeDefinition): readonly (readonly [string, Setting<unknown>])[] =>
    Object.entries<Setting<unknown>>(definition.settings).filter(([, spec]) => spec.added === true),
);

function neededBy(
  targets: readonly string[],
  sources: ReadonlyMap<string, ReadonlyMap<string, { readonly node: string }>>,
): ReadonlySet<string> {
  const needed = new Set<string>();
  const stack = [...targets];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (needed.has(id)) continue;
    needed.add(id);
    for (const end of sources.get(id)?.values() ?? []) stack.push(end.node);
  }
  return needed;
}

/** The frozen beginnings that this node's networks have, where its datasets give the same values in every epoch. */
function featureWork(
  id: string,
  applies: NonNullable<AnyRunNode["applies"]>,
  inputs: Readonly<Record<string, StepInput>>,
  originOf: ReadonlyMap<CacheKey, string>,
  sources: ReadonlyMap<string, ReadonlyMap<string, { readonly node: string }>>,
  checked: Checked,
  notKept: { node: string; reason: string }[],
): readonly FeatureWork[] {
  return applies.flatMap((pair) => {
    const data = inputs[pair.dataset];
    const model = inputs[pair.module];
    if (pair.inside === true || data?.type.kind !== "Dataset" || !model) return [];
    const module =
      model.type.kind === "Module" || model.type.kind === "TrainedModel" ? model.type.module : undefined;
    if (!module) return [];
    const { prefix } = splitFrozen(module);
    if (prefix.layers.length === 0) return [];
    if (data.type.random !== undefined) {
      notKept.push({ node: id, reason: data.type.random });
      return [];
    }
    const origin = originOf.get(data.step) ?? portKey(data.step, data.port);
    const owner = ownerOfPrefix(id, pair.module, prefix, sources, checked) ?? id;
    return [{ key: featuresKey(prefix, origin), owner, prefix, module: pair.module, dataset: pair.dataset }];
  });
}

/** The model node that brought the prefix's last layer: that is known of the network before it was trained. */
function ownerOfPrefix(
  id: string,
  port: string,
  prefix: Module,
  sources: ReadonlyMap<string, ReadonlyMap<string, { readonly node: string }>>,
  checked: Checked,
): string | undefined {
  let at = sources.get(id)?.get(port)?.node;
  while (at !== undefined) {
    const node = checked.nodes.get(at);
    if (!node?.definition) return undefined;
    if (isModelNode(node.definition)) {
      const made = node.outputs.module;
      const origin = made?.kind === "Module" ? made.origins?.[prefix.layers.length - 1] : undefined;
      return origin === undefined ? undefined : ownerOf(origin);
    }
    // A trained model came out of a trainer, or out of a file for a network: that is the node's own input.
    const trained = (node.definition.applies?.[0] ?? node.definition.settles)?.module;
    at = trained === undefined ? undefined : sources.get(at)?.get(trained)?.node;
  }
  return undefined;
}
