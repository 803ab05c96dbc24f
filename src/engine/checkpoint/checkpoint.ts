import type { Film } from "../../figures/figure";
import type { EpochRecord } from "../../graph/values";
import type { StateDict } from "../../module/state";
import type { ScoreSums } from "../score";
import type { Times } from "../webgl/choices";
import type { Numbers } from "./packed";

/** A tensor as the device has it, in the device's own layout: what was kept on one device goes on on that device. */
export interface KeptTensor {
  readonly shape: readonly number[];
  readonly data: Extract<Numbers, Float32Array | Int32Array>;
}

/**
 * All that a training needs to go on with the numbers of one that was never cut off. What is drawn (the order of pictures,
 * dropout, augmentation) follows from the seed, the epoch and the batch, so those two are its whole state.
 */
export interface Checkpoint {
  /** Epochs that are over. */
  readonly epoch: number;
  /** Batches that are over in the epoch that is not. */
  readonly batch: number;
  /** Updates so far: Adam's step counts from 1. */
  readonly steps: number;
  readonly batchLosses: Float32Array;
  readonly epochs: readonly EpochRecord[];
  /** Sums over the batches of the epoch that is not over. */
  readonly lossSum: number;
  readonly score: ScoreSums;
  /** In the order of `Training.names`. */
  readonly parameters: readonly KeptTensor[];
  readonly slots: readonly (readonly KeptTensor[])[];
  readonly before: readonly KeptTensor[];
  readonly buffers: ReadonlyMap<string, KeptTensor>;
  /** What was trained, as the best epoch left it, where that one is to be kept. */
  readonly best: StateDict | undefined;
  readonly film: Film | undefined;
  /** On WebGL: which kernel does which shape, since that follows from times. */
  readonly kernelTimes: ReadonlyMap<string, Times> | undefined;
  /** Training is over: this is its result. */
  readonly isDone: boolean;
}

/** What can be said of a checkpoint without reading it. */
export interface AboutCheckpoint {
  readonly epoch: number;
  readonly epochs: number;
  readonly batch: number;
  readonly batches: number;
  readonly isDone: boolean;
}

/** Where a training's checkpoints are kept. Absent where there is no such place. */
export interface Checkpoints {
  /** The newest that is whole. */
  last(): Promise<Checkpoint | undefined>;
  /** Whether it is time for one, after so many batches of this training. */
  isDue(batches: number): boolean;
  /** Whether doing the training again would take longer than is fit to be lost. */
  isWorthKeeping(): boolean;
  /** Keeps one; never fails: a training goes on without. */
  keep(checkpoint: Checkpoint, about: AboutCheckpoint): Promise<void>;
}
