/** Thrown inside the engine when a run was stopped. Never shown: the run ends as "stopped". */
export class Stopped extends Error {
  constructor() {
    super("The run was stopped.");
    this.name = "Stopped";
  }
}

/**
 * What makes a run wait. It belongs to the signal that stops the run, which everything that runs long has at hand
 * already: whoever breathes with that signal waits while it is held.
 */
export class Hold {
  readonly #signal: AbortSignal;
  readonly #waiting: () => void;
  #open: Promise<void> | undefined;
  #letGo: () => void = () => undefined;
  #ms = 0;

  /** `waiting` is called when the run has come to a place where it waits. */
  constructor(signal: AbortSignal, waiting: () => void) {
    this.#signal = signal;
    this.#waiting = waiting;
    holds.set(signal, this);
    // A run that is stopped while it waits must get to know.
    signal.addEventListener("abort", () => this.release(), { once: true });
  }

  hold(): void {
    if (this.#open || this.#signal.aborted) return;
    this.#open = new Promise((resolve) => {
      this.#letGo = resolve;
    });
  }

  release(): void {
    this.#letGo();
    this.#open = undefined;
  }

  async wait(): Promise<void> {
    for (let open = this.#open; open; open = this.#open) {
      const since = performance.now();
      this.#waiting();
      await open;
      this.#ms += performance.now() - since;
    }
  }

  /** How long the run has waited in all: no part of the time that its steps took. */
  get ms(): number {
    return this.#ms;
  }
}

const holds = new WeakMap<AbortSignal, Hold>();

/** Ms that whoever has this signal was made to wait. */
export function heldFor(signal: AbortSignal): number {
  return holds.get(signal)?.ms ?? 0;
}

/** Whoever presses Stop does not notice so much, and a step of a small network takes a fraction of it. */
const INTERVAL_MS = 150;

let last = Number.NEGATIVE_INFINITY;

/** Lets messages in (a cancel among them) now and then, waits while the run is held, then goes on, or throws Stopped. */
export async function breathe(signal: AbortSignal): Promise<void> {
  if (performance.now() - last >= INTERVAL_MS) {
    await macrotask();
    last = performance.now();
  }
  await holds.get(signal)?.wait();
  if (signal.aborted) throw new Stopped();
}

/** A macrotask without the 4 ms that nested timers are held back. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
