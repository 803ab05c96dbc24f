import * as tf from "@tensorflow/tfjs-core";
import { bestEpoch, rateFactor } from "../data/schedule";
import type { FitResult, FitSpec } from "../graph/run";
import type { EpochRecord, Optimizer } from "../graph/values";
import type { StateDict } from "../module/state";
import { permutation } from "../random";
import { breathe } from "./cancel";
import { runRows } from "./forward";
import { needRoom } from "./room";
import { batches, inOrder, loadedBatches } from "./rows";
import { Score } from "./score";
import { type ComputeHost, type Source, sourceOf } from "./source";
import { allParameters, begin, finished, isLost, type Training, trainStep } from "./train-step";

/**
 * Trains what is not frozen. The order of pictures, the batches and every random number follow from the seed, the
 * epoch and the batch, so the same spec gives the same weights on the same device.
 */
export async function fit(
  spec: FitSpec,
  state: StateDict,
  host: ComputeHost,
  progress: (done: number, total: number, text: string) => void,
): Promise<FitResult> {
  needRoom(spec, host.device);
  const train = await sourceOf(spec.module, state, spec.train, host);
  const validation = spec.validation && (await sourceOf(spec.module, state, spec.validation, host));
  const training = begin(train, state, spec);
  const fixed = host.weights.parameters(train.module, state, (spec) => spec.frozen);
  const epochs: EpochRecord[] = [];
  const losses: number[] = [];
  const perEpoch = Math.ceil(train.rows.length / spec.batchSize);
  const result = (state: StateDict) => ({ state, epochs, batchLosses: Float32Array.from(losses) });
  let best: StateDict | undefined;
  try {
    for (let epoch = 0; epoch < spec.epochs; epoch++) {
      const order = spec.shuffle
        ? permutation(train.rows.length, spec.seed, "shuffle", epoch)
        : inOrder(train.rows.length);
      const optimizer = optimizerAt(spec, epoch, epochs);
      const text = `epoch ${epoch + 1} of ${spec.epochs}`;
      const score = new Score();
      let lossSum = 0;
      let batch = 0;
      for await (const loaded of loadedBatches(train.rows, batches(order, spec.batchSize), epoch)) {
        const step = await trainStep(
          spec,
          train,
          training,
          fixed,
          loaded,
          { epoch, batch },
          optimizer,
          score,
        );
        losses.push(step.loss);
        if (isLost(step.loss)) {
          const lastGood = await finished(spec, state, training, training.before);
          return { ...result(lastGood), failure: lost(optimizer, step.loss, epoch, batch, perEpoch) };
        }
        tf.dispose(training.before);
        training.before = step.before;
        lossSum += step.loss * loaded.indices.length;
        batch++;
        progress(epoch * perEpoch + batch, spec.epochs * perEpoch, text);
        await breathe(host.signal);
      }
      const watched =
        validation && validation.rows.length > 0
          ? await validate(validation, spec, training, fixed, host.signal)
          : undefined;
      const dice = score.dice === undefined ? {} : { trainDice: score.dice };
      const record = { trainLoss: lossSum / train.rows.length, trainAccuracy: score.accuracy, ...dice };
      epochs.push({ ...record, ...watched?.record });
      const lowest = bestEpoch(watchedLosses(epochs));
      if (spec.keep === "best" && lowest === epoch) {
        best = await finished(spec, state, training, training.parameters);
      }
      spec.onEpoch([...epochs], watched?.output);
      if (spec.patience > 0 && epoch - lowest >= spec.patience) break;
    }
    return result(best ?? (await finished(spec, state, training, training.parameters)));
  } finally {
    tf.dispose([training.parameters, training.slots, training.before, [...training.buffers.values()]]);
  }
}

/** What "better" is told by: the validation pictures' loss where there are some, else the training's. */
function watchedLosses(epochs: readonly EpochRecord[]): readonly number[] {
  return epochs.map(({ trainLoss, validationLoss }) => validationLoss ?? trainLoss);
}

/** The optimizer with the learning rate that the schedule has for this epoch. */
function optimizerAt(spec: FitSpec, epoch: number, epochs: readonly EpochRecord[]): Optimizer {
  const rate = spec.optimizer.settings.learningRate;
  const factor = rateFactor(spec.schedule, epoch, spec.epochs, watchedLosses(epochs));
  return factor === 1 || typeof rate !== "number" ? spec.optimizer : spec.optimizer.withRate(rate * factor);
}

async function validate(
  source: Source,
  spec: FitSpec,
  training: Training,
  fixed: ReadonlyMap<string, tf.Tensor>,
  signal: AbortSignal,
): Promise<{ readonly record: Partial<EpochRecord>; readonly output: Float32Array }> {
  const parameters = allParameters(training, fixed, training.parameters);
  const { output, loss, score } = await runRows(
    source,
    parameters,
    spec.loss,
    signal,
    undefined,
    spec.batchSize,
  );
  const dice = score.dice === undefined ? {} : { validationDice: score.dice };
  const record = {
    validationLoss: loss ?? Number.NaN,
    validationAccuracy: score.accuracy,
    ...dice,
  };
  return { record, output };
}

function lost(optimizer: Optimizer, loss: number, epoch: number, batch: number, perEpoch: number): string {
  const at = `batch ${batch + 1} of ${perEpoch} in epoch ${epoch + 1}`;
  const what = Number.isFinite(loss)
    ? `The loss ran away to ${loss.toPrecision(2)} at ${at}, and would not stay finite in float32`
    : `The loss is not finite (${loss}) at ${at}`;
  const rate = optimizer.settings.learningRate;
  const advice =
    typeof rate === "number"
      ? `The learning rate is ${rate}; try ${Math.min(0.001, Number((rate / 100).toPrecision(1)))} or less.`
      : "Lower the learning rate.";
  return `${what}, so training stopped. The last good weights are kept. ${advice}`;
}
