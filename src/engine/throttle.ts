/**
 * Hands on what is told at most once in `interval` ms, the first at once. The newest is never lost: where nothing
 * follows it, it is handed on when the interval is over, since what stands still has to be right all the same.
 */
export class Throttle<T> {
  readonly #interval: number;
  readonly #hand: (value: T) => void;
  #last = Number.NEGATIVE_INFINITY;
  #waiting: { readonly value: T } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(interval: number, hand: (value: T) => void) {
    this.#interval = interval;
    this.#hand = hand;
  }

  tell(value: T): void {
    this.#waiting = { value };
    const wait = this.#last + this.#interval - performance.now();
    if (wait <= 0) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), wait);
  }

  /** Hands on what waits, now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#waiting = undefined;
    this.#last = performance.now();
    this.#hand(waiting.value);
  }

  /** Drops what waits: it is of no more use. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = undefined;
  }
}
