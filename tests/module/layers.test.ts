import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { LayerSettings } from "@/module/layer";
import { layerDefinition } from "@/module/layers";
import type { Shape } from "@/module/shape";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const shape = (type: string, settings: LayerSettings, ...inputs: Shape[]) =>
  layerDefinition(type).shape(settings, inputs);
/** Numbers in, numbers out, in the device's order of axes. */
function run(
  type: string,
  settings: LayerSettings,
  inputs: readonly tf.Tensor[],
  parameters: Readonly<Record<string, tf.Tensor>> = {},
  training = false,
) {
  const updates: Record<string, number[]> = {};
  const out = layerDefinition(type).program(tf, inputs, parameters, settings, {
    training,
    random: () => {
      throw new Error("Nothing is drawn here.");
    },
    update: (name, value) => {
      updates[name] = Array.from(value.dataSync());
    },
  });
  return { shape: out.shape, values: Array.from(out.dataSync()), updates };
}
const map = (values: number[], height: number, width: number, channels = 1) =>
  tf.tensor4d(values, [1, height, width, channels]);
const near = (made: readonly number[] | undefined, expected: readonly number[]) => {
  expect(made).toHaveLength(expected.length);
  expected.forEach((value, at) => {
    expect(made?.[at]).toBeCloseTo(value, 5);
  });
};

describe("batch norm", () => {
  const settings = { channels: 1, eps: 0, momentum: 0.1 };
  const parameters = () => ({
    weight: tf.tensor1d([2]),
    bias: tf.tensor1d([1]),
    running_mean: tf.tensor1d([10]),
    running_var: tf.tensor1d([4]),
    num_batches_tracked: tf.scalar(7),
  });

  it("while training takes the batch's statistics, and moves the running ones by the unbiased variance", () => {
    const made = run("batchNorm2d", settings, [map([1, 3, 5, 7], 2, 2)], parameters(), true);
    const deviation = Math.sqrt(5);
    near(
      made.values,
      [-3, -1, 1, 3].map((away) => (2 * away) / deviation + 1),
    );
    near(made.updates.running_mean, [9 + 0.4]);
    near(made.updates.running_var, [0.9 * 4 + (0.1 * 20) / 3]);
    expect(made.updates.num_batches_tracked).toEqual([8]);
  });

  it("otherwise takes the running ones, and moves nothing", () => {
    const made = run("batchNorm2d", settings, [map([10, 12], 1, 2)], parameters());
    near(made.values, [1, 3]);
    expect(made.updates).toEqual({});
  });

  it("has torch's names, and statistics that are saved and not trained", () => {
    const specs = layerDefinition("batchNorm2d").parameters?.(settings) ?? [];
    expect(specs.map((spec) => [spec.name, spec.shape, spec.buffer === true])).toEqual([
      ["weight", [1], false],
      ["bias", [1], false],
      ["running_mean", [1], true],
      ["running_var", [1], true],
      ["num_batches_tracked", [], true],
    ]);
    expect(specs.map((spec) => spec.initialisation)).toMatchObject(
      [1, 0, 0, 1, 0].map((value) => ({ value })),
    );
  });

  it("refuses vectors and another number of channels", () => {
    expect(() => shape("batchNorm2d", settings, [3])).toThrow(/Batch norm takes pictures/);
    expect(() => shape("batchNorm2d", settings, [3, 2, 2])).toThrow(/statistics for 1 channels and got 3/);
    expect(layerDefinition("batchNorm2d").torch({ channels: 8, eps: 1e-5, momentum: 0.2 })).toBe(
      "nn.BatchNorm2d(8, momentum=0.2)",
    );
  });
});

describe("a transposed convolution", () => {
  const settings = {
    inChannels: 1,
    outChannels: 1,
    kernelSize: 2,
    stride: 2,
    padding: 0,
    outputPadding: 0,
    bias: true,
  };

  it("paints its filter once for every value", () => {
    const weight = tf.tensor4d([1, 2, 3, 4], [2, 2, 1, 1]);
    const made = run("convTranspose2d", settings, [map([1, 10], 1, 2)], { weight, bias: tf.tensor1d([0.5]) });
    expect(made.shape).toEqual([1, 2, 4, 1]);
    near(made.values, [1.5, 2.5, 10.5, 20.5, 3.5, 4.5, 30.5, 40.5]);
  });

  it("is as large as torch says, also with overlap, padding and output padding, and in symbols", () => {
    expect(shape("convTranspose2d", settings, [1, 9, 12])).toEqual([1, 18, 24]);
    const other = { ...settings, kernelSize: 5, stride: 3, padding: 1, outputPadding: 2 };
    expect(shape("convTranspose2d", other, [1, 4, 4])).toEqual([1, 14, 14]);
    const weight = tf.ones([5, 5, 1, 1]);
    const made = run("convTranspose2d", other, [map(new Array(16).fill(1), 4, 4)], { weight });
    expect(made.shape).toEqual([1, 14, 14, 1]);
    expect(shape("convTranspose2d", settings, [1, "H/2", 4])).toEqual([1, "H/2·2", 8]);
  });

  it("counts a multiply-add as two for every value and cell, and takes torch's fan-in from its outputs", () => {
    const wide = { ...settings, inChannels: 64, outChannels: 32 };
    const { flops, parameters } = layerDefinition("convTranspose2d");
    expect(flops(wide, [[64, 3, 3]], [32, 6, 6])).toBe(2 * 64 * 9 * 32 * 4 + 32 * 36);
    expect(parameters?.(wide)[0]).toMatchObject({
      shape: [64, 32, 2, 2],
      initialisation: { bound: 1 / Math.sqrt(128) },
    });
  });

  it("refuses other channels and padding that leaves nothing", () => {
    expect(() => shape("convTranspose2d", settings, [2, 4, 4])).toThrow(/filters for 1 channels and got 2/);
    expect(() => shape("convTranspose2d", { ...settings, padding: 2 }, [1, 1, 1])).toThrow(/Nothing is left/);
  });
});

