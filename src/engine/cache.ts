import type { CacheKey } from "../compile/keys";

/** Results by how they were made. A persistent tier has the same face. */
export interface ResultCache {
  get(key: CacheKey): Promise<unknown>;
  set(key: CacheKey, value: unknown, bytes: number): Promise<void>;
  readonly bytes: number;
}

/** In memory, at most `budget` bytes; what was not used for longest goes first. */
export class MemoryCache implements ResultCache {
  readonly #entries = new Map<CacheKey, { value: unknown; bytes: number }>();
  readonly #budget: number;
  #bytes = 0;

  constructor(budget = 1_500_000_000) {
    this.#budget = budget;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async get(key: CacheKey): Promise<unknown> {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    // A Map keeps the order of insertion: in again is last used.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  async set(key: CacheKey, value: unknown, bytes: number): Promise<void> {
    this.#drop(key);
    if (bytes > this.#budget) return;
    this.#entries.set(key, { value, bytes });
    this.#bytes += bytes;
    this.#evict(key);
  }

  #evict(keep: CacheKey): void {
    for (const key of this.#entries.keys()) {
      if (this.#bytes <= this.#budget) return;
      if (key !== keep) this.#drop(key);
    }
  }

  #drop(key: CacheKey): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#bytes -= entry.bytes;
    this.#entries.delete(key);
  }
}
