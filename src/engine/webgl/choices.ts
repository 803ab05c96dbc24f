import { createStore, get, set } from "idb-keyval";
import { median } from "../../median";

/** Milliseconds that a kernel of ours and tfjs's own took for the same work, on this device. */
export interface Times {
  readonly own: number;
  readonly stock: number;
}

/** Where times lie from visit to visit: IndexedDB, or a test's map. */
export interface ChoiceShelf {
  read(device: string): Promise<unknown>;
  write(device: string, times: Readonly<Record<string, Times>>): Promise<void>;
}

/** In this browser. */
export function browserShelf(): ChoiceShelf {
  const store = createStore("tensorloom-kernels", "choices");
  // Async, so that a browser without IndexedDB rejects and does not throw.
  return {
    read: async (device) => get(device, store),
    write: async (device, times) => set(device, times, store),
  };
}

/** Ours are taken where they need less than this share of stock's time: a tie goes to what everybody uses. */
const CLEARLY = 0.95;

/** Whether these times speak for our kernel. */
export function isOwnFaster({ own, stock }: Times): boolean {
  return own < CLEARLY * stock;
}

/**
 * Which of two kernels does each shape on one device: measured when a shape is met first, kept for later visits. `device`
 * names all that a time depends on, so that a new driver, tfjs or kernel is measured anew.
 */
export class Choices {
  readonly #shelf: ChoiceShelf;
  readonly #device: string;
  readonly #times = new Map<string, Times>();

  constructor(shelf: ChoiceShelf, device: string) {
    this.#shelf = shelf;
    this.#device = device;
  }

  /** Takes what was kept. A browser may keep nothing, or keep nonsense: then everything is measured when it is met. */
  async read(): Promise<void> {
    const kept = await this.#shelf.read(this.#device).catch(() => undefined);
    if (typeof kept !== "object" || kept === null) return;
    for (const [shape, times] of Object.entries(kept)) {
      // What was measured in this visit is newer.
      if (isTimes(times) && !this.#times.has(shape)) this.#times.set(shape, times);
    }
  }

  /** Whether ours is to be taken for this shape; `undefined` where nobody measured it. */
  isOwn(shape: string): boolean | undefined {
    const times = this.#times.get(shape);
    return times && isOwnFaster(times);
  }

  /** Keeps what was measured. Nobody waits for the disk, and where there is none this visit knows it still. */
  keep(shape: string, times: Times): void {
    this.#times.set(shape, times);
    this.#shelf.write(this.#device, Object.fromEntries(this.#times)).catch(() => undefined);
  }

  /** Takes what a training was begun with, in place of what is known here: it goes on with the same kernels. */
  take(times: ReadonlyMap<string, Times>): void {
    for (const [shape, each] of times) this.#times.set(shape, each);
  }

  /** All that is known, by shape. */
  get times(): ReadonlyMap<string, Times> {
    return this.#times;
  }
}

function isTimes(value: unknown): value is Times {
  const { own, stock } = (value ?? {}) as Partial<Times>;
  return isTime(own) && isTime(stock);
}

const isTime = (value: unknown) =>
  typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY;

const ROUNDS = 3;
/** Times apart that no noise explains: one round is enough, and a slow device is spared the others. */
const FAR = 2;
/** Less than this says nothing where a browser makes its clock coarse, ms: the work is then done several times a round. */
const SHORT = 4;
const REPEATS = 8;

/**
 * Times both by turns. Each is a function that does the work so often, waits for the device and gives the milliseconds;
 * both must be warm, their programs compiled.
 */
export function timeBoth(own: (repeats: number) => number, stock: (repeats: number) => number): Times {
  let repeats = 1;
  let [ours, theirs] = [[own(repeats)], [stock(repeats)]];
  const first = { own: ours[0] ?? 0, stock: theirs[0] ?? 0 };
  if (Math.min(first.own, first.stock) < SHORT) {
    repeats = REPEATS;
    [ours, theirs] = [[own(repeats)], [stock(repeats)]];
  } else if (Math.max(first.own, first.stock) > FAR * Math.min(first.own, first.stock)) return first;
  while (ours.length < ROUNDS) {
    ours.push(own(repeats));
    theirs.push(stock(repeats));
  }
  return { own: median(ours) / repeats, stock: median(theirs) / repeats };
}
