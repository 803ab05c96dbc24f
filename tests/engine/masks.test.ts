import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { MemoryCache } from "@/engine/cache";
import { fit as trainModule } from "@/engine/fit";
import { forward } from "@/engine/forward";
import { pictureRows } from "@/engine/rows";
import type { ComputeHost } from "@/engine/source";
import { DeviceWeights } from "@/engine/weights";
import type { FitSpec } from "@/graph/run";
import type { Dataset } from "@/graph/values";
import type { StateDict } from "@/module/state";
import diceNode from "../../nodes/loss/dice-loss";
import adamNode from "../../nodes/optimizer/adam";
import sgdNode from "../../nodes/optimizer/sgd";
import { run } from "../nodes/harness";
import { maskedDataset, segmenter } from "../nodes/masked";
import { startEngine } from "./harness";

beforeAll(startEngine);

const data = maskedDataset(2, 2, [
  [1, 0, 0, 0],
  [1, 1, 0, 0],
  [0, 0, 1, 0],
]);
const start: StateDict = new Map([
  ["conv.weight", { shape: [1, 1, 1, 1], data: Float32Array.of(0.1) }],
  ["conv.bias", { shape: [1], data: Float32Array.of(0.2) }],
]);

const host = (): ComputeHost => ({
  weights: new DeviceWeights(),
  cache: new MemoryCache(),
  device: "cpu",
  signal: new AbortController().signal,
  featureProgress: () => undefined,
});

async function train(over: Partial<FitSpec> = {}, state = start) {
  const spec: FitSpec = {
    module: segmenter(2, 2),
    train: data,
    validation: data,
    loss: (await run(diceNode, {})).loss,
    optimizer: (await run(adamNode, {}, { learningRate: 0.3 })).optimizer,
    epochs: 6,
    batchSize: 2,
    shuffle: true,
    seed: 0,
    keep: "last",
    patience: 0,
    schedule: { kind: "constant", every: 1, factor: 0.1 },
    clipNorm: 0,
    onEpoch: () => undefined,
    ...over,
  };
  const own = host();
  const made = await trainModule(spec, state, own, () => undefined);
  own.weights.dispose();
  return made;
}

const numbers = (state: StateDict) =>
  ["weight", "bias"].map((name) => state.get(`conv.${name}`)?.data[0] ?? 0);

