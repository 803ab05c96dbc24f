import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { onnxParts } from "@/export/model/onnx";
import { tfjsParts } from "@/export/model/tfjs";
import { openNetwork, readNetwork } from "@/files/network-file";
import { writeSafetensors } from "@/files/safetensors";
import { NodeError } from "@/graph/problem";
import type { StateDict } from "@/module/state";
import { saved } from "../export/networks";

const linear = { inFeatures: 3, outFeatures: 2, bias: true };
const model = saved({ in: [3], layers: [{ name: "fc", type: "linear", settings: linear }] });
const given = (path: string, ...parts: BlobPart[]) => [{ path, file: new Blob(parts) }];
const read = async (path: string, ...parts: BlobPart[]): Promise<StateDict> =>
  readNetwork(await openNetwork(given(path, ...parts)), () => true);

async function bytesOf(parts: readonly BlobPart[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Blob([...parts]).arrayBuffer());
}

describe("a network's weights", () => {
  it("are told by content, whatever the file is called", async () => {
    const sorted = new Map([...model.state].sort());
    for (const bytes of [await bytesOf(onnxParts(model)), writeSafetensors(model.state)])
      expect(new Map([...(await read("weights.bin", bytes))].sort())).toEqual(sorted);
  });

  it("in safetensors are told from ONNX however long the header is", async () => {
    // A length of 0x020308 reads as the beginning of an ONNX model.
    const metadata = { note: "x".repeat(0x020308) };
    const bytes = writeSafetensors(new Map([["a", { shape: [1], data: Float32Array.of(1) }]]), metadata);
    const padding = 0x020308 - (bytes.length - 12);
    const exact = writeSafetensors(new Map([["a", { shape: [1], data: Float32Array.of(1) }]]), {
      note: metadata.note.slice(0, metadata.note.length + padding),
    });
    expect([...exact.subarray(0, 3)]).toEqual([0x08, 0x03, 0x02]);
    expect((await read("w", exact)).get("a")?.data).toEqual(Float32Array.of(1));
  });

  it("give only what is wanted", async () => {
    const network = await openNetwork(given("n.safetensors", writeSafetensors(model.state)));
    expect([...(await readNetwork(network, (name) => name === "fc.bias")).keys()]).toEqual(["fc.bias"]);
  });
});

describe("it is refused in words:", () => {
  it("nothing, and what is no file of weights", async () => {
    await expect(openNetwork([])).rejects.toThrow("No file with weights was given.");
    await expect(read("n.txt", "hello")).rejects.toThrow("n.txt is no file of weights, by its first bytes.");
    await expect(read("n.onnx", "")).rejects.toThrow("n.onnx is an empty file: 0 bytes.");
    await expect(read("n.json", "{}")).rejects.toThrow("n.json names no weights");
  });

  it("a number that is not finite, by the names of its array", async () => {
    const state = new Map([["fc.weight", { shape: [2], data: Float32Array.of(1, Number.NaN) }]]);
    await expect(read("n.safetensors", writeSafetensors(state))).rejects.toThrow(
      "n.safetensors: number 1 of fc.weight is NaN, which is no number.",
    );
  });

  it("a TensorFlow.js model without its shards, by their names", async () => {
    const [json] = tfjsParts(model);
    await expect(read("model.json", ...(json?.pieces ?? []))).rejects.toThrow(
      "model.json keeps its numbers in 1 file, and group1-shard1of1.bin did not come with it.",
    );
  });

  it("a TensorFlow.js model of somebody else, with what is in it", async () => {
    const manifest = [{ paths: ["w.bin"], weights: [{ name: "Variable", shape: [1], dtype: "float32" }] }];
    const files = [
      { path: "model.json", file: new Blob([JSON.stringify({ weightsManifest: manifest })]) },
      { path: "w.bin", file: new Blob([new Float32Array(1)]) },
    ];
    await expect(openNetwork(files)).rejects.toThrow(
      "model.json holds no parameters with torch's names, but Variable.",
    );
  });

  it("ONNX that was cut off or has wrong bytes: read, or refused with its name", async () => {
    const bytes = await bytesOf(onnxParts(model));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 4 }),
        fc.nat(bytes.length),
        async (changes, length) => {
          const wrong = bytes.slice(0, length);
          for (const [at, value] of changes) wrong[at] = value;
          try {
            for (const { shape, data } of (await read("n.onnx", wrong)).values())
              expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
          } catch (error) {
            expect(error).toBeInstanceOf(NodeError);
            expect((error as Error).message).toContain("n.onnx");
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
