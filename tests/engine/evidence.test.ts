import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { MemoryCache } from "@/engine/cache";
import { Stopped } from "@/engine/cancel";
import { detailOf, evidenceOf, type LastRun, needPicture, picturesOf } from "@/engine/evidence";
import { explain } from "@/engine/explain";
import { networkOf, timeLayers } from "@/engine/time-layers";
import { DeviceWeights } from "@/engine/weights";
import { registry } from "@/registry";
import { refusal } from "../nodes/harness";
import { maskedDataset } from "../nodes/masked";
import { session, smallSteel, startEngine } from "./harness";

let last: LastRun;

beforeAll(async () => {
  await startEngine();
  const graph = smallSteel();
  const { executor, result } = await session().run(graph);
  expect(result.status).toBe("done");
  last = { graph, values: executor.values, registry };
});

describe("what stands behind a result", () => {
  it("is the same for predictions and for what counts them", () => {
    const counted = evidenceOf(last, "confusion", "figure");
    expect(counted).toEqual(evidenceOf(last, "predict", "predictions"));
    expect(counted.dataset.names).toEqual(counted.predictions.names);
    expect(counted.origin.names).toHaveLength(30);
  });

  it("shows pictures as they came, before they were resized", async () => {
    const evidence = evidenceOf(last, "confusion", "figure");
    const [picture] = await picturesOf(evidence, [0, 99], 640);
    expect(picture).toMatchObject({ name: evidence.dataset.names[0], height: 200, width: 200 });
  });

  it("shows the outlines of masks where there are some", async () => {
    const dataset = maskedDataset(2, 2, [[1, 0, 0, 0]]);
    const evidence = { ...evidenceOf(last, "confusion", "figure"), dataset, origin: dataset };
    const [picture] = await picturesOf(evidence, [0], 2);
    expect([...(picture?.rgba.subarray(0, 8) ?? [])]).toEqual([255, 214, 10, 255, 0, 0, 0, 255]);
  });

  it("has every probability of a picture", async () => {
    const evidence = evidenceOf(last, "confusion", "figure");
    const name = evidence.dataset.names[2] ?? "";
    const detail = await detailOf(evidence, {
      node: "confusion",
      port: "figure",
      index: 2,
      name,
      size: 64,
    });
    expect(detail.probabilities).toHaveLength(6);
    expect(detail.probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(detail.predicted).toBe(detail.probabilities.indexOf(Math.max(...detail.probabilities)));
    expect(detail.image.width).toBe(64);
  });

  it("is refused in words where the run is not at hand, or the row is another picture by now", async () => {
    const error = await refusal(() => evidenceOf({ ...last, values: new Map() }, "confusion", "figure"));
    expect(error.message).toContain("Press Run");
    const evidence = evidenceOf(last, "confusion", "figure");
    const row = { node: "confusion", port: "figure", index: 0 };
    await refusal(() => needPicture(evidence, { ...row, name: "another" }));
    needPicture(evidence, { ...row, name: evidence.dataset.names[0] ?? "" });
  });

  it("is looked at closely on demand, and no tensor is left", async () => {
    const before = tf.memory().numTensors;
    const weights = new DeviceWeights();
    const { signal } = new AbortController();
    const host = { weights, cache: new MemoryCache(), device: "cpu", signal, featureProgress: () => {} };
    const evidence = evidenceOf(last, "confusion", "figure");
    const saliency = await explain(evidence, 1, "saliency", host);
    const features = await explain(evidence, 1, "features", host);
    weights.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(saliency.rows.map(({ name }) => name)).toEqual([evidence.dataset.names[1]]);
    expect(saliency.rows[0]?.cells).toHaveLength(3);
    expect(features.rows.map(({ caption }) => caption.split(",")[0])).toEqual([
      "features.0",
      "features.10",
      "features.21",
    ]);
    const width = evidence.predictions.classes.length;
    const { predicted, probabilities } = evidence.predictions;
    expect(saliency.rows[0]?.values[0]).toBeCloseTo(probabilities[width + (predicted[1] ?? 0)] ?? 0, 4);
  });
});

describe("time per layer", () => {
  it("is measured with the run's own pictures and trained values, every layer once", async () => {
    const before = tf.memory().numTensors;
    const { module, dataset, trained } = networkOf(last, "head");
    expect(trained?.has("head.0.weight")).toBe(true);
    const weights = new DeviceWeights();
    const { signal } = new AbortController();
    const host = { weights, cache: new MemoryCache(), device: "cpu", signal, featureProgress: () => {} };
    const times = await timeLayers(module, trained ?? new Map(), dataset, host);
    weights.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(times.pictures).toBe(8);
    const names = module.layers.map(({ name }) => name);
    // A ReLU behind a convolution runs along with it.
    const along = module.layers.flatMap(({ type }, at) =>
      type === "conv2d" && module.layers[at + 1]?.type === "relu" ? [names[at + 1]] : [],
    );
    expect(along).toHaveLength(13);
    expect(Object.keys(times.ms)).toEqual(names.filter((name) => !along.includes(name)));
    expect(Object.values(times.ms).every((ms) => ms >= 0 && Number.isFinite(ms))).toBe(true);
    expect(times.ms["features.2"]).toBeGreaterThan(0);
  });

  it("leaves no tensor behind when a run ends it in the middle", async () => {
    const before = tf.memory().numTensors;
    const { module, dataset, trained } = networkOf(last, "head");
    const weights = new DeviceWeights();
    const { signal } = new AbortController();
    let asked = 0;
    // It is asked once before each layer.
    Object.defineProperty(signal, "aborted", { get: () => ++asked > 5 });
    const host = { weights, cache: new MemoryCache(), device: "cpu", signal, featureProgress: () => {} };
    await expect(timeLayers(module, trained ?? new Map(), dataset, host)).rejects.toThrow(Stopped);
    weights.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("is refused in words where nothing went through the network", async () => {
    expect((await refusal(() => networkOf(last, "images"))).message).toContain("Press Run");
  });
});
