import { isModelNode } from "../graph/node";
import type { ValueType } from "../graph/types";
import { type Module, moduleFacts, splitFrozen } from "../module/module";
import { type CacheKey, portKey } from "./keys";
import { picturesAtOnce } from "./memory-cost";
import type { FeatureWork, Plan, Step } from "./plan";

/** Frozen layers over pictures once, a training, a network over pictures, and any other node: each goes at a pace of its own. */
export type WorkKind = "features" | "train" | "apply" | `node:${string}`;

/** How much there is to do in a piece of work, before anything is known of how fast it goes. */
export interface Amount {
  readonly kind: WorkKind;
  /** Floating-point operations in all. */
  readonly flops: number;
  /** Pictures that are read and prepared, each as often as that happens. */
  readonly pictures: number;
  /** Batches that go to the device. */
  readonly batches: number;
}

export interface Work extends Amount {
  /** Where it is shown and timed: of features, the node that brought the layers. */
  readonly node: string;
  /** Of a step; of features, their own. */
  readonly key: CacheKey;
}

/**
 * The work of a plan, as far as its amount follows from the graph: frozen beginnings, once for each picture whoever asks;
 * trainings without them; networks over datasets. Of any other step no more is known than what it is.
 */
export function workOf(plan: Plan): readonly Work[] {
  return [...featureWorks(plan), ...plan.steps.map(ownWork)];
}

/** Operations of a module's forward run for one picture; `undefined` while sizes are not known. */
export function forwardFlops(module: Module): number | undefined {
  let sum = 0;
  for (const { flops } of moduleFacts(module)) {
    if (flops === undefined) return undefined;
    sum += flops;
  }
  return sum;
}

function featureWorks({ steps }: Plan): readonly Work[] {
  const asked = new Map<CacheKey, { readonly work: FeatureWork; readonly ports: Map<string, number> }>();
  for (const step of steps) {
    for (const work of step.features) {
      const input = step.inputs[work.dataset];
      const length = lengthOf(input?.type);
      if (!input || length === undefined) continue;
      const all = asked.get(work.key) ?? { work, ports: new Map() };
      all.ports.set(portKey(input.step, input.port), length);
      asked.set(work.key, all);
    }
  }
  return [...asked.values()].flatMap(({ work, ports }) => {
    const flops = forwardFlops(work.prefix);
    const pictures = [...ports.values()].reduce((all, length) => all + length, 0);
    if (flops === undefined) return [];
    return [{ node: work.owner, key: work.key, ...featureAmount(work.prefix, flops, pictures) }];
  });
}

/** Of so many pictures through frozen layers with so many operations each. */
export function featureAmount(prefix: Module, flops: number, pictures: number): Amount {
  const batches = Math.ceil(pictures / picturesAtOnce(prefix));
  return { kind: "features", flops: flops * pictures, pictures, batches };
}

function ownWork(step: Step): Work {
  const { definition, nodes, key, training } = step;
  const known = training ? trainAmount(step) : applyAmount(step);
  const amount = known ?? { kind: `node:${definition.type}` as const, flops: 0, pictures: 0, batches: 1 };
  return { node: nodes[0], key, ...amount };
}

function trainAmount({ definition, settings, inputs, features, training }: Step): Amount | undefined {
  const [pair, watched] = isModelNode(definition) ? [] : (definition.applies ?? []);
  const length = pair && lengthOf(inputs[pair.dataset]?.type);
  const { epochs, batchSize } = settings;
  const { forward, backward } = training ?? {};
  if (length === undefined || forward === undefined || backward === undefined) return undefined;
  if (typeof epochs !== "number" || typeof batchSize !== "number") return undefined;
  const validation = (watched && lengthOf(inputs[watched.dataset]?.type)) ?? 0;
  const read = (port: string | undefined, count: number) =>
    features.some(({ dataset }) => dataset === port) ? 0 : count;
  return {
    kind: "train",
    flops: epochs * (length * (forward + backward) + validation * forward),
    pictures: epochs * (read(pair?.dataset, length) + read(watched?.dataset, validation)),
    batches: epochs * (Math.ceil(length / batchSize) + Math.ceil(validation / batchSize)),
  };
}

function applyAmount({ definition, inputs, features }: Step): Amount | undefined {
  const [pair] = isModelNode(definition) ? [] : (definition.applies ?? []);
  const length = pair && lengthOf(inputs[pair.dataset]?.type);
  const model = pair && inputs[pair.module]?.type;
  // What looks inside chooses a few pictures of its own.
  if (!pair || pair.inside === true || length === undefined) return undefined;
  if (model?.kind !== "Module" && model?.kind !== "TrainedModel") return undefined;
  const isReady = features.some(({ dataset }) => dataset === pair.dataset);
  const module = isReady ? splitFrozen(model.module).rest : model.module;
  const flops = forwardFlops(module);
  if (flops === undefined) return undefined;
  return {
    kind: "apply",
    flops: flops * length,
    pictures: isReady ? 0 : length,
    batches: Math.ceil(length / picturesAtOnce(module)),
  };
}

function lengthOf(type: ValueType | undefined): number | undefined {
  return type?.kind === "Dataset" && typeof type.length === "number" ? type.length : undefined;
}
