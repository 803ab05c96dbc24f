import * as tf from "@tensorflow/tfjs-core";
import { steelSamples } from "../../src/data/steel-samples";
import { convert } from "../../src/pixels/colour";
import type { Picture } from "../../src/pixels/picture";
import { resize } from "../../src/pixels/resample";
import { normalize, toTensor } from "../../src/pixels/tensor";

const WIDTHS = [8, 8, "M", 16, 16, "M", 32, 32, 32, "M", 64, 64, 64, "M", 64, 64, 64, "M"] as const;
const SIDE = 224;
const PICTURE = SIDE * SIDE * 3;

/** What the course's own program does: the frozen backbone is run for every picture in every epoch. */
export interface HandWritten {
  readonly epochs: number;
  readonly batchSize: number;
  readonly hidden: number;
  readonly learningRate: number;
}

/** Pictures ready for the network, one behind the other: made once, though such programs often make them each epoch. */
export async function pictures(count: number): Promise<{ data: Float32Array; labels: Int32Array }> {
  const dataset = steelSamples({ count, seed: 0, exclude: [] });
  const data = new Float32Array(dataset.names.length * PICTURE);
  for (let at = 0; at < dataset.names.length; at++) {
    const { image } = await dataset.sample(at, 0);
    const scaled = resize(convert(image as Picture, "RGB"), { height: SIDE, width: SIDE }, "bilinear");
    data.set(normalize(toTensor(scaled), 3, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]), at * PICTURE);
  }
  return { data, labels: dataset.labels };
}

/** Training, validation after every epoch, and the test at the end. */
export async function handWritten(
  { data, labels }: { data: Float32Array; labels: Int32Array },
  { epochs, batchSize, hidden, learningRate }: HandWritten,
): Promise<void> {
  const weights = backbone();
  const classes = Math.max(...labels) + 1;
  const order = [...labels.keys()].sort(
    (a, b) => ((a * 7919) % labels.length) - ((b * 7919) % labels.length),
  );
  const train = order.slice(0, Math.round(0.7 * order.length));
  const validation = order.slice(train.length, Math.round(0.8 * order.length));
  const test = order.slice(train.length + validation.length);
  const bound = (fanIn: number) => 1 / Math.sqrt(fanIn);
  const uniform = (shape: number[], fanIn: number) =>
    tf.variable(tf.randomUniform(shape, -bound(fanIn), bound(fanIn)));
  const head = [
    uniform([512, hidden], 512),
    uniform([hidden], 512),
    uniform([hidden, classes], hidden),
    uniform([classes], hidden),
  ];
  const [w1, b1, w2, b2] = head as [tf.Variable, tf.Variable, tf.Variable, tf.Variable];
  const logits = (features: tf.Tensor) =>
    tf.add(
      tf.matMul(
        tf.relu(tf.add(tf.matMul(features as tf.Tensor2D, w1 as tf.Tensor2D), b1)) as tf.Tensor2D,
        w2 as tf.Tensor2D,
      ),
      b2,
    );
  const adam = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
  const batchOf = (rows: readonly number[]) => {
    const values = new Float32Array(rows.length * PICTURE);
    rows.forEach((row, at) => {
      values.set(data.subarray(row * PICTURE, (row + 1) * PICTURE), at * PICTURE);
    });
    const target = tf.oneHot(
      tf.tensor1d(
        Int32Array.from(rows, (row) => labels[row] ?? 0),
        "int32",
      ),
      classes,
    );
    return { x: tf.tensor4d(values, [rows.length, SIDE, SIDE, 3]), y: tf.cast(target, "float32") };
  };
  const lossOf = (prediction: tf.Tensor, y: tf.Tensor) =>
    tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(prediction as tf.Tensor2D)), 1))) as tf.Scalar;
  const evaluate = async (rows: readonly number[]) => {
    for (let at = 0; at < rows.length; at += batchSize) {
      const loss = tf.tidy(() => {
        const { x, y } = batchOf(rows.slice(at, at + batchSize));
        return lossOf(logits(features(x, weights)), y);
      });
      await loss.data();
      loss.dispose();
    }
  };
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let at = 0; at < train.length; at += batchSize) {
      const loss = tf.tidy(() => {
        const { x, y } = batchOf(train.slice(at, at + batchSize));
        const fixed = features(x, weights);
        return adam.minimize(() => lossOf(logits(fixed), y), true, head as tf.Variable[]) as tf.Scalar;
      });
      await loss.data();
      loss.dispose();
    }
    await evaluate(validation);
  }
  await evaluate(test);
  await evaluate(train);
  tf.dispose([weights, head]);
  adam.dispose();
}

/** Kernels of VGG16 at 1/8 of its width, and its first two linear layers: what they hold does not matter here. */
function backbone(): tf.Tensor[] {
  const weights: tf.Tensor[] = [];
  let channels = 3;
  for (const width of WIDTHS) {
    if (width === "M") continue;
    weights.push(tf.randomUniform([3, 3, channels, width], -0.2, 0.2), tf.zeros([width]));
    channels = width;
  }
  weights.push(tf.randomUniform([channels * 49, 512], -0.02, 0.02), tf.zeros([512]));
  weights.push(tf.randomUniform([512, 512], -0.05, 0.05), tf.zeros([512]));
  return weights;
}

function features(x: tf.Tensor4D, weights: readonly tf.Tensor[]): tf.Tensor {
  let next: tf.Tensor = x;
  let at = 0;
  for (const width of WIDTHS) {
    if (width === "M") next = tf.maxPool(next as tf.Tensor4D, 2, 2, "valid");
    else {
      const sums = tf.conv2d(next as tf.Tensor4D, weights[at] as tf.Tensor4D, 1, "same");
      next = tf.relu(tf.add(sums, weights[at + 1] as tf.Tensor));
      at += 2;
    }
  }
  next = tf.reshape(next, [x.shape[0], -1]);
  for (; at < weights.length; at += 2) {
    next = tf.relu(
      tf.add(tf.matMul(next as tf.Tensor2D, weights[at] as tf.Tensor2D), weights[at + 1] as tf.Tensor),
    );
  }
  return next;
}
