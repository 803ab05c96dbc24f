import * as tf from "@tensorflow/tfjs-core";
import { picturesAtOnce } from "../compile/memory-cost";
import { readWiring } from "../compile/wiring";
import { isModelNode } from "../graph/node";
import { NodeError } from "../graph/problem";
import type { Dataset } from "../graph/values";
import { median } from "../median";
import type { Layer } from "../module/layer";
import { INPUT, layerSources, type Module } from "../module/module";
import { type StateDict, stateSpecs } from "../module/state";
import { randomStream } from "../random";
import { breathe } from "./cancel";
import type { LastRun } from "./evidence";
import { type DeviceParameters, fusedPairs, type Mode, runLayer } from "./program";
import type { LayerTimes } from "./protocol";
import { inOrder, pictureRows } from "./rows";
import type { ComputeHost } from "./source";

const PICTURES = 8;
const ROUNDS = 5;
/** No round is begun after so many ms: a median of fewer is better than a page that keeps one waiting. */
const PATIENCE = 8000;

const EVALUATION: Mode = { training: false, random: (layer) => randomStream(0, layer) };

interface Network {
  readonly module: Module;
  readonly dataset: Dataset;
  /** Values of all its parameters, where something in the run was trained from it. */
  readonly trained: StateDict | undefined;
}

/** A model node's network up to there, and pictures that the last run sent through it. */
export function networkOf({ graph, values, registry }: LastRun, node: string): Network {
  const made = values.get(node)?.module;
  if (made?.kind !== "Module") throw notRun();
  const { sources } = readWiring(graph, registry);
  const grown = new Set([node]);
  let dataset: Dataset | undefined;
  for (const id of grown) {
    for (const [next, ends] of sources) {
      if (![...ends.values()].some((end) => end.node === id)) continue;
      const definition = registry.get(graph.nodes[next]?.type ?? "");
      if (definition && isModelNode(definition)) grown.add(next);
      else {
        const end = ends.get(definition?.applies?.[0]?.dataset ?? "");
        const value = end && values.get(end.node)?.[end.port];
        if (value?.kind === "Dataset") dataset ??= value;
      }
    }
  }
  if (!dataset) throw notRun();
  const names = [...stateSpecs(made.module).keys()];
  const trained = [...values.values()]
    .flatMap((outputs) => Object.values(outputs))
    .find((value) => value.kind === "TrainedModel" && names.every((name) => value.state.has(name)));
  return {
    module: made.module,
    dataset,
    trained: trained?.kind === "TrainedModel" ? trained.state : undefined,
  };
}

/** Runs a module layer by layer a few times, waiting for the device after each. The first round only warms up. */
export async function timeLayers(
  module: Module,
  state: StateDict,
  dataset: Dataset,
  host: ComputeHost,
): Promise<LayerTimes> {
  const rows = pictureRows(dataset);
  const pictures = Math.min(PICTURES, rows.length, picturesAtOnce(module));
  const { data } = await rows.load(inOrder(pictures), 0);
  const parameters = host.weights.parameters(module, state);
  const input = tf.tensor(data, [pictures, ...rows.shape()]);
  const times = new Map<string, number[]>();
  const start = performance.now();
  let rounds = 0;
  try {
    await oneRound(module, parameters, input, host.signal, () => {});
    do {
      await oneRound(module, parameters, input, host.signal, (layer, ms) => {
        times.set(layer, [...(times.get(layer) ?? []), ms]);
      });
      rounds++;
    } while (rounds < ROUNDS && performance.now() - start < PATIENCE);
  } finally {
    input.dispose();
  }
  return {
    pictures,
    rounds,
    ms: Object.fromEntries([...times].map(([layer, each]) => [layer, median(each)])),
  };
}

async function oneRound(
  module: Module,
  parameters: DeviceParameters,
  input: tf.Tensor,
  signal: AbortSignal,
  tell: (layer: string, ms: number) => void,
): Promise<void> {
  const sources = layerSources(module);
  const fused = fusedPairs(module);
  const lastUse = new Map(sources.flatMap((from, index) => from.map((source) => [source, index] as const)));
  const outputs = new Map([[INPUT, input]]);
  try {
    for (let index = 0; index < module.layers.length; index++) {
      await breathe(signal);
      const layer = module.layers[index] as Layer;
      const inputs = (sources[index] ?? []).map((source) => outputs.get(source) as tf.Tensor);
      const isPair = fused.has(index);
      const start = performance.now();
      const output = tf.tidy(() => runLayer(layer, parameters, inputs, EVALUATION, isPair));
      await settled(output);
      const done = performance.now();
      await settled(output);
      // Asking the device takes time too: the second answer cost nothing else.
      tell(layer.name, Math.max(0, done - start - (performance.now() - done)));
      if (isPair) index++;
      outputs.set(index, output);
      for (const [source, tensor] of outputs) {
        if (source === INPUT || (lastUse.get(source) ?? -1) > index) continue;
        tensor.dispose();
        outputs.delete(source);
      }
    }
  } finally {
    outputs.delete(INPUT);
    tf.dispose([...outputs.values()]);
  }
}

/** Waits until the device has made a tensor, by reading one number of it. */
async function settled(tensor: tf.Tensor): Promise<void> {
  const one = tf.tidy(() => tf.slice(tf.reshape(tensor, [-1]), 0, 1));
  await one.data();
  one.dispose();
}

function notRun(): NodeError {
  return new NodeError("No pictures went through this network in the last run. Press Run, then measure.");
}
