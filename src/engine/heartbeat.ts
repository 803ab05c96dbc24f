/**
 * Signs of life that the worker leaves in shared memory, so that the page sees it work while it cannot answer: how many
 * kernels began, and whether one is at work now. A kernel may take long; between two of them nothing does.
 */
export const BEATS = { count: 0, inside: 1, bytes: 8 } as const;

/** Ms between two questions whether the worker is there. */
export const PULSE = 1000;

/** Ms of silence: of a worker that computes nothing, within one kernel or without shared memory to see, and before it is loaded. */
const IDLE = 10_000;
const INSIDE = 120_000;
const LOADING = 60_000;

/**
 * Tells a worker that hangs from one that works hard. It is asked once a second; any message is a sign of life, and so is
 * a kernel that began since. Where the page itself was held up (a hidden tab, a sleeping machine), nothing is held against it.
 */
export class Heartbeat {
  readonly #beats: Int32Array | undefined;
  readonly #now: () => number;
  readonly #patience: number;
  #count = 0;
  #asked = 0;
  #life: number;
  #isLoaded = false;

  /** `patience` multiplies every limit: a machine on which one was too short gets more. */
  constructor(memory: SharedArrayBuffer | undefined, patience: number, now = () => performance.now()) {
    this.#beats = memory && new Int32Array(memory);
    this.#patience = patience;
    this.#now = now;
    this.#life = now();
    this.#asked = this.#life;
  }

  /** A message came. */
  heard(): void {
    this.#isLoaded = true;
    this.#life = this.#now();
  }

  /** To be called once a second while an answer is awaited. False when the worker has been silent for too long. */
  isAlive(): boolean {
    const now = this.#now();
    const wasAsleep = now - this.#asked > 3 * PULSE;
    this.#asked = now;
    const count = this.#beats ? Atomics.load(this.#beats, BEATS.count) : 0;
    if (wasAsleep || count !== this.#count) this.#life = now;
    this.#count = count;
    return now - this.#life < this.#limit() * this.#patience;
  }

  /** Nothing is awaited, so nothing was missed. */
  rest(): void {
    this.#life = this.#now();
    this.#asked = this.#life;
  }

  #limit(): number {
    if (!this.#isLoaded) return LOADING;
    return this.#beats && Atomics.load(this.#beats, BEATS.inside) === 0 ? IDLE : INSIDE;
  }
}
