import { EngineError } from "./engine-error";
import type { RunEvent } from "./protocol";

/** Losses in a row, each no further than the one before, until there is no hope. */
const MOST = 3;

/**
 * Runs a graph though the engine may be lost under it: a GPU that goes away, a worker that dies or hangs. It is started
 * anew and the run goes on from its last checkpoint, with the same numbers. Where it comes no further, that is said.
 */
export class ThroughLosses {
  #done = new Set<string>();
  #node = "";
  #share = 0;
  #furthest: readonly [number, number] = [-1, 0];
  #vain = 0;

  /** How far the run is follows from its events. */
  note(event: RunEvent): void {
    if (event.kind === "planned") [this.#done, this.#node, this.#share] = [new Set(), "", 0];
    if (event.kind === "running") [this.#node, this.#share] = [event.node, 0];
    if (event.kind === "progress" && event.node === this.#node && event.total > 0)
      this.#share = event.done / event.total;
    if (event.kind === "step") this.#done.add(event.step.node);
  }

  /** `again` starts the engine anew; it may throw to give up. */
  async run<T>(work: () => Promise<T>, again: (loss: EngineError) => Promise<void>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof EngineError) || !error.isLost) throw error;
        this.#vain = this.#isFurther() ? 0 : this.#vain + 1;
        if (this.#vain >= MOST) throw hopeless(error);
        await again(error);
      }
    }
  }

  #isFurther(): boolean {
    const [steps, share] = this.#furthest;
    const now = this.#done.size;
    if (now < steps || (now === steps && this.#share <= share)) return false;
    this.#furthest = [now, this.#share];
    return true;
  }
}

function hopeless({ message }: EngineError): EngineError {
  return new EngineError({
    message: `${message} This happened ${MOST} times at the same place, so the run was ended. Its last checkpoint is kept. Close other tabs, choose smaller pictures or a smaller batch, or another device, and run again.`,
  });
}
