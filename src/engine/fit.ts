import * as tf from "@tensorflow/tfjs-core";
import { bestEpoch, rateFactor } from "../data/schedule";
import type { FitResult, FitSpec } from "../graph/run";
import type { EpochRecord, Optimizer } from "../graph/values";
import type { StateDict } from "../module/state";
import { permutation } from "../random";
import { breathe, Stopped } from "./cancel";
import type { Checkpoint, Checkpoints } from "./checkpoint/checkpoint";
import { keptTensors } from "./checkpoint/kept-tensors";
import { runRows } from "./forward";
import { firstNotFinite, notFiniteIn } from "./not-finite";
import { needRoom } from "./room";
import { batches, inOrder, loadedBatches } from "./rows";
import { Score } from "./score";
import { type ComputeHost, type Source, sourceOf } from "./source";
import { allParameters, begin, finished, isLost, type Training, trainStep } from "./train-step";
import { kernelTimes, takeKernelTimes } from "./webgl";

/** How far a training is. What is drawn follows from the epoch and the batch, so that this is all of it. */
interface Course {
  epoch: number;
  batch: number;
  /** Of the epoch that is not over. */
  lossSum: number;
  score: Score;
  readonly epochs: EpochRecord[];
  readonly losses: number[];
  best: StateDict | undefined;
  isDone: boolean;
}

/**
 * Trains what is not frozen. The order of pictures, the batches and every random number follow from the seed, the
 * epoch and the batch, so the same spec gives the same weights on the same device, also where it goes on from a checkpoint.
 */
export async function fit(
  spec: FitSpec,
  state: StateDict,
  host: ComputeHost,
  progress: (done: number, total: number, text: string) => void,
  checkpoints?: Checkpoints,
): Promise<FitResult> {
  needRoom(spec, host.device);
  const train = await sourceOf(spec.module, state, spec.train, host);
  const validation = spec.validation && (await sourceOf(spec.module, state, spec.validation, host));
  const kept = await checkpoints?.last();
  const training = begin(train, state, spec, kept);
  const fixed = host.weights.parameters(train.module, state, (spec) => spec.frozen);
  const at = courseOf(state, kept);
  const perEpoch = Math.ceil(train.rows.length / spec.batchSize);
  if (kept) {
    if (kept.kernelTimes) takeKernelTimes(kept.kernelTimes);
    if (kept.film) spec.film?.restore(kept.film);
    spec.onResume?.({ ...kept, batches: perEpoch });
  }
  const keep = async () => {
    if (!checkpoints) return;
    const about = { epoch: at.epoch, epochs: spec.epochs, batch: at.batch, batches: perEpoch };
    await checkpoints.keep(await checkpointOf(spec, training, at), { ...about, isDone: at.isDone });
  };
  const result = (state: StateDict) => ({
    state,
    epochs: at.epochs,
    batchLosses: Float32Array.from(at.losses),
  });
  try {
    for (; at.epoch < spec.epochs && !at.isDone; nextEpoch(at)) {
      const order = spec.shuffle
        ? permutation(train.rows.length, spec.seed, "shuffle", at.epoch)
        : inOrder(train.rows.length);
      const optimizer = optimizerAt(spec, at.epoch, at.epochs);
      const text = `epoch ${at.epoch + 1} of ${spec.epochs}`;
      const left = batches(order, spec.batchSize).slice(at.batch);
      for await (const loaded of loadedBatches(train.rows, left, at.epoch)) {
        const step = await trainStep(spec, train, training, fixed, loaded, at, optimizer, at.score);
        at.losses.push(step.loss);
        if (isLost(step.loss)) {
          const all = allParameters(training, fixed, step.before);
          const where = await firstNotFinite(spec, train.module, all, loaded, train.rows.shape(), at);
          tf.dispose(step.before);
          const lastGood = await finished(spec, state, training, training.before);
          return { ...result(lastGood), failure: lost(optimizer, step.loss, at, perEpoch, where) };
        }
        tf.dispose(training.before);
        training.before = step.before;
        at.lossSum += step.loss * loaded.indices.length;
        at.batch++;
        progress(at.epoch * perEpoch + at.batch, spec.epochs * perEpoch, text);
        await breathe(host.signal);
        if (checkpoints?.isDue(at.losses.length)) await keep();
      }
      const watched =
        validation && validation.rows.length > 0
          ? await validate(validation, spec, training, fixed, host.signal)
          : undefined;
      const dice = at.score.dice === undefined ? {} : { trainDice: at.score.dice };
      const record = {
        trainLoss: at.lossSum / train.rows.length,
        trainAccuracy: at.score.accuracy,
        ...dice,
      };
      at.epochs.push({ ...record, ...watched?.record });
      const lowest = bestEpoch(watchedLosses(at.epochs));
      if (spec.keep === "best" && lowest === at.epoch) {
        at.best = await finished(spec, state, training, training.parameters);
      }
      spec.onEpoch([...at.epochs], watched?.output);
      if (spec.patience > 0 && at.epoch - lowest >= spec.patience) at.isDone = true;
    }
    at.isDone = true;
    // No batch comes behind the last update whose loss would show what it did.
    const names = training.names.entries();
    const broken = await notFiniteIn(
      Array.from(names, ([index, name]) => [name, training.parameters[index] as tf.Tensor]),
    );
    if (broken !== undefined) {
      const lastGood = await finished(spec, state, training, training.before);
      const failure = `The last update of the training left numbers in ${broken} that are not finite. The weights before it are kept. ${advice(spec.optimizer)}`;
      return { ...result(at.best ?? lastGood), failure };
    }
    // A training that took long is not done again because a later step was cut off.
    if (!kept?.isDone && checkpoints?.isWorthKeeping()) await keep();
    return result(at.best ?? (await finished(spec, state, training, training.parameters)));
  } catch (error) {
    if (error instanceof Stopped) await keep();
    throw error;
  } finally {
    tf.dispose([training.parameters, training.slots, training.before, [...training.buffers.values()]]);
  }
}

