import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { MemoryCache } from "@/engine/cache";
import { activations, gradients } from "@/engine/inside";
import { runModule } from "@/engine/program";
import { DeviceWeights, initialState, upload } from "@/engine/weights";
import type { Module } from "@/module/module";
import { type StateDict, stateSpecs } from "@/module/state";
import { randomStream } from "@/random";
import { datasetOf } from "../nodes/harness";
import { startEngine } from "./harness";

const conv = (name: string, inChannels: number, outChannels: number) => ({
  name,
  type: "conv2d",
  frozen: true,
  settings: { inChannels, outChannels, kernelSize: 3, stride: 1, padding: 1, dilation: 1, bias: true },
});
const module: Module = {
  in: [2, 4, 6],
  layers: [
    conv("a", 2, 3),
    { name: "b", type: "relu", settings: {} },
    { name: "c", type: "maxPool2d", settings: { kernelSize: 2, stride: 2, padding: 0 } },
    conv("d", 3, 2),
    { name: "e", type: "flatten", settings: {} },
    { name: "f", type: "linear", settings: { inFeatures: 12, outFeatures: 3, bias: true } },
  ],
};
const stream = randomStream(7, "pictures");
const pictures = Array.from({ length: 6 }, () => ({
  height: 4,
  width: 6,
  channels: 2,
  data: Float32Array.from({ length: 48 }, () => stream.normal()),
}));
const dataset = datasetOf(pictures, [0, 1, 2, 0, 1, 2], ["x", "y", "z"]);
let state: StateDict;

beforeAll(async () => {
  await startEngine();
  const none = () => Promise.reject(new Error("There are no files."));
  state = await initialState(module, { shipped: none, given: none });
});

function host() {
  return {
    weights: new DeviceWeights(),
    cache: new MemoryCache(),
    device: "cpu",
    signal: new AbortController().signal,
    featureProgress: () => undefined,
  };
}

/** Logits of one picture by the plain program. */
function logits(data: Float32Array): Float32Array {
  return tf.tidy(() => {
    const parameters = new Map(
      [...stateSpecs(module)].map(([name, { deviceAxes }]) => {
        const array = state.get(name);
        if (!array) throw new Error(`${name} is missing.`);
        return [name, upload(array, deviceAxes)] as const;
      }),
    );
    const mode = { training: false, random: (layer: string) => randomStream(0, layer) };
    return runModule(module, parameters, tf.tensor(data, [1, 4, 6, 2]), mode).dataSync() as Float32Array;
  });
}

test("the gradient of the largest logit agrees with finite differences, through frozen layers", async () => {
  const given = host();
  const before = tf.memory().numTensors;
  const made = await gradients({ module, state, dataset }, given, () => undefined);
  given.weights.dispose();
  expect(tf.memory().numTensors).toBe(before);
  expect(made.gradients.shape).toEqual([6, 2, 4, 6]);
  for (const [n, { data }] of pictures.entries()) {
    const scores = logits(data);
    expect([...made.logits.slice(3 * n, 3 * n + 3)]).toEqual([...scores]);
    const best = scores.indexOf(Math.max(...scores));
    for (const at of [0, 13, 47]) {
      const step = 1e-3;
      const moved = (by: number) => data.map((value, i) => (i === at ? value + by : value));
      const slope =
        ((logits(moved(step))[best] as number) - (logits(moved(-step))[best] as number)) / (2 * step);
      const [pixel, channel] = [at >> 1, at & 1];
      expect(made.gradients.data[n * 48 + channel * 24 + pixel]).toBeCloseTo(slope, 3);
    }
  }
});

test("another class, and another layer than the input, can be asked for", async () => {
  const classes = Int32Array.of(0, 1, 2, 0, 1, 2);
  const given = host();
  const made = await gradients({ module, state, dataset, classes, layer: "d" }, given, () => undefined);
  given.weights.dispose();
  // Behind d there is only a product: its gradient is a row of the weights.
  const weight = state.get("f.weight");
  expect(made.gradients.shape).toEqual([6, 2, 2, 3]);
  for (const [n, label] of classes.entries()) {
    const row = weight?.data.slice(12 * label, 12 * label + 12) ?? [];
    expect([...made.gradients.data.slice(12 * n, 12 * n + 12)]).toEqual([...row]);
  }
});

test("activations are those of the layers that were named, before and behind a fused ReLU", async () => {
  const given = host();
  const before = tf.memory().numTensors;
  const made = await activations({ module, state, dataset, layers: ["a", "b", "e"] }, given, () => undefined);
  given.weights.dispose();
  expect(tf.memory().numTensors).toBe(before);
  const [a, b, e] = ["a", "b", "e"].map((name) => made.get(name));
  expect([a?.shape, b?.shape, e?.shape]).toEqual([
    [6, 3, 4, 6],
    [6, 3, 4, 6],
    [6, 12],
  ]);
  expect(a?.data.some((value) => value < 0)).toBe(true);
  expect([...(b?.data ?? [])]).toEqual([...(a?.data ?? [])].map((value) => Math.max(0, value)));
});

test("a skip past the layer does not come through it: its gradient is that of the layer's own way alone", async () => {
  const one = {
    ...conv("inner", 3, 3),
    settings: { ...conv("inner", 3, 3).settings, kernelSize: 1, padding: 0 },
  };
  const residual: Module = {
    in: [2, 4, 6],
    layers: [
      conv("a", 2, 3),
      one,
      { name: "sum", type: "add", settings: {}, from: ["a", "inner"] },
      { name: "e", type: "flatten", settings: {} },
      { name: "f", type: "linear", settings: { inFeatures: 72, outFeatures: 3, bias: true } },
    ],
  };
  const none = () => Promise.reject(new Error("There are no files."));
  const own = await initialState(residual, { shipped: none, given: none });
  const classes = Int32Array.of(0, 1, 2, 0, 1, 2);
  const given = host();
  const before = tf.memory().numTensors;
  const slopes = async (layer: string) =>
    (await gradients({ module: residual, state: own, dataset, classes, layer }, given, () => undefined))
      .gradients;
  const [inner, a] = [await slopes("inner"), await slopes("a")];
  given.weights.dispose();
  expect(tf.memory().numTensors).toBe(before);
  const row = (label: number) => [...(own.get("f.weight")?.data.slice(72 * label, 72 * label + 72) ?? [])];
  const filter = own.get("inner.weight")?.data ?? new Float32Array();
  for (const [n, label] of classes.entries()) {
    const behind = row(label);
    expect([...inner.data.slice(72 * n, 72 * n + 72)]).toEqual(behind);
    // Through both ways: straight on, and by the 1 × 1 filter's column.
    for (const at of [0, 30, 71]) {
      const [channel, pixel] = [Math.floor(at / 24), at % 24];
      const through = [0, 1, 2].reduce(
        (sum, out) => sum + (filter[out * 3 + channel] ?? 0) * (behind[out * 24 + pixel] ?? 0),
        behind[at] ?? 0,
      );
      expect(a.data[72 * n + at]).toBeCloseTo(through, 5);
    }
  }
});
