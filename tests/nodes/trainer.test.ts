import { describe, expect, it } from "vitest";
import type { FitSpec } from "@/graph/run";
import type { LossType } from "@/graph/types";
import type { Loss, Optimizer } from "@/graph/values";
import type { Module } from "@/module/module";
import mlpHead from "../../nodes/model/mlp-head";
import vgg16 from "../../nodes/model/vgg16";
import trainer from "../../nodes/train/trainer";
import {
  build,
  classifier,
  datasetOf,
  grey,
  infer,
  lossType,
  moduleType,
  optimizerType,
  pictureType,
  recorder,
  refusal,
  run,
  SIX,
  tensorType,
} from "./harness";
import { maskedDataset, maskedType, segmenter } from "./masked";

const types = {
  train: tensorType(),
  validation: tensorType({}, { length: 24 }),
  module: moduleType(classifier(6)),
  loss: lossType,
  optimizer: optimizerType,
};

const loss: Loss = { kind: "Loss", name: "cross-entropy", target: "class", program: (tf) => tf.scalar(0) };
const optimizer: Optimizer = {
  kind: "Optimizer",
  name: "none",
  settings: {},
  slots: 0,
  withRate: (): Optimizer => optimizer,
  update: (_tf, parameter) => ({ parameter, slots: [] }),
};
const values = {
  train: datasetOf([grey(1, 1)]),
  validation: undefined,
  module: { kind: "Module", module: classifier(6) },
  loss,
  optimizer,
} as const;

const epoch = { trainLoss: 1.5, trainAccuracy: 0.5 };

describe("what it gives", () => {
  it("is a model with the data's classes and form, and a history of so many epochs", () => {
    const { model, history } = infer(trainer, types, { epochs: 7 });
    expect(model).toMatchObject({ classes: SIX, image: { shape: [3, 224, 224], dtype: "float32" } });
    expect(history.epochs).toBe(7);
  });

  it("goes without validation pictures", () => {
    expect(infer(trainer, { ...types, validation: undefined }).history.epochs).toBe(5);
  });

  it("holds open what is open before the data are looked through", () => {
    const open = tensorType({ shape: ["C", "H", "W"] }, { length: "N" });
    const input = build(vgg16);
    const module = moduleType(build(mlpHead, { outputs: 6 }, { input }));
    const { model } = infer(trainer, { ...types, train: open, validation: undefined, module });
    expect(model.image.shape).toEqual(["C", "H", "W"]);
  });

  it("hands the engine its settings and gives back what was learned, curves on the way", async () => {
    let seen: FitSpec | undefined;
    const report = recorder();
    const fit = async (spec: FitSpec) => {
      seen = spec;
      spec.onEpoch([epoch], undefined);
      return { state: new Map(), epochs: [epoch], batchLosses: Float32Array.of(1.5) };
    };
    const made = await run(
      trainer,
      values,
      { epochs: 1, batchSize: 2, seed: 4 },
      { compute: { fit }, report },
    );
    expect(seen).toMatchObject({ epochs: 1, batchSize: 2, shuffle: true, seed: 4, validation: undefined });
    expect(made.model).toMatchObject({ kind: "TrainedModel", classes: SIX });
    expect(made.history.epochs).toEqual([epoch]);
    expect(report.figures[0]).toMatchObject({ kind: "lines", x: [1] });
  });

  it("keeps the last good weights where the loss is no longer finite, and says so", async () => {
    const failure = "The loss was not finite in epoch 1, batch 3.";
    const state = new Map([["linear.bias", { shape: [1], data: Float32Array.of(2) }]]);
    const fit = async () => ({ state, epochs: [], batchLosses: new Float32Array(), failure });
    const error = await refusal(() => run(trainer, values, {}, { compute: { fit } }));
    expect(error.message).toBe(failure);
    expect(error.partial?.model).toMatchObject({ kind: "TrainedModel", state });
  });
});