/** The beginning, or where a checkpoint left off. */
function courseOf(state: StateDict, kept: Checkpoint | undefined): Course {
  return {
    epoch: kept?.epoch ?? 0,
    batch: kept?.batch ?? 0,
    lossSum: kept?.lossSum ?? 0,
    score: new Score(kept?.score),
    epochs: [...(kept?.epochs ?? [])],
    losses: [...(kept?.batchLosses ?? [])],
    best: kept?.best && new Map([...state, ...kept.best]),
    isDone: kept?.isDone ?? false,
  };
}

function nextEpoch(at: Course): void {
  at.epoch++;
  at.batch = 0;
  at.lossSum = 0;
  at.score = new Score();
}

async function checkpointOf(spec: FitSpec, training: Training, at: Course): Promise<Checkpoint> {
  const { parameters, slots, before, buffers } = training;
  const trained = new Set([...training.names, ...buffers.keys()]);
  return {
    epoch: at.epoch,
    batch: at.batch,
    steps: training.steps,
    batchLosses: Float32Array.from(at.losses),
    epochs: at.epochs,
    lossSum: at.lossSum,
    score: at.score.sums,
    parameters: await keptTensors(parameters),
    slots: await Promise.all(slots.map(keptTensors)),
    before: await keptTensors(before),
    buffers: new Map(
      (await keptTensors([...buffers.values()])).map((tensor, index) => [
        [...buffers.keys()][index] ?? "",
        tensor,
      ]),
    ),
    best: at.best && new Map([...at.best].filter(([name]) => trained.has(name))),
    film: spec.film?.read(),
    kernelTimes: kernelTimes(),
    isDone: at.isDone,
  };
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

/** Why training ended before its end. `where` the numbers were first not finite, where they were. */
function lost(
  optimizer: Optimizer,
  loss: number,
  { epoch, batch }: Course,
  perEpoch: number,
  where: string | undefined,
): string {
  const at = `batch ${batch + 1} of ${perEpoch} in epoch ${epoch + 1}`;
  const what = Number.isFinite(loss)
    ? `The loss ran away to ${loss.toPrecision(2)} at ${at}, and would not stay finite in float32`
    : `The loss is not finite (${loss}) at ${at}${where ? `: ${where}` : ""}`;
  return `${what}, so training stopped. The last good weights are kept. ${advice(optimizer)}`;
}

function advice({ settings: { learningRate: rate } }: Optimizer): string {
  return typeof rate === "number"
    ? `The learning rate is ${rate}; try ${Math.min(0.001, Number((rate / 100).toPrecision(1)))} or less, or let the trainer clip the gradients (to 1, say).`
    : "Lower the learning rate, or let the trainer clip the gradients.";
}
