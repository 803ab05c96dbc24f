import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { runModule } from "@/engine/program";
import { type Layer, MODULE_INPUT } from "@/module/layer";
import type { Module } from "@/module/module";
import { randomStream } from "@/random";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const MODE = { training: false, random: (layer: string) => randomStream(0, layer) };
const plain = (name: string, type: string, from?: readonly string[]): Layer => ({
  name,
  type,
  settings: {},
  ...(from ? { from } : {}),
});

describe("a network with branches", () => {
  // x → relu → (relu, x) added → beside the first relu again.
  const module: Module = {
    in: [2],
    layers: [
      plain("a", "relu"),
      plain("b", "sigmoid"),
      plain("sum", "add", ["a", MODULE_INPUT]),
      plain("all", "concat", ["sum", "a", "b"]),
    ],
  };
  const x = [-1, 2];
  const expected = [-1, 4, 0, 2, 0.5, 1 / (1 + Math.exp(-2))];

  it("runs in order, each layer on what it names", () => {
    const out = tf.tidy(() => runModule(module, new Map(), tf.tensor2d(x, [1, 2]), MODE));
    expect(out.shape).toEqual([1, 6]);
    for (const [at, value] of out.dataSync().entries()) expect(value).toBeCloseTo(expected[at] ?? 0, 6);
    out.dispose();
  });

  it("lets go of what nothing needs any more, and never of its input", () => {
    const input = tf.tensor2d(x, [1, 2]);
    const seen: tf.Tensor[] = [];
    const observed = new Map(
      module.layers.map(({ name }) => [name, (out: tf.Tensor) => void seen.push(out)]),
    );
    const made = tf.tidy(() => {
      const out = runModule(module, new Map(), input, { ...MODE, observed });
      expect(seen.map((tensor) => tensor.isDisposed)).toEqual([true, true, true, false]);
      return out;
    });
    expect(input.isDisposed).toBe(false);
    tf.dispose([made, input]);
  });

  it("has the gradient of all its ways together", () => {
    const slope = tf.grad((input: tf.Tensor) => tf.sum(runModule(module, new Map(), input, MODE)));
    const gradient = slope(tf.tensor2d([1, 2], [1, 2])).dataSync();
    [1, 2].forEach((value, at) => {
      const p = 1 / (1 + Math.exp(-value));
      expect(gradient[at]).toBeCloseTo(3 + p * (1 - p), 5);
    });
  });

  it("fuses a convolution with a ReLU only where nothing else takes the convolution's output", () => {
    const conv: Layer = {
      name: "conv",
      type: "conv2d",
      settings: {
        inChannels: 1,
        outChannels: 1,
        kernelSize: 1,
        stride: 1,
        padding: 0,
        dilation: 1,
        bias: false,
      },
    };
    const twice: Module = {
      in: [1, 1, 2],
      layers: [conv, plain("relu", "relu"), plain("both", "concat", ["conv", "relu"])],
    };
    const parameters = new Map([["conv.weight", tf.tensor4d([-1], [1, 1, 1, 1])]]);
    const out = runModule(twice, parameters, tf.tensor4d([1, -2], [1, 1, 2, 1]), MODE);
    expect(Array.from(out.dataSync())).toEqual([-1, 0, 2, 2]);
  });
});

describe("running statistics", () => {
  const norm = (frozen: boolean): Module => ({
    in: [1, 1, 2],
    layers: [
      { name: "norm", type: "batchNorm2d", settings: { channels: 1, eps: 1e-5, momentum: 0.1 }, frozen },
    ],
  });
  const parameters = () =>
    new Map<string, tf.Tensor>([
      ["norm.weight", tf.ones([1])],
      ["norm.bias", tf.zeros([1])],
      ["norm.running_mean", tf.zeros([1])],
      ["norm.running_var", tf.ones([1])],
      ["norm.num_batches_tracked", tf.scalar(0)],
    ]);
  const updates = (frozen: boolean, training: boolean) => {
    const made = new Map<string, number>();
    const update = (name: string, value: tf.Tensor) => void made.set(name, value.dataSync()[0] ?? Number.NaN);
    runModule(norm(frozen), parameters(), tf.tensor4d([1, 3], [1, 1, 2, 1]), { ...MODE, training, update });
    return made;
  };

  it("are handed over by their names in the state dict while training", () => {
    const made = updates(false, true);
    expect([...made.keys()].sort()).toEqual([
      "norm.num_batches_tracked",
      "norm.running_mean",
      "norm.running_var",
    ]);
    expect(made.get("norm.running_mean")).toBeCloseTo(0.2, 6);
    expect(made.get("norm.running_var")).toBeCloseTo(0.9 + 0.2, 6);
  });

  it("of a frozen layer, and in evaluation, stay as they are", () => {
    expect(updates(true, true).size).toBe(0);
    expect(updates(false, false).size).toBe(0);
  });
});