describe("upsampling", () => {
  const upsample = (mode: string, alignCorners = false, values = [0, 3]) =>
    run("upsample", { scale: 2, mode, alignCorners }, [map(values, 1, values.length)]);

  it("nearest repeats, bilinear draws lines by torch's two rules", () => {
    near(upsample("nearest").values, [0, 0, 3, 3, 0, 0, 3, 3]);
    near(upsample("bilinear").values.slice(0, 4), [0, 0.75, 2.25, 3]);
    near(upsample("bilinear", true).values.slice(0, 4), [0, 1, 2, 3]);
    expect(upsample("nearest").shape).toEqual([1, 2, 4, 1]);
  });

  it.each([
    ["nearest", false],
    ["bilinear", false],
    ["bilinear", true],
  ])("has the gradient of what it does: %s %s", (mode, alignCorners) => {
    const settings = { scale: 2, mode, alignCorners };
    const size = { height: 3, width: 2 };
    const weights = Array.from({ length: 24 }, (_, at) => (at * 7) % 5);
    const program = (x: tf.Tensor) =>
      layerDefinition("upsample").program(tf, [x], {}, settings, {
        training: true,
        random: () => {
          throw new Error("Nothing is drawn here.");
        },
        update: () => undefined,
      });
    const loss = (x: tf.Tensor) => tf.sum(tf.mul(program(x), map(weights, 6, 4)));
    const start = [1, 2, 3, 4, 5, 6];
    const gradient = tf
      .grad(loss)(map(start, size.height, size.width))
      .dataSync();
    start.forEach((_, at) => {
      const moved = start.map((value, index) => (index === at ? value + 1 : value));
      const before = loss(map(start, 3, 2)).dataSync()[0] ?? 0;
      const after = loss(map(moved, 3, 2)).dataSync()[0] ?? 0;
      expect(gradient[at]).toBeCloseTo(after - before, 3);
    });
  });
});

describe("layers of several inputs", () => {
  it("join channels in order", () => {
    const made = run("concat", {}, [map([1, 2], 1, 2), map([3, 4, 5, 6], 1, 2, 2)]);
    expect(made.shape).toEqual([1, 1, 2, 3]);
    expect(made.values).toEqual([1, 3, 4, 2, 5, 6]);
    expect(shape("concat", {}, [4, "H", 8], [3, 8, 8])).toEqual([7, 8, 8]);
    expect(shape("concat", {}, [4], ["F"])).toEqual(["4+F"]);
    expect(() => shape("concat", {}, [4, 8, 8], [4, 8, 9])).toThrow(/same height and width/);
  });

  it("add what has one shape", () => {
    const inputs = [map([1, 2], 1, 2), map([10, 20], 1, 2), map([100, 200], 1, 2)];
    expect(run("add", {}, inputs).values).toEqual([111, 222]);
    expect(shape("add", {}, ["C", 8, 8], [4, 8, 8])).toEqual([4, 8, 8]);
    expect(() => shape("add", {}, [4, 8, 8], [3, 8, 8])).toThrow(/one shape/);
  });

  it("pad to another's size, the odd one at the bottom and right", () => {
    const made = run("padTo", {}, [map([1], 1, 1), map(new Array(8).fill(0), 2, 4)]);
    expect(made.shape).toEqual([1, 2, 4, 1]);
    expect(made.values).toEqual([0, 1, 0, 0, 0, 0, 0, 0]);
    expect(shape("padTo", {}, [8, "H/2·2", 4], [3, "H", 5])).toEqual([8, "H", 5]);
    expect(() => shape("padTo", {}, [8, 6, 6], [3, 5, 6])).toThrow(/Padding only adds/);
  });
});

it("sigmoid is ½ at 0 and stays within 0 and 1", () => {
  near(run("sigmoid", {}, [tf.tensor1d([0, 100, -100])]).values, [0.5, 1, 0]);
});