describe("it refuses", () => {
  it("data with one class, in which there is nothing to tell apart", async () => {
    const train = tensorType({}, { classes: ["Cr"] });
    const module = moduleType(classifier(1));
    const error = await refusal(() => infer(trainer, { ...types, train, validation: undefined, module }));
    expect(error.message).toMatch(/All pictures have the class Cr.*at least two classes/);
    expect(error.details).toMatchObject({ port: "train", got: "1 class (Cr)" });
  });

  it("five logits for six classes, naming them", async () => {
    const error = await refusal(() => infer(trainer, { ...types, module: moduleType(classifier(5)) }));
    expect(error.message).toBe(
      "Cross-entropy got 5 logits but the data have 6 classes (Cr, In, PS, Pa, RS, Sc). Set the head's outputs to automatic.",
    );
    expect(error.details).toEqual({ port: "module", expected: "[6]", got: "[5]" });
  });

  it("pictures in bytes, with To tensor as the way out", async () => {
    const train = pictureType({ shape: [3, 224, 224] });
    const error = await refusal(() => infer(trainer, { ...types, train }));
    expect(error.message).toContain("Insert To tensor");
    expect(error.details).toMatchObject({ port: "train", insert: { type: "to-tensor" } });
  });

  it("pictures of different sizes once they were counted", async () => {
    const train = tensorType({ shape: [3, "H", 224] });
    const error = await refusal(() => infer(trainer, { ...types, train }));
    expect(error.message).toContain("Insert Resize");
    expect(error.details.got).toBe("[3, H, 224]");
  });

  it("pictures of different colour modes", async () => {
    const train = tensorType({ shape: ["C", 224, 224] });
    const error = await refusal(() => infer(trainer, { ...types, train }));
    expect(error.message).toContain("Insert Convert colour");
  });

  it("a network for pictures of another size", async () => {
    const train = tensorType({ shape: [3, 64, 64] });
    const error = await refusal(() => infer(trainer, { ...types, train }));
    expect(error.details).toEqual({
      port: "train",
      expected: "[3, 224, 224]",
      got: "[3, 64, 64]",
      insert: { type: "resize", settings: { height: 224, width: 224, fit: "both" }, before: "to-tensor" },
    });
  });

  it("a network that ends in a map", async () => {
    const module = moduleType({ in: [3, 224, 224], layers: [] });
    const error = await refusal(() => infer(trainer, { ...types, module }));
    expect(error.message).toContain("one logit a class, but the network gives [3, 224, 224]");
  });

  it("a network in which everything is frozen", async () => {
    const error = await refusal(() => infer(trainer, { ...types, module: moduleType(classifier(6, true)) }));
    expect(error.message).toContain("nothing to train");
    expect(error.details.got).toBe("0 parameters to train");
  });

  it("validation pictures in another form or with other classes", async () => {
    const small = tensorType({ shape: [3, 32, 32] });
    const form = await refusal(() => infer(trainer, { ...types, validation: small }));
    expect(form.details).toMatchObject({ port: "validation", got: "float32 RGB [3, 32, 32]" });
    const others = tensorType({}, { classes: ["a", "b"] });
    const classes = await refusal(() => infer(trainer, { ...types, validation: others }));
    expect(classes.details.got).toBe("a, b");
  });

  it("an empty training part", async () => {
    const train = tensorType({}, { length: 0 });
    const error = await refusal(() => infer(trainer, { ...types, train }));
    expect(error.message).toContain("no picture to learn from");
  });

  it("an empty validation part", async () => {
    const validation = tensorType({}, { length: 0 });
    const error = await refusal(() => infer(trainer, { ...types, validation }));
    expect(error.message).toContain("no picture to watch");
    expect(error.message).toContain("take its edge away");
  });
});

describe("with masks", () => {
  const dice: LossType = { kind: "Loss", name: "dice", target: "mask" };
  const masked = {
    train: maskedType(2, 2),
    validation: maskedType(2, 2, { length: 2 }),
    module: moduleType(segmenter(2, 2)),
    loss: dice,
    optimizer: optimizerType,
  };

  it("takes a network that gives a map of their size", () => {
    expect(infer(trainer, masked).model.module).toEqual(segmenter(2, 2));
    expect(infer(trainer, masked, { patience: 3 }).history.epochs).toBe("epochs");
  });

  it("shows validation pictures with what is said of them after every epoch, and keeps them", async () => {
    const report = recorder();
    const fit = async (spec: FitSpec) => {
      spec.onEpoch([epoch], Float32Array.of(9, -9, -9, -9));
      spec.onEpoch([epoch, epoch], Float32Array.of(-9, -9, -9, -9));
      return { state: new Map(), epochs: [epoch], batchLosses: Float32Array.of(1.5) };
    };
    const cells = maskedDataset(2, 2, [[1, 0, 0, 0]]);
    const module = { kind: "Module", module: segmenter(2, 2) } as const;
    const inputs = { ...values, train: cells, validation: cells, module };
    const { history } = await run(trainer, inputs, { epochs: 4 }, { compute: { fit }, report });
    expect(report.figures[0]).toMatchObject({
      kind: "maps",
      title: "Epoch 1 of 4",
      rows: [{ name: "cell 0", values: [1, 1] }],
    });
    expect(report.films.map(({ frames }) => frames.map((frame) => frame.epoch))).toEqual([[1], [2]]);
    expect(history.film?.frames.map(({ values }) => values)).toEqual([[[1, 1]], [[0, 0]]]);
  });

  it("refuses losses and networks of the other kind, and validation pictures without masks", async () => {
    const loss = await refusal(() => infer(trainer, { ...masked, loss: lossType }));
    expect(loss.details).toEqual({ port: "loss", expected: "a loss of masks", got: "cross-entropy" });
    const other = await refusal(() => infer(trainer, { ...types, loss: dice }));
    expect(other.message).toContain("Dice compares with masks, but these pictures have classes");
    const wide: Module = { in: [1, 2, 2], layers: [{ name: "flatten", type: "flatten", settings: {} }] };
    const map = await refusal(() => infer(trainer, { ...masked, module: moduleType(wide) }));
    expect(map.details).toEqual({ port: "module", expected: "[1, 2, 2]", got: "[4]" });
    const validation = { ...masked.validation, hasMasks: false };
    const plain = await refusal(() => infer(trainer, { ...masked, validation }));
    expect(plain.details).toMatchObject({ port: "validation", got: "classes" });
  });
});
