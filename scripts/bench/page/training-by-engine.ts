import { MemoryCache } from "../../../src/engine/cache";
import { fit as train } from "../../../src/engine/fit";
import { DeviceWeights, initialState } from "../../../src/engine/weights";
import type { Dataset } from "../../../src/graph/values";
import { makePicture } from "../../../src/pixels/picture";
import { numbers } from "../kernels/values";
import { adamAt, type Training, valueFrom } from "./networks";

/** Ms of every step as a trainer makes it: the batch is loaded, the step made, its loss read, and the run may be stopped. */
export async function stepsByEngine(training: Training, count: number): Promise<readonly number[]> {
  const times: number[] = [];
  let last = 0;
  await fitted(training, count, 1, () => {
    const now = performance.now();
    // The first ends with the weights' way onto the device in it.
    if (last > 0) times.push(now - last);
    last = now;
  });
  return times;
}

/** A whole training of `rows` rows, from the first weights to the last on the host. */
export async function fitted(
  training: Training,
  steps: number,
  epochs: number,
  progress: () => void,
): Promise<void> {
  const { module, loss, batch } = training;
  const refuse = () => Promise.reject(new Error("These weights are drawn."));
  const weights = new DeviceWeights();
  const state = await initialState(module, { shipped: refuse, given: refuse });
  try {
    const result = await train(
      {
        module,
        train: rowsOf(training, steps * batch),
        validation: undefined,
        loss: await valueFrom(loss, "Loss"),
        optimizer: await adamAt(1e-4),
        epochs,
        batchSize: batch,
        shuffle: true,
        seed: 0,
        keep: "last",
        patience: 0,
        schedule: { kind: "constant", every: 1, factor: 1 },
        clipNorm: 0,
        onEpoch: () => undefined,
      },
      state,
      {
        weights,
        cache: new MemoryCache(),
        device: "bench",
        signal: new AbortController().signal,
        featureProgress: () => undefined,
      },
      progress,
    );
    if (result.failure !== undefined) throw new Error(result.failure);
  } finally {
    weights.dispose();
  }
}

/** Rows that are ready: loading one is a look into memory, as with features that were kept. */
export function rowsOf({ module, loss }: Training, count: number): Dataset {
  const [channels = 1, height = 1, width = 1] = module.in as readonly number[];
  const size = channels * height * width;
  const hasMasks = loss === "dice-loss";
  const distinct = 8;
  const images = Array.from({ length: distinct }, (_, at) => numbers(size, at, 1));
  const masks = images.map((image) =>
    makePicture(
      "L",
      height,
      width,
      Uint8Array.from(image, (value) => (value > 0.3 ? 1 : 0)),
    ),
  );
  return {
    kind: "Dataset",
    classes: hasMasks ? ["background", "cell"] : ["a", "b", "c", "d", "e", "f"],
    names: Array.from({ length: count }, (_, at) => `row ${at}`),
    labels: Int32Array.from({ length: count }, (_, at) => (hasMasks ? 0 : at % 6)),
    ...(hasMasks ? { hasMasks: true } : {}),
    async sample(index) {
      const data = images[index % distinct] as Float32Array;
      const mask = masks[index % distinct];
      const image = { height, width, channels, data };
      const label = hasMasks ? 0 : index % 6;
      return { name: `row ${index}`, label, image, ...(hasMasks && mask ? { mask } : {}) };
    },
  };
}
