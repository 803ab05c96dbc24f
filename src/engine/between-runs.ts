import { NodeError } from "../graph/problem";
import { breathe, Stopped } from "./cancel";

/** Small work between runs, one piece after the other. A run that begins ends what goes on and what waits. */
export class BetweenRuns {
  #stop = new AbortController();
  #last: Promise<unknown> = Promise.resolve();

  async do<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal } = this.#stop;
    const before = this.#last;
    const done = (async () => {
      await before;
      await breathe(signal);
      return work(signal);
    })();
    // Whoever asked is told of a failure; those behind it only wait for its end.
    this.#last = done.catch(() => undefined);
    try {
      return await done;
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      throw new NodeError("A run began, so this was left. Ask again when it is done.");
    }
  }

  async end(): Promise<void> {
    this.#stop.abort();
    this.#stop = new AbortController();
    await this.#last;
  }
}
