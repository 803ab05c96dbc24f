import { createStore, get, set } from "idb-keyval";
import { learn, NO_SPEEDS, type Probe, readSpeeds, type Speeds, type Timed } from "../compile/speeds";

const KEY = "speeds";

/** Where speeds lie: IndexedDB, or a test's map. */
export interface SpeedShelf {
  read(): Promise<unknown>;
  write(speeds: Speeds): Promise<void>;
}

/** In this browser, from visit to visit. */
export function browserShelf(): SpeedShelf {
  const store = createStore("tensorloom-engine", "speeds");
  // Async, so that a browser without IndexedDB rejects and does not throw.
  return { read: async () => get(KEY, store), write: async (speeds) => set(KEY, speeds, store) };
}

/** What is known of how fast this machine is: read once, written after each run. */
export class SpeedBook {
  readonly #shelf: SpeedShelf;
  #speeds: Promise<Speeds> | undefined;

  constructor(shelf: SpeedShelf) {
    this.#shelf = shelf;
  }

  read(): Promise<Speeds> {
    // A browser may keep nothing: then every visit begins with the probe alone.
    this.#speeds ??= this.#shelf.read().then(readSpeeds, () => NO_SPEEDS);
    return this.#speeds;
  }

  /** Makes sure that a device was probed. */
  async probed(device: string, probe: () => Promise<Probe>): Promise<Speeds> {
    const speeds = await this.read();
    if (speeds.probes[device]) return speeds;
    return this.#write({ ...speeds, probes: { ...speeds.probes, [device]: await probe() } });
  }

  async add(done: readonly Timed[]): Promise<Speeds> {
    const speeds = await this.read();
    return done.length === 0 ? speeds : this.#write(learn(speeds, done));
  }

  /** Takes what somebody else kept for this machine. */
  async give(value: unknown): Promise<void> {
    this.#speeds = Promise.resolve(readSpeeds(value));
  }

  async #write(speeds: Speeds): Promise<Speeds> {
    this.#speeds = Promise.resolve(speeds);
    await this.#shelf.write(speeds).catch(() => undefined);
    return speeds;
  }
}
