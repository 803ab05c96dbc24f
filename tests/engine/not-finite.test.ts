import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { firstNotFinite } from "@/engine/not-finite";
import { segmenter } from "../nodes/masked";
import { startEngine } from "./harness";

beforeAll(startEngine);

const module = segmenter(1, 2);
const at = { epoch: 0, batch: 0 };
const asked = async (data: number[], weight: number, bias = 0) => {
  const parameters = new Map<string, tf.Tensor>([
    ["conv.weight", tf.tensor4d([weight], [1, 1, 1, 1])],
    ["conv.bias", tf.tensor1d([bias])],
  ]);
  const before = tf.memory().numTensors;
  const batch = { indices: Uint32Array.of(0), data: Float32Array.from(data) };
  const where = await firstNotFinite({ seed: 0 }, module, parameters, batch, [1, 2, 1], at);
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([...parameters.values()]);
  return where;
};

it("names where numbers were first not finite", async () => {
  expect(await asked([1, Number.NaN], 1)).toBe("the pictures of this batch have such numbers already");
  expect(await asked([1, 2], 1, Number.POSITIVE_INFINITY)).toBe(
    "the update before it left such numbers in conv.bias",
  );
  expect(await asked([1, 3e38], 1e30)).toBe("such numbers first came out of the layer conv");
  expect(await asked([1, 2], 1)).toBeUndefined();
});
