import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { env, InferenceSession, Tensor } from "onnxruntime-web";
import { beforeAll, describe, expect, it } from "vitest";
import { onnxParts } from "@/export/model/onnx";
import { openNetwork, readNetwork } from "@/files/network-file";
import { layerTypes } from "@/module/layers";
import type { Module } from "@/module/module";
import { distance, layerTypesIn, NETWORKS, ownOutput, picturesFor, saved } from "./networks";

beforeAll(async () => {
  await tf.setBackend("cpu");
  env.wasm.numThreads = 1;
  env.logLevel = "error";
});

async function onnxOutput(model: Uint8Array, input: { shape: readonly number[]; data: Float32Array }) {
  const session = await InferenceSession.create(model, { executionProviders: ["wasm"] });
  try {
    const results = await session.run({ input: new Tensor("float32", input.data, input.shape) });
    const { output } = results;
    if (!output) throw new Error("The model gave no output.");
    return { shape: output.dims, data: output.data as Float32Array };
  } finally {
    await session.release();
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

describe("a model written as ONNX", () => {
  it("is tried with every type of layer", () => {
    expect([...layerTypesIn(Object.values(NETWORKS))].sort()).toEqual(layerTypes());
  });

  for (const [name, module] of Object.entries(NETWORKS)) {
    it(`gives in onnxruntime what our engine gives: ${name}`, async () => {
      const model = saved(module);
      const input = picturesFor(module);
      const own = ownOutput(model, input);
      const other = await onnxOutput(joined(onnxParts(model)), input);
      expect(other.shape).toEqual(own.shape);
      expect(distance(other.data, own.data)).toBeLessThan(1e-4);
    });
  }

  it("is read here again bit by bit, with what was said of it, but for counters that ONNX has not", async () => {
    for (const module of Object.values(NETWORKS)) {
      const model = saved(module);
      if (model.state.size === 0) continue;
      const network = await openNetwork([{ path: "net.onnx", file: new Blob([...onnxParts(model)]) }]);
      const expected = [...model.state].filter(([name]) => !name.endsWith("num_batches_tracked"));
      expect(new Map([...(await readNetwork(network, () => true))].sort())).toEqual(new Map(expected.sort()));
      expect(network.metadata.get("classes")).toBe('["crazing","inclusion"]');
      expect(JSON.parse(network.metadata.get("preprocessing") ?? "")).toEqual(model.about.input);
      expect(network.metadata.get("recipe")).toBe("0123abcd");
    }
  });

  it("refuses to be written beyond what the format holds, and with sizes that are not known", () => {
    const model = saved(NETWORKS["a U-Net with batch norm"] as Module);
    expect(() => onnxParts(model, 10_000)).toThrow(/^As ONNX this network takes [\d,]+ bytes/);
    const relu = { name: "r", type: "relu", settings: {} };
    expect(() => onnxParts(saved({ in: [3, "H", "W"], layers: [relu] }))).toThrow(
      "What the network takes is [3, H, W], and this format holds every size as a number.",
    );
  });

  it("is refused where it is cut off, with the file's name", async () => {
    const bytes = joined(onnxParts(saved(NETWORKS["a dilated convolution"] as Module)));
    for (const length of [9, 40, bytes.length - 1]) {
      const cut = [{ path: "net.onnx", file: new Blob([bytes.slice(0, length)]) }];
      await expect(openNetwork(cut)).rejects.toThrow(/^net\.onnx .*(cut off|damaged|holds no parameters)/);
    }
  });
});
