import { isModelNode } from "../graph/node";
import { outputShape, splitFrozen } from "../module/module";
import { elements } from "../module/shape";
import { type DeviceMemory, forwardMemory } from "./memory-cost";
import type { Plan, Step } from "./plan";
import { workOf } from "./work";

/** What a whole run takes, bytes. */
export interface PlanMemory extends DeviceMemory {
  /** Of what frozen layers give, kept beside the device. */
  readonly features: number;
}

/** The device's memory at a step's worst moment: frozen layers over pictures, a training, or a network over pictures. */
export function stepMemory({ definition, inputs, features, training }: Step): DeviceMemory | undefined {
  if (isModelNode(definition)) return undefined;
  const [pair] = definition.applies ?? [];
  const model = pair && inputs[pair.module]?.type;
  const own =
    training?.memory ??
    (model?.kind === "Module" || model?.kind === "TrainedModel"
      ? forwardMemory(
          features.some(({ dataset }) => dataset === pair?.dataset)
            ? splitFrozen(model.module).rest
            : model.module,
        )
      : undefined);
  return largest([own, ...features.map(({ prefix }) => forwardMemory(prefix))]);
}

/** Of a run the step that takes most, and the features of all; steps whose sizes are not known count as nothing. */
export function planMemory(plan: Plan): PlanMemory {
  const most = largest(plan.steps.map(stepMemory)) ?? { parameters: 0, activations: 0, peak: 0 };
  const prefixes = new Map(
    plan.steps.flatMap(({ features }) => features.map(({ key, prefix }) => [key, prefix] as const)),
  );
  let features = 0;
  for (const { kind, key, pictures } of workOf(plan)) {
    const prefix = kind === "features" ? prefixes.get(key) : undefined;
    if (prefix) features += 4 * pictures * (elements(outputShape(prefix)) ?? 0);
  }
  return { ...most, features };
}

function largest(all: readonly (DeviceMemory | undefined)[]): DeviceMemory | undefined {
  let most: DeviceMemory | undefined;
  for (const each of all) if (each && each.peak > (most?.peak ?? 0)) most = each;
  return most;
}
