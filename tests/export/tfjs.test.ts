import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { loadLayersModel } from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import type { SavedModel } from "@/export/model/saved-model";
import { type ModelPart, tfjsParts } from "@/export/model/tfjs";
import { openNetwork, readNetwork } from "@/files/network-file";
import { permute } from "@/module/permute";
import type { StateArray } from "@/module/state";
import { distance, NETWORKS, ownOutput, picturesFor, saved } from "./networks";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const blobOf = ({ pieces }: ModelPart) => new Blob([...pieces]);

async function read(parts: readonly ModelPart[]) {
  const [json, ...shards] = parts;
  const model = JSON.parse(await blobOf(json as ModelPart).text());
  return { model, shards };
}

/** What tfjs-layers makes of the files, in torch's order. */
async function kerasOutput(parts: readonly ModelPart[], input: StateArray): Promise<StateArray> {
  const { model: json, shards } = await read(parts);
  const weightData = await new Blob(shards.map(blobOf)).arrayBuffer();
  const weightSpecs = json.weightsManifest.flatMap((group: { weights: unknown }) => group.weights);
  const model = await loadLayersModel({
    load: async () => ({ modelTopology: json.modelTopology, weightSpecs, weightData, format: json.format }),
  });
  try {
    const laid = input.shape.length === 4 ? permute(input, [0, 2, 3, 1]) : input;
    const output = tf.tidy(() => model.predict(tf.tensor(laid.data, [...laid.shape])) as tf.Tensor);
    const made = { shape: output.shape, data: (await output.data()) as Float32Array };
    output.dispose();
    return made.shape.length === 4 ? permute(made, [0, 3, 1, 2]) : made;
  } finally {
    model.dispose();
  }
}

describe("a model written for TensorFlow.js", () => {
  for (const [name, module] of Object.entries(NETWORKS)) {
    it(`gives in loadLayersModel what our engine gives: ${name}`, async () => {
      const model: SavedModel = saved(module);
      const input = picturesFor(module);
      const own = ownOutput(model, input);
      const other = await kerasOutput(tfjsParts(model), input);
      expect(other.shape).toEqual(own.shape);
      expect(distance(other.data, own.data)).toBeLessThan(1e-4);
    });
  }

  it("is cut into shards, and read here again bit by bit, but for counters that Keras has not", async () => {
    for (const module of Object.values(NETWORKS)) {
      const model = saved(module);
      if (model.state.size === 0) continue;
      const parts = tfjsParts(model, 20_000);
      const files = parts.map((part) => ({ path: `net/${part.path}`, file: blobOf(part) }));
      const network = await openNetwork(files);
      const state = await readNetwork(network, () => true);
      const expected = [...model.state].filter(([name]) => !name.endsWith("num_batches_tracked"));
      expect(new Map([...state].sort())).toEqual(new Map(expected.sort()));
      expect(network.metadata.get("classes")).toBe('["crazing","inclusion"]');
      expect(files.length).toBeGreaterThan(1);
    }
  });

  it("is read whatever its shards begin with: numbers may look like a packed file", async () => {
    const linear = { inFeatures: 1, outFeatures: 1, bias: false };
    const module = { in: [1], layers: [{ name: "l", type: "linear", settings: linear }] };
    for (const start of [
      [0x1f, 0x8b],
      [0x80, 0x02],
      [0x50, 0x4b, 0x03, 0x04],
    ]) {
      const data = new Float32Array(Uint8Array.from([...start, 0, 0]).slice(0, 4).buffer);
      const model = { ...saved(module), state: new Map([["l.weight", { shape: [1, 1], data }]]) };
      const files = tfjsParts(model).map((part) => ({ path: part.path, file: blobOf(part) }));
      expect(await readNetwork(await openNetwork(files), () => true)).toEqual(model.state);
    }
  });

  it("refuses what Keras' layers cannot do: a max-pool with padding where values may be below 0", () => {
    const pool = { name: "p", type: "maxPool2d", settings: { kernelSize: 3, stride: 2, padding: 1 } };
    expect(() => tfjsParts(saved({ in: [3, 9, 8], layers: [pool] }))).toThrow(
      "p pads a max-pool whose values may be below 0: torch pads it with −∞, and Keras' layers with zeros or, on this size, in other places. Save the model as ONNX or safetensors.",
    );
  });

  it("refuses sizes that are not known", () => {
    const relu = { name: "r", type: "relu", settings: {} };
    expect(() => tfjsParts(saved({ in: [3, "H", "W"], layers: [relu] }))).toThrow(
      "What the network takes is [3, H, W], and this format holds every size as a number.",
    );
  });
});
