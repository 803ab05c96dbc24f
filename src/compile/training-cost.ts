import type { AnyRunNode } from "../graph/node";
import { type LayerFacts, type Module, moduleFacts, splitFrozen } from "../module/module";
import { type DeviceMemory, type TrainingSize, trainingMemory } from "./memory-cost";
import type { StepInput } from "./plan";

/** What a training costs, in parameters and in floating-point operations for one picture; `undefined`: sizes are unknown. */
export interface TrainingCost {
  readonly parameters: number;
  readonly trained: number;
  /** Of the frozen beginning, run once for all epochs; 0 where there is none, or the pictures change every epoch. */
  readonly once: number | undefined;
  /** Of what runs in every epoch, forward. */
  readonly forward: number | undefined;
  /** Of the gradients, in every epoch. */
  readonly backward: number | undefined;
}

/** The same with what the device has to hold. */
export interface TrainingPlan extends TrainingCost {
  /** On the device. */
  readonly memory: DeviceMemory | undefined;
}

/** What training a node's network costs, for nodes that train. */
export function trainingCostOf(
  definition: AnyRunNode,
  settings: Readonly<Record<string, unknown>>,
  inputs: Readonly<Record<string, StepInput>>,
): TrainingPlan | undefined {
  const size = trainingSizeOf(definition, settings, inputs);
  return size && { ...trainingCost(size.module, size.isSteady), memory: trainingMemory(size) };
}

/** Running values for each parameter where the optimizer is not known: Adam's. */
const SLOTS = 2;

/** What a node that trains will train, on how many pictures at a time. */
export function trainingSizeOf(
  definition: AnyRunNode,
  settings: Readonly<Record<string, unknown>>,
  inputs: Readonly<Record<string, Pick<StepInput, "type">>>,
): TrainingSize | undefined {
  const [pair] = definition.applies ?? [];
  if (!pair || !Object.values(definition.outputs).some(({ kind }) => kind === "TrainedModel"))
    return undefined;
  const model = inputs[pair.module]?.type;
  const data = inputs[pair.dataset]?.type;
  if (model?.kind !== "Module" || data?.kind !== "Dataset") return undefined;
  const optimizer = Object.values(inputs).find(({ type }) => type.kind === "Optimizer")?.type;
  const asked = typeof settings.batchSize === "number" ? settings.batchSize : 1;
  return {
    module: model.module,
    batch: typeof data.length === "number" ? Math.min(asked, data.length) : asked,
    slots: optimizer?.kind === "Optimizer" ? optimizer.slots : SLOTS,
    isSteady: data.random === undefined,
  };
}

/**
 * Gradients go back as far as there is something to learn: each layer from there on passes one on to what comes before it,
 * which costs what its forward run does, and a layer that learns makes one of its own weights, which costs the same.
 */
export function trainingCost(module: Module, isSteady: boolean): TrainingCost {
  const facts = moduleFacts(module);
  const begins = isSteady ? splitFrozen(module).prefix.layers.length : 0;
  const learns = ({ layer, parameterCount }: LayerFacts) => parameterCount > 0 && !layer.frozen;
  const first = facts.findIndex(learns);
  const sum = (rows: readonly LayerFacts[], of: (fact: LayerFacts) => number) =>
    rows.every(({ flops }) => flops !== undefined)
      ? rows.reduce((all, fact) => all + of(fact), 0)
      : undefined;
  const flops = ({ flops = 0 }: LayerFacts) => flops;
  return {
    parameters: facts.reduce((all, { parameterCount }) => all + parameterCount, 0),
    trained: facts.filter(learns).reduce((all, { parameterCount }) => all + parameterCount, 0),
    once: sum(facts.slice(0, begins), flops),
    forward: sum(facts.slice(begins), flops),
    backward:
      first < 0
        ? 0
        : sum(
            facts.slice(first),
            (fact) => flops(fact) * ((learns(fact) ? 1 : 0) + (fact === facts[first] ? 0 : 1)),
          ),
  };
}
