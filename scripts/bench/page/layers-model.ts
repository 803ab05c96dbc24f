import * as layers from "virtual:tfjs-layers";
import * as tf from "@tensorflow/tfjs-core";
import { mlpTraining } from "./networks";
import { openPlain } from "./plain";
import { fitted, rowsOf } from "./training-by-engine";

/** What is used of tfjs-layers, which is there only where developers installed it. */
interface LayersModel {
  compile(how: { optimizer: tf.Optimizer; loss: string; metrics: readonly string[] }): void;
  fit(
    x: tf.Tensor,
    y: tf.Tensor,
    how: { batchSize: number; epochs: number; shuffle: boolean },
  ): Promise<unknown>;
}
interface Layers {
  sequential(how: { layers: readonly unknown[] }): LayersModel;
  readonly layers: { dense(how: Readonly<Record<string, unknown>>): unknown };
}

const EPOCHS = 5;
let fitLayers: (() => Promise<void>) | undefined;

/** The head of the transfer on features that are ready: 42 rows, 5 epochs. */
export const layersSide = {
  async fitByEngine(rows: number): Promise<number> {
    const training = mlpTraining();
    const start = performance.now();
    await fitted(training, rows / training.batch, EPOCHS, () => undefined);
    return performance.now() - start;
  },

  async prepareLayersModel(rows: number): Promise<void> {
    await openPlain("wasm");
    const { sequential, layers: kinds } = layers as unknown as Layers;
    const dataset = rowsOf(mlpTraining(), rows);
    const samples = await Promise.all(Array.from({ length: rows }, (_, row) => dataset.sample(row, 0)));
    const features = new Float32Array(rows * 4096);
    samples.forEach(({ image }, row) => {
      features.set(image.data, row * 4096);
    });
    const x = tf.tensor2d(features, [rows, 4096]);
    const y = tf.cast(tf.oneHot(tf.tensor1d(dataset.labels, "int32"), 6), "float32");
    fitLayers = async () => {
      const model = sequential({
        layers: [
          kinds.dense({ units: 2048, activation: "relu", inputShape: [4096] }),
          kinds.dense({ units: 6, activation: "softmax" }),
        ],
      });
      const optimizer = tf.train.adam(1e-4, 0.9, 0.999, 1e-8);
      model.compile({ optimizer, loss: "categoricalCrossentropy", metrics: ["accuracy"] });
      await model.fit(x, y, { batchSize: 4, epochs: EPOCHS, shuffle: true });
    };
  },

  async fitLayersModel(): Promise<number> {
    if (!fitLayers) throw new Error("tf.LayersModel was not prepared on this page.");
    const start = performance.now();
    await fitLayers();
    return performance.now() - start;
  },
};
