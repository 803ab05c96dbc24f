import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { emptyGraph, type Graph, type Node } from "@/graph/document";
import { session, startEngine } from "./harness";

beforeAll(startEngine);

const node = (type: string, settings: Record<string, unknown> = {}): Node => ({ type, version: 1, settings });

/** Drawn steel of 8 × 8 px through convolution, batch norm and a head, with another, frozen batch norm before. */
function graph(): Graph {
  const chain = ["conv", "still", "norm", "relu", "flat", "head"];
  const edges = [
    ["images.dataset", "resize.dataset"],
    ["resize.dataset", "tensor.dataset"],
    ["tensor.dataset", "split.dataset"],
    ["split.train", "trainer.train"],
    ["split.validation", "trainer.validation"],
    ["loss.loss", "trainer.loss"],
    ["adam.optimizer", "trainer.optimizer"],
    ...chain.slice(1).map((id, at) => [`${chain[at]}.module`, `${id}.module`] as const),
    ["head.module", "trainer.module"],
  ] as const;
  return {
    ...emptyGraph("Batch norm"),
    nodes: {
      images: node("sample-steel", { count: 2 }),
      resize: node("resize", { height: 8, width: 8 }),
      tensor: node("to-tensor"),
      split: node("split", { train: 0.5, validation: 0.5, test: 0 }),
      conv: node("conv2d", { filters: 2, bias: false }),
      still: node("batch-norm", { frozen: true }),
      norm: node("batch-norm"),
      relu: node("relu"),
      flat: node("flatten"),
      head: node("linear"),
      loss: node("cross-entropy"),
      adam: node("adam"),
      trainer: node("trainer", { epochs: 2, batchSize: 3 }),
    },
    edges: edges.map(([from, to]) => ({ from, to })),
  };
}

async function trained() {
  const before = tf.memory().numTensors;
  const { executor, result } = await session().run(graph());
  expect(result.problems).toEqual([]);
  expect(tf.memory().numTensors).toBe(before);
  const model = executor.values.get("trainer")?.model;
  if (model?.kind !== "TrainedModel") throw new Error("Nothing was trained.");
  return model.state;
}

it("training carries running statistics into the state dict, those of a frozen layer never, and leaves no tensor", async () => {
  const state = await trained();
  const values = (name: string) => Array.from(state.get(name)?.data ?? []);
  // Six pictures in batches of three, twice.
  expect(values("norm.num_batches_tracked")).toEqual([4]);
  expect(state.get("norm.num_batches_tracked")?.shape).toEqual([]);
  expect(values("norm.running_mean").every((value) => value !== 0)).toBe(true);
  expect(values("norm.running_var").every((value) => value > 0 && value !== 1)).toBe(true);
  expect(values("norm.weight")).not.toEqual([1, 1]);
  expect(values("still.num_batches_tracked")).toEqual([0]);
  expect(values("still.running_mean")).toEqual([0, 0]);
  expect(values("still.running_var")).toEqual([1, 1]);
  expect(values("still.weight")).toEqual([1, 1]);
});

it("training with batch norm gives the same twice", async () => {
  const [one, two] = [await trained(), await trained()];
  for (const [name, array] of one) expect(two.get(name)?.data, name).toEqual(array.data);
});
