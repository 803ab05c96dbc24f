import { describe, expect, it } from "vitest";
import { type AnyRunNode, isModelNode, type Port } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import type { Compute, WeightsReader } from "@/graph/run";
import type { DatasetType, ValueType } from "@/graph/types";
import { type Dataset, isPicture, type Value } from "@/graph/values";
import { type Module, moduleFacts, outputShape, parameterSize } from "@/module/module";
import { elements, type Shape } from "@/module/shape";
import { stateSpecs } from "@/module/state";
import { makePicture } from "@/pixels/picture";
import { registry } from "@/registry";
import {
  datasetOf,
  grey,
  lossType,
  moduleType,
  optimizerType,
  SIX,
  settingsOf,
  surroundings,
} from "./harness";

const SIDE = 80;
const conv = {
  name: "conv",
  type: "conv2d",
  settings: {
    inChannels: 1,
    outChannels: 2,
    kernelSize: 3,
    stride: 1,
    padding: 1,
    dilation: 1,
    bias: true,
  },
};
const module: Module = {
  in: [1, SIDE, SIDE],
  layers: [
    conv,
    { name: "flatten", type: "flatten", settings: {} },
    { name: "linear", type: "linear", settings: { inFeatures: 2 * SIDE * SIDE, outFeatures: 6, bias: true } },
  ],
};

/** Twelve grey pictures, two of each class, as bytes and as tensors: each with what is known of it. */
const bytes: readonly [DatasetType, Dataset] = [
  {
    kind: "Dataset",
    image: { shape: [1, SIDE, SIDE], dtype: "uint8", mode: "L", range: [0, 255] },
    length: 12,
    classes: SIX,
  },
  datasetOf(Array.from({ length: 12 }, (_, i) => grey(SIDE, SIDE, 20 * i))),
];
const tensors: readonly [DatasetType, Dataset] = [
  { ...bytes[0], image: { ...bytes[0].image, dtype: "float32", range: [0, 1] } },
  datasetOf(
    Array.from({ length: 12 }, (_, i) => ({
      height: SIDE,
      width: SIDE,
      channels: 1,
      data: new Float32Array(SIDE * SIDE).fill(i / 12),
    })),
  ),
];

/** The same tensors with masks, the model that gives maps of their size, and a loss of masks. */
const segmenter: Module = {
  in: module.in,
  layers: [{ ...conv, settings: { ...conv.settings, outChannels: 1 } }],
};
const masked: readonly [DatasetType, Dataset] = [
  { ...tensors[0], hasMasks: true },
  {
    ...tensors[1],
    hasMasks: true,
    sample: async (index, epoch) => ({
      ...(await tensors[1].sample(index, epoch)),
      mask: makePicture("L", SIDE, SIDE, new Uint8Array(SIDE * SIDE).fill(1, 0, 99 * index)),
    }),
  },
];

const epoch = { trainLoss: 1.8, trainAccuracy: 0.2, validationLoss: 1.7, validationAccuracy: 0.25 };
const labels = Int32Array.from({ length: 12 }, (_, i) => i % 6);
const names = Array.from({ length: 12 }, (_, i) => `picture ${i}`);
const others: Readonly<Record<string, readonly [ValueType, Value]>> = {
  Module: [moduleType(module), { kind: "Module", module }],
  Loss: [lossType, { kind: "Loss", name: "cross-entropy", target: "class", program: (tf) => tf.scalar(0) }],
  Optimizer: [
    optimizerType,
    {
      kind: "Optimizer",
      name: "none",
      settings: {},
      slots: 0,
      withRate: neverAsked,
      update: (_tf, parameter) => ({ parameter, slots: [] }),
    },
  ],
  TrainedModel: [
    { kind: "TrainedModel", module, classes: SIX, image: tensors[0].image },
    { kind: "TrainedModel", module, classes: SIX, state: new Map() },
  ],
  History: [
    { kind: "History", epochs: 1 },
    { kind: "History", epochs: [epoch], batchLosses: Float32Array.of(1.8) },
  ],
  Predictions: [
    { kind: "Predictions", length: 12, classes: SIX },
    {
      kind: "Predictions",
      classes: SIX,
      names,
      labels,
      predicted: labels,
      probabilities: new Float32Array(72).fill(1 / 6),
    },
  ],
};

function neverAsked(): never {
  throw new Error("An example keeps the learning rate that it was given.");
}

function blank(count: number, shape: Shape) {
  return { shape: [count, ...shape.map(Number)], data: new Float32Array(count * (elements(shape) ?? 0)) };
}

/** An engine that has learned nothing: it gives the shapes that a real one gives. */
const compute: Compute = {
  fit: async (spec) => ({
    state: new Map(),
    epochs: Array.from({ length: spec.epochs }, () => epoch),
    batchLosses: new Float32Array(spec.epochs * Math.ceil(spec.train.labels.length / spec.batchSize)),
  }),
  activations: async ({ module, dataset, layers }) =>
    new Map(
      moduleFacts(module)
        .filter(({ layer }) => layers.includes(layer.name))
        .map(({ layer, output }) => [layer.name, blank(dataset.labels.length, output)]),
    ),
  gradients: async ({ module, dataset }) => ({
    values: blank(dataset.labels.length, module.in),
    gradients: blank(dataset.labels.length, module.in),
    logits: new Float32Array(dataset.labels.length * 6),
  }),
  forward: async (spec) => {
    const width = elements(outputShape(spec.module)) ?? 0;
    const output = new Float32Array(spec.dataset.labels.length * width);
    return { output, width, loss: spec.loss ? Math.log(6) : undefined };
  },
};

const runNodes = [...registry].flatMap(([type, definition]) =>
  isModelNode(definition) ? [] : [[type, definition] as const],
);

