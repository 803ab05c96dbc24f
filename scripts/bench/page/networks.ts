import { unetLayers } from "../../../src/data/unet";
import type { Optimizer, Value } from "../../../src/graph/values";
import type { Layer } from "../../../src/module/layer";
import type { Module } from "../../../src/module/module";
import { registry } from "../../../src/registry";

/** A network with what it is trained on, for both sides of a comparison. */
export interface Training {
  readonly module: Module;
  readonly loss: "cross-entropy" | "dice-loss";
  readonly batch: number;
}

/** The head of the course's VGG16 on features that are ready, as [4096, 1, 1] pictures would come flattened. */
export function mlpTraining(): Training {
  const linear = (name: string, inFeatures: number, outFeatures: number): Layer => ({
    name,
    type: "linear",
    settings: { inFeatures, outFeatures, bias: true },
  });
  const layers: Layer[] = [
    { name: "flatten", type: "flatten", settings: {} },
    linear("head.0", 4096, 2048),
    { name: "head.1", type: "relu", settings: {} },
    linear("head.2", 2048, 6),
  ];
  return { module: { in: [1, 64, 64], layers }, loss: "cross-entropy", batch: 4 };
}

/** A U-Net on grey pictures of `side` × `side` px. */
export function unetTraining(base: number, side: number): Training {
  const layers = unetLayers({
    inChannels: 1,
    outChannels: 1,
    base,
    depth: 3,
    batchNorm: false,
    convBias: true,
    upsampling: "transposed",
    dropout: 0,
  });
  return { module: { in: [1, side, side], layers }, loss: "dice-loss", batch: 4 };
}

/** What a node without inputs gives at its defaults: a loss or an optimizer as graphs have it. */
export async function valueFrom<K extends Value["kind"]>(
  type: string,
  kind: K,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Extract<Value, { kind: K }>> {
  const definition = registry.get(type);
  if (!definition || !("run" in definition)) throw new Error(`There is no node ${type} that runs.`);
  const defaults = Object.fromEntries(
    Object.entries(definition.settings as Readonly<Record<string, { default: unknown }>>).map(
      ([name, setting]) => [name, setting.default],
    ),
  );
  const run = definition.run as (context: unknown) => Promise<Readonly<Record<string, Value>>>;
  const value = Object.values(await run({ settings: { ...defaults, ...settings }, inputs: {} }))[0];
  if (value?.kind !== kind) throw new Error(`${type} gave no ${kind}.`);
  return value as Extract<Value, { kind: K }>;
}

export function adamAt(learningRate: number): Promise<Optimizer> {
  return valueFrom("adam", "Optimizer", { learningRate });
}
