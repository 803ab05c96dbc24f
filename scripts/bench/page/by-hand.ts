import * as tf from "@tensorflow/tfjs-core";
import { drawnPictures, filePictures, jpegs, type Loader } from "./pictures";
import { openPlain } from "./plain";
import { vgg16Features, vgg16Weights } from "./vgg16-by-hand";

/** What the course's own program does: the frozen network is run for every picture in every epoch. */
export interface HandWritten {
  /** 8 is an eighth of VGG16's channels and features. */
  readonly share: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly hidden: number;
  readonly learningRate: number;
}

let weights: tf.Tensor[] = [];
let loader: Loader | undefined;

/** The loop by hand. Weights are there before the clock starts. */
export const handSide = {
  jpegs,

  /** `count` drawn pictures a class, or with 0 the files that the page was given. */
  async prepare(device: string, { share }: HandWritten, count: number): Promise<void> {
    await openPlain(device);
    weights = vgg16Weights(share);
    loader = count > 0 ? undefined : filePictures();
  },

  async byHand(how: HandWritten, count: number): Promise<number> {
    const start = performance.now();
    await train(loader ?? (await drawnPictures(count)), how);
    return performance.now() - start;
  },
};

/** Training, validation after every epoch, and at the end both evaluations that the steel graph has. */
async function train({ labels, batch }: Loader, how: HandWritten): Promise<void> {
  const { epochs, batchSize, hidden, learningRate } = how;
  const classes = Math.max(...labels) + 1;
  const order = [...labels.keys()].sort(
    (a, b) => ((a * 7919) % labels.length) - ((b * 7919) % labels.length),
  );
  const train = order.slice(0, Math.round(0.7 * order.length));
  const validation = order.slice(train.length, Math.round(0.8 * order.length));
  const test = order.slice(train.length + validation.length);
  const features = 4096 / how.share;
  const uniform = (shape: number[], fanIn: number) =>
    tf.variable(tf.randomUniform(shape, -1 / Math.sqrt(fanIn), 1 / Math.sqrt(fanIn)));
  const w1 = uniform([features, hidden], features) as tf.Variable<tf.Rank.R2>;
  const b1 = uniform([hidden], features);
  const w2 = uniform([hidden, classes], hidden) as tf.Variable<tf.Rank.R2>;
  const b2 = uniform([classes], hidden);
  const head = [w1, b1, w2, b2] as tf.Variable[];
  const model = (x: tf.Tensor2D) =>
    tf.add(tf.matMul(tf.relu(tf.add(tf.matMul(x, w1), b1)) as tf.Tensor2D, w2), b2);
  const adam = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
  const lossOf = (logits: tf.Tensor, rows: readonly number[]) => {
    const target = tf.oneHot(
      tf.tensor1d(
        Int32Array.from(rows, (row) => labels[row] ?? 0),
        "int32",
      ),
      classes,
    );
    const log = tf.logSoftmax(logits as tf.Tensor2D);
    return tf.neg(tf.mean(tf.sum(tf.mul(tf.cast(target, "float32"), log), 1))) as tf.Scalar;
  };
  /** The loss of some rows, read back; with `learn` a step is made. */
  const step = async (rows: readonly number[], learn: boolean) => {
    const x = await batch(rows);
    const loss = tf.tidy(() => {
      const fixed = vgg16Features(x, weights);
      if (!learn) return lossOf(model(fixed), rows);
      return adam.minimize(() => lossOf(model(fixed), rows), true, head) as tf.Scalar;
    });
    await loss.data();
    tf.dispose([x, loss]);
  };
  const over = async (rows: readonly number[], learn: boolean) => {
    for (let at = 0; at < rows.length; at += batchSize) await step(rows.slice(at, at + batchSize), learn);
  };
  for (let epoch = 0; epoch < epochs; epoch++) {
    await over(train, true);
    await over(validation, false);
  }
  await over(test, false);
  await over(train, false);
  tf.dispose(head);
  adam.dispose();
}