describe("training on masks", () => {
  it("learns them, and says so by loss, Dice and the share of pixels", async () => {
    const before = tf.memory().numTensors;
    const { epochs } = await train({ epochs: 40 });
    const [first, last] = [epochs[0], epochs.at(-1)];
    expect(last?.validationLoss).toBeLessThan((first?.validationLoss ?? 0) / 2);
    expect(last).toMatchObject({ validationDice: 1, validationAccuracy: 1, trainDice: 1, trainAccuracy: 1 });
    expect(first?.trainDice).toBeLessThan(1);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("gives the same weights with and without a sigmoid at the end", async () => {
    const [bare, ended] = [await train(), await train({ module: segmenter(2, 2, "sigmoid") })];
    expect(numbers(ended.state)).toEqual(numbers(bare.state));
    expect(ended.epochs).toEqual(bare.epochs);
  });

  it("hands over the logits of every validation picture after every epoch", async () => {
    const seen: number[] = [];
    const { state } = await train({
      epochs: 2,
      onEpoch: (_, output) => void seen.splice(0, seen.length, ...(output ?? [])),
    });
    const [weight = 0, bias = 0] = numbers(state);
    expect(seen).toHaveLength(12);
    expect(seen[0]).toBeCloseTo(weight + bias, 5);
    expect(seen[1]).toBeCloseTo(bias, 5);
  });
});

describe("a forward pass", () => {
  it("gives logits where the network ends in a sigmoid, and Dice loss of four pictures at a time", async () => {
    const own = host();
    const loss = (await run(diceNode, {})).loss;
    const module = segmenter(2, 2, "sigmoid");
    const made = await forward({ module, state: start, dataset: data, loss }, own, () => undefined);
    own.weights.dispose();
    expect(made.width).toBe(4);
    expect(made.output[0]).toBeCloseTo(0.3, 6);
    const p = Array.from(made.output, (x) => 1 / (1 + Math.exp(-x)));
    const t = [1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0];
    const both = p.reduce((sum, value, i) => sum + value * (t[i] ?? 0), 0);
    const all = p.reduce((sum, value) => sum + value, 0) + 4;
    expect(made.loss).toBeCloseTo(1 - (2 * both + 1) / (all + 1), 5);
  });
});

describe("how it is trained", () => {
  const rates = async (schedule: FitSpec["schedule"], epochs = 4) => {
    const seen: number[] = [];
    const plain = (await run(sgdNode, {}, { learningRate: 1 })).optimizer;
    const watched = (rate: number): FitSpec["optimizer"] => ({
      ...plain,
      settings: { learningRate: rate },
      withRate: watched,
      update: (_tf, parameter, _gradient, slots) => {
        seen.push(rate);
        return { parameter: parameter.clone(), slots };
      },
    });
    await train({ optimizer: watched(1), schedule, epochs, batchSize: 3 });
    return seen.filter((_, at) => at % 2 === 0);
  };

  it("lets the learning rate go as the schedule has it", async () => {
    expect(await rates({ kind: "constant", every: 1, factor: 0.1 })).toEqual([1, 1, 1, 1]);
    expect(await rates({ kind: "step", every: 2, factor: 0.5 })).toEqual([1, 1, 0.5, 0.5]);
    const cosine = await rates({ kind: "cosine", every: 1, factor: 0.1 });
    [1, (1 + Math.SQRT1_2) / 2, 0.5, (1 - Math.SQRT1_2) / 2].forEach((rate, at) => {
      expect(cosine[at]).toBeCloseTo(rate, 12);
    });
    // Nothing gets better: after more than one such epoch in a row it is lowered.
    expect(await rates({ kind: "plateau", every: 1, factor: 0.5 }, 6)).toEqual([1, 1, 1, 0.5, 0.5, 0.25]);
  });

  it("ends when nothing gets better, and keeps the best weights where asked", async () => {
    const worse = (await run(sgdNode, {}, { learningRate: -0.5 })).optimizer;
    const { epochs } = await train({ optimizer: worse, patience: 2, epochs: 50 });
    expect(epochs).toHaveLength(3);
    const one = await train({ optimizer: worse, epochs: 1 });
    const best = await train({ optimizer: worse, keep: "best", epochs: 4 });
    expect(numbers(best.state)).toEqual(numbers(one.state));
    const last = await train({ optimizer: worse, epochs: 4 });
    expect(numbers(last.state)).not.toEqual(numbers(one.state));
  });

  it("clips all gradients together, and leaves short ones as they are", async () => {
    const sgd = (await run(sgdNode, {}, { learningRate: 1 })).optimizer;
    const step = async (clipNorm: number) => {
      const { state } = await train({ optimizer: sgd, epochs: 1, batchSize: 3, clipNorm });
      return numbers(state).map((value, at) => value - ([0.1, 0.2][at] ?? 0));
    };
    const free = await step(0);
    expect(await step(1e3)).toEqual(free);
    const clipped = await step(1e-3);
    expect(Math.hypot(...clipped)).toBeCloseTo(1e-3, 6);
    expect((clipped[0] ?? 0) / (clipped[1] ?? 1)).toBeCloseTo((free[0] ?? 0) / (free[1] ?? 1), 2);
  });
});

describe("rows", () => {
  it("take a picture and its mask from one draw", async () => {
    let draws = 0;
    const random: Dataset = {
      ...data,
      sample: async (index, epoch) => {
        const value = ++draws;
        const sample = await data.sample(index, epoch);
        const mask = { ...sample.mask, data: Uint8Array.of(value, value, value, value) };
        const image = { height: 2, width: 2, channels: 1, data: new Float32Array(4).fill(value) };
        return { ...sample, image, mask: mask as NonNullable<typeof sample.mask> };
      },
    };
    const { data: pictures, targets } = await pictureRows(random).load(Uint32Array.of(2, 0), 1);
    expect([...targets.data]).toEqual([...pictures]);
    expect(targets.shape).toEqual([2, 2, 2, 1]);
    expect(draws).toBe(2);
  });

  it("behind a frozen beginning learn from the same masks", async () => {
    const [conv] = segmenter(2, 2).layers;
    if (!conv) throw new Error("There is no layer.");
    const module = { in: [1, 2, 2], layers: [{ ...conv, name: "first", frozen: true }, conv] };
    const state: StateDict = new Map([
      ...start,
      ["first.weight", { shape: [1, 1, 1, 1], data: Float32Array.of(1) }],
      ["first.bias", { shape: [1], data: Float32Array.of(0) }],
    ]);
    const origin = { key: "cells", rows: Uint32Array.of(0, 1, 2) };
    const whole = await train();
    const made = await train({ module, train: { ...data, origin }, validation: { ...data, origin } }, state);
    expect(made.epochs).toEqual(whole.epochs);
  });
});
