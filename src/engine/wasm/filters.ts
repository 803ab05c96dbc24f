import type { DataId } from "@tensorflow/tfjs-core";
import type { Kernels } from "./kernels";

/** Which way a filter was transformed: as it is, or turned round for the input's gradient. */
export type FilterKind = "forward" | "turned";

interface Kept {
  readonly pointer: number;
  readonly bytes: number;
}

/**
 * Filters in Winograd's form, four times their size. One that is seen for the first time is transformed for that call
 * only (in training it is another one at the next step); one that comes back is kept until its tensor is freed.
 */
export class Filters {
  readonly #kernels: Kernels;
  readonly #seen = new Map<DataId, Set<FilterKind>>();
  readonly #kept = new Map<DataId, Map<FilterKind, Kept>>();
  #bytes = 0;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
    const { backend } = kernels;
    const dispose = backend.disposeData;
    backend.disposeData = (id, force) => {
      const freed = dispose.call(backend, id, force);
      if (freed) this.#forget(id);
      return freed;
    };
  }

  /** Bytes that kept filters take now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Calls `use` with the address of the transformed filter, which `transform` writes where it is not kept. */
  with(
    id: DataId,
    kind: FilterKind,
    bytes: number,
    transform: (pointer: number) => void,
    use: (pointer: number) => void,
  ): void {
    const own = this.#kept.get(id);
    const before = own?.get(kind);
    if (own && before) {
      // The order of insertion is the order of last use.
      this.#kept.delete(id);
      this.#kept.set(id, own);
      use(before.pointer);
      return;
    }
    const seen = this.#seen.get(id) ?? new Set();
    const again = seen.has(kind) && bytes <= this.#kernels.options.filterBytes;
    seen.add(kind);
    this.#seen.set(id, seen);
    if (again) this.#makeRoom(bytes);
    const pointer = this.#kernels.allocate(bytes);
    transform(pointer);
    if (again) {
      const kept = own ?? new Map<FilterKind, Kept>();
      kept.set(kind, { pointer, bytes });
      this.#kept.set(id, kept);
      this.#bytes += bytes;
      use(pointer);
    } else {
      use(pointer);
      this.#kernels.free(pointer);
    }
  }

  #makeRoom(bytes: number): void {
    for (const id of this.#kept.keys()) {
      if (this.#bytes + bytes <= this.#kernels.options.filterBytes) return;
      this.#release(id);
    }
  }

  #forget(id: DataId): void {
    this.#seen.delete(id);
    this.#release(id);
  }

  #release(id: DataId): void {
    for (const { pointer, bytes } of this.#kept.get(id)?.values() ?? []) {
      this.#kernels.free(pointer);
      this.#bytes -= bytes;
    }
    this.#kept.delete(id);
  }
}