describe.each(runNodes)("the example of %s", (_type, definition) => {
  const settings = settingsOf(definition, definition.example.settings);

  it("gives what was said before it ran, and leaves its inputs as they were", async () => {
    const { types, values } = inputsFor(definition, settings);
    const weights = weightsFor(definition, types);
    const said = definition.infer({ settings, inputs: types, facts: undefined, hasFiles: false, weights });
    const before = await pixelsOf(values);
    const made = await definition.run({ settings, inputs: values, ...around(definition, types) });
    expect(Object.keys(made).sort()).toEqual(Object.keys(definition.outputs).sort());
    for (const [port, { kind }] of Object.entries(definition.outputs)) {
      expect(said[port]?.kind).toBe(kind);
      expect(made[port]?.kind).toBe(kind);
      await agree(said[port], made[port]);
    }
    expect(await pixelsOf(values)).toEqual(before);
  });

  it("gives the same when it is run again", async () => {
    const { types, values } = inputsFor(definition, settings);
    const context = { settings, inputs: values, ...around(definition, types) };
    const [once, again] = [await definition.run(context), await definition.run(context)];
    expect(await pixelsOf(again)).toEqual(await pixelsOf(once));
  });
});

const maskOthers: typeof others = {
  Module: [moduleType(segmenter), { kind: "Module", module: segmenter }],
  Loss: [
    { kind: "Loss", name: "dice", target: "mask" },
    { kind: "Loss", name: "dice", target: "mask", program: (tf) => tf.scalar(0) },
  ],
  TrainedModel: [
    { kind: "TrainedModel", module: segmenter, classes: SIX, image: tensors[0].image },
    { kind: "TrainedModel", module: segmenter, classes: SIX, state: new Map() },
  ],
};

/** For nodes that take a file with weights: one that fits the network. */
function weightsFor(
  definition: AnyRunNode,
  { module }: Record<string, ValueType | undefined>,
): WeightsReader | undefined {
  if (!definition.files?.network || module?.kind !== "Module") return undefined;
  const specs = [...stateSpecs(module.module)];
  const shapes = Object.fromEntries(specs.map(([name, { shape }]) => [name, shape]));
  return {
    sha256: "0".repeat(64),
    name: "net.safetensors",
    facts: { source: "torch", shapes },
    read: async () =>
      new Map(
        specs.map(([name, spec]) => [
          name,
          { shape: spec.shape, data: new Float32Array(parameterSize(spec)) },
        ]),
      ),
  };
}

function around(definition: AnyRunNode, types: Record<string, ValueType | undefined>) {
  const weights = weightsFor(definition, types);
  return surroundings({ compute, ...(weights ? { weights } : {}) });
}

/** Types and values for every input: the first that the node takes of pictures as bytes, as tensors, and with masks. */
function inputsFor(definition: AnyRunNode, settings: unknown) {
  const given = (pictures: readonly [DatasetType, Dataset], rest = others) => {
    const of = ({ kind }: Port) => (kind === "Dataset" ? pictures : rest[kind]);
    const pick = (side: 0 | 1) =>
      Object.fromEntries(Object.entries(definition.inputs).map(([name, port]) => [name, of(port)?.[side]]));
    return {
      types: pick(0) as Record<string, ValueType | undefined>,
      values: pick(1) as Record<string, Value | undefined>,
    };
  };
  const ways = [given(bytes), given(tensors), given(masked, { ...others, ...maskOthers })];
  const taken = ways.find(({ types }) => {
    try {
      const weights = weightsFor(definition, types);
      definition.infer({ settings, inputs: types, facts: undefined, hasFiles: false, weights });
      return true;
    } catch (error) {
      if (error instanceof NodeError) return false;
      throw error;
    }
  });
  if (!taken) throw new Error("The node takes none of these inputs.");
  return taken;
}

/** What a type says of a value is so. */
async function agree(type: ValueType | undefined, value: Value | undefined): Promise<void> {
  if (type?.kind === "Dataset" && value?.kind === "Dataset") {
    expect(value.names).toHaveLength(Number(type.length));
    expect(value.labels).toHaveLength(Number(type.length));
    expect(value.classes).toEqual(type.classes);
    const { image } = await value.sample(Number(type.length) - 1, 0);
    expect([image.channels, image.height, image.width]).toEqual(type.image.shape);
    expect(isPicture(image) ? "uint8" : "float32").toBe(type.image.dtype);
    expect(image.data).toHaveLength(elements(type.image.shape) ?? 0);
    if (isPicture(image)) expect(image.mode).toBe(type.image.mode);
    const [low, high] = type.image.range ?? [0, 0];
    for (const number of image.data) {
      if (number < low - 1e-6 || number > high + 1e-6)
        throw new Error(`${number} is outside ${low}…${high}.`);
    }
  }
  if (type?.kind === "TrainedModel" && value?.kind === "TrainedModel") {
    expect(value.classes).toEqual(type.classes);
    expect(value.module).toEqual(type.module);
  }
  if (type?.kind === "History" && value?.kind === "History")
    expect(value.epochs).toHaveLength(Number(type.epochs));
  if (type?.kind === "Predictions" && value?.kind === "Predictions") {
    expect(value.predicted).toHaveLength(Number(type.length));
    expect(value.probabilities).toHaveLength(Number(type.length) * value.classes.length);
  }
}

/** The bytes or numbers of every picture of every dataset, copied. */
async function pixelsOf(values: Readonly<Record<string, Value | undefined>>) {
  const datasets = Object.values(values).filter((value) => value?.kind === "Dataset");
  return Promise.all(
    datasets.map((dataset) =>
      Promise.all(
        dataset.names.slice(0, 4).map(async (_, row) => (await dataset.sample(row, 0)).image.data.slice()),
      ),
    ),
  );
}
