import { describe, expect, it } from "vitest";
import { READ_STATE } from "@/data/trained-file";
import type { WeightsReader } from "@/graph/run";
import { type StateDict, stateSpecs } from "@/module/state";
import predict from "../../nodes/evaluate/predict";
import trainedModel from "../../nodes/model/trained-model";
import { classifier, infer, linear, moduleType, pictureType, refusal, run, SIX, tensorType } from "./harness";

const net = classifier(6);
const size = 3 * 224 * 224;
const dataset = tensorType();
const module = moduleType(net);

/** A file with these arrays, all of one number; by default those of the network. */
function file(
  shapes: Readonly<Record<string, readonly number[]>> = {
    "linear.weight": [6, size],
    "linear.bias": [6],
  },
  metadata: Readonly<Record<string, string>> = {},
): WeightsReader {
  return {
    sha256: "ab".repeat(32),
    name: "net.pth",
    facts: { source: "torch", shapes, metadata },
    read: async (wanted) =>
      new Map(
        Object.entries(shapes)
          .filter(([name]) => wanted(name))
          .map(([name, shape]) => [
            name,
            { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(2) },
          ]),
      ),
  };
}

const say = (weights: WeightsReader, settings = {}, data = dataset) =>
  infer(trainedModel, { module, dataset: data }, settings, { weights, hasFiles: true }).model;

async function made(weights: WeightsReader, settings = {}): Promise<StateDict> {
  const data = { classes: SIX } as never;
  const { model } = await run(
    trainedModel,
    { module: { kind: "Module", module: net }, dataset: data },
    settings,
    {
      weights,
    },
  );
  return model.state;
}

describe("the network", () => {
  it("has the file's values under its own names", async () => {
    const state = await made(file());
    expect([...state.keys()]).toEqual(["linear.weight", "linear.bias"]);
    expect(state.get("linear.bias")).toEqual({ shape: [6], data: new Float32Array(6).fill(2) });
  });

  it("is told by its file, so that work done with other values is not taken for its own", () => {
    const { layers } = say(file()).module;
    const weights = { kind: "file", sha256: "ab".repeat(32), name: "net.pth" };
    expect(layers.map((layer) => layer.weights)).toEqual([weights, weights]);
  });

  it("is known whatever wrapped it while it was trained", async () => {
    for (const prefix of ["module.", "_orig_mod.", "module._orig_mod.", "model."]) {
      const shapes = { [`${prefix}linear.weight`]: [6, size], [`${prefix}linear.bias`]: [6] };
      expect([...(await made(file(shapes))).keys()]).toEqual(["linear.weight", "linear.bias"]);
    }
  });

  it("begins its counters at 0 where the file has none", async () => {
    const norm = { channels: 3, eps: 1e-5, momentum: 0.1 };
    const counted = { in: [3, 224, 224], layers: [{ name: "bn", type: "batchNorm2d", settings: norm }] };
    const shapes = Object.fromEntries(
      [...stateSpecs(counted)].filter(([, spec]) => !spec.counter).map(([name, spec]) => [name, spec.shape]),
    );
    const inputs = {
      module: { kind: "Module", module: counted } as const,
      dataset: { classes: ["a"] } as never,
    };
    const { model } = await run(trainedModel, inputs, {}, { weights: file(shapes) });
    expect(model.state.get("bn.num_batches_tracked")).toEqual({ shape: [], data: Float32Array.of(0) });
    expect(model.state.get("bn.running_var")?.data).toEqual(new Float32Array(3).fill(2));
  });
});

describe("classes and preparation", () => {
  it("are those of the pictures where nobody says otherwise", () => {
    expect(say(file()).classes).toEqual(SIX);
    expect(say(file()).image).toEqual(dataset.image);
  });

  it("are those that the file names, and the setting's before them", () => {
    const classes = ["a", "b", "c", "d", "e", "f"];
    const weights = file(undefined, { classes: JSON.stringify(classes) });
    expect(say(weights).classes).toEqual(classes);
    expect(say(weights, { classes: " u, v,w,x,y, z " }).classes).toEqual(["u", "v", "w", "x", "y", "z"]);
  });

  it("let Predict refuse pictures that the file says were prepared otherwise", async () => {
    const normalization = { mean: [0.5], std: [0.5] };
    const said = { shape: [3, 224, 224], mode: "RGB", normalization };
    const model = say(file(undefined, { preprocessing: JSON.stringify(said) }));
    expect(model.image.normalization).toEqual(normalization);
    const error = await refusal(() => infer(predict, { model, dataset }));
    expect(error.message).toContain("not normalized as the training pictures were");
    expect(() => infer(predict, { model, dataset: tensorType({ normalization }) })).not.toThrow();
  });

  it("are not taken from words that mean something else", () => {
    for (const text of ["", "a, b", "7", "[]", "[1]", "{", "null"]) {
      expect(say(file(undefined, { classes: text })).classes).toEqual(SIX);
      expect(say(file(undefined, { preprocessing: text })).image.shape).toEqual(dataset.image.shape);
    }
  });
});

describe("it refuses", () => {
  it("to be without a file", async () => {
    const error = await refusal(() => infer(trainedModel, { module, dataset }));
    expect(error.message).toBe(
      "There are no trained weights yet. Drop a .safetensors, .pth, .onnx or .tfjs.zip on this node.",
    );
  });

  it("arrays that are missing, of another shape, or another network's, by their names", async () => {
    const error = await refusal(() => say(file({ "linear.weight": [6, 512], "fc.bias": [6] })));
    expect(error.message).toBe(
      `net.pth does not fit this network: linear.weight is [6, 512], the network has [6, ${size}]; linear.bias is missing; fc.bias is in the file and not in the network. Wire the network that these weights were trained in, with the same settings.`,
    );
    expect(error.details).toMatchObject({ port: "module", expected: "2 arrays, as the network has them" });
  });

  it("the same when it runs", async () => {
    await expect(made(file({ "linear.weight": [6, size] }))).rejects.toThrow("linear.bias is missing");
  });

  it("other classes than the network has logits", async () => {
    const error = await refusal(() => say(file(), { classes: "a, b" }));
    expect(error.message).toBe(
      "The network gives 6 logits, and there are 2 classes (a, b). Name as many classes as it has logits.",
    );
    expect(error.details).toMatchObject({ setting: "classes" });
  });

  it("pictures that are no tensors, and those of another size than the network takes", async () => {
    expect((await refusal(() => say(file(), {}, pictureType()))).message).toContain("needs tensors");
    const small = moduleType(linear(7, 6));
    const error = await refusal(() =>
      infer(trainedModel, { module: small, dataset }, {}, { weights: file(), hasFiles: true }),
    );
    expect(error.message).toContain("The network takes [7], but the pictures are [3, 224, 224].");
  });
});

it("says it in PyTorch with nothing but torch", () => {
  const { imports, lines } = trainedModel.torch({
    settings: { classes: "" },
    inputs: { module: "net", dataset: "test" },
    outputs: { model: "model" },
  });
  const standard = ["import json", "from functools import lru_cache", "from pathlib import Path"];
  expect(imports).toEqual([...standard, "import torch"]);
  expect(lines.at(-1)).toBe('model.load_state_dict(read_state("model.safetensors"))');
  expect(READ_STATE).toContain("def read_state(path):");
});
