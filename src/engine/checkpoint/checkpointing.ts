import { errorText } from "@/error-text";
import type { AboutCheckpoint, Checkpoint, Checkpoints, KeptTensor } from "./checkpoint";
import type { KeptCheckpoints, NotKept } from "./kept-checkpoints";

/** How often: after so many seconds, or so many batches where that is sooner. */
export interface CheckpointPace {
  readonly seconds: number;
  readonly batches?: number;
}

/** A training that is done again in less than this loses little. */
export const PACE: CheckpointPace = { seconds: 10 };

/** Keeping takes at most this share of a training's time. */
const SHARE = 0.02;

/** A training's checkpoints, kept as often as they are worth it. `say` tells once why none is. */
export class Checkpointing implements Checkpoints {
  readonly #kept: KeptCheckpoints;
  readonly #key: string;
  readonly #pace: CheckpointPace;
  readonly #say: (why: string) => void;
  #wait: number;
  #since = performance.now();
  #batches = 0;
  #isKept = false;
  #isOver = false;

  constructor(kept: KeptCheckpoints, key: string, pace: CheckpointPace, say: (why: string) => void) {
    this.#kept = kept;
    this.#key = key;
    this.#pace = pace;
    this.#say = say;
    this.#wait = 1000 * pace.seconds;
  }

  async last(): Promise<Checkpoint | undefined> {
    const checkpoint = await this.#kept.read(this.#key).catch(() => undefined);
    // What came before the first batch, a backbone's features for one, is no part of what can be lost.
    this.#since = performance.now();
    this.#batches = checkpoint?.batchLosses.length ?? 0;
    this.#isKept = checkpoint !== undefined;
    return checkpoint;
  }

  isDue(batches: number): boolean {
    if (this.#isOver) return false;
    const { batches: most } = this.#pace;
    return (
      performance.now() - this.#since >= this.#wait || (most !== undefined && batches - this.#batches >= most)
    );
  }

  isWorthKeeping(): boolean {
    return !this.#isOver && (this.#isKept || this.isDue(Number.POSITIVE_INFINITY));
  }

  async keep(checkpoint: Checkpoint, about: AboutCheckpoint): Promise<void> {
    if (this.#isOver) return;
    const start = performance.now();
    const failed = await this.#write(checkpoint, about);
    this.#isKept ||= failed === undefined;
    this.#since = performance.now();
    this.#batches = checkpoint.batchLosses.length;
    this.#wait = Math.max(1000 * this.#pace.seconds, (this.#since - start) / SHARE);
    if (failed === undefined || failed === "taken") return;
    this.#isOver = true;
    if (typeof failed === "object") this.#say(failed.why);
    else if (failed === "no room") this.#say(noRoom(bytesOf(checkpoint)));
  }

  async #write(
    checkpoint: Checkpoint,
    about: AboutCheckpoint,
  ): Promise<NotKept | { readonly why: string } | undefined> {
    try {
      return await this.#kept.write(this.#key, checkpoint, about, bytesOf(checkpoint));
    } catch (error) {
      const why = errorText(error);
      return { why: `No checkpoint could be kept (${why}). Should the tab close, it begins anew.` };
    }
  }
}

function noRoom(bytes: number): string {
  const size = `${Math.ceil(bytes / 1e6)} MB`;
  return `This browser has no room for a checkpoint of ${size}, so none is kept: should the tab close, the training begins anew. Remove kept files under Kept in this browser, or free space on the disk.`;
}

/** Of its numbers, which is nearly all of it. */
function bytesOf({ parameters, slots, before, buffers, best }: Checkpoint): number {
  const tensors: KeptTensor[] = [...parameters, ...slots.flat(), ...before, ...buffers.values()];
  const sum = tensors.reduce((all, { data }) => all + data.byteLength, 0);
  return [...(best?.values() ?? [])].reduce((all, { data }) => all + data.byteLength, sum);
}
