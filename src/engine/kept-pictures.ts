import type { Dataset, Sample } from "../graph/values";
import { memoryOf } from "../pixels/by-table";

/**
 * Pictures that every epoch asks for again: what decoding and every fixed transform made of them, as long as there is room.
 */
export class KeptPictures {
  readonly #budget: number;
  /** Of each dataset, by how it was made; the one used last comes last. */
  readonly #stores = new Map<string, Store>();
  #bytes = 0;

  constructor(budget = 256 * 1024 ** 2) {
    this.#budget = budget;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The same dataset, its pictures kept under this key. */
  keep(dataset: Dataset, key: string): Dataset {
    return {
      ...dataset,
      sample: async (index, epoch) => {
        const store = this.#use(key);
        const known = store.samples.get(index);
        if (known) return known;
        const sample = await dataset.sample(index, epoch);
        if (!this.#put(store, index, sample)) return sample;
        return store.samples.get(index) ?? sample;
      },
    };
  }

  #use(key: string): Store {
    const store = this.#stores.get(key) ?? { samples: new Map(), bytes: 0 };
    this.#stores.delete(key);
    this.#stores.set(key, store);
    return store;
  }

  /**
   * Room is made by dropping what other datasets kept, the one that was not used for longest first. Within one nothing
   * gives way: epochs ask for every picture in turn, and what came last would never be asked for before it is dropped.
   * What is kept is no longer its asker's alone. False where it is not kept.
   */
  #put(store: Store, index: number, { fresh: _, ...sample }: Sample): boolean {
    if (store.samples.has(index)) return false;
    const bytes = memoryOf(sample.image).byteLength + (sample.mask?.data.byteLength ?? 0);
    for (const [key, other] of this.#stores) {
      if (this.#bytes + bytes <= this.#budget) break;
      if (other === store) continue;
      this.#bytes -= other.bytes;
      this.#stores.delete(key);
    }
    if (this.#bytes + bytes > this.#budget) return false;
    store.samples.set(index, sample);
    store.bytes += bytes;
    this.#bytes += bytes;
    return true;
  }
}

interface Store {
  readonly samples: Map<number, Sample>;
  bytes: number;
}
