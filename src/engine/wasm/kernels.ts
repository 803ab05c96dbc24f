import type { DataId, DataType, TensorInfo } from "@tensorflow/tfjs-core";
import { memoryOf, type WasmBackend } from "./backend";
import { Filters } from "./filters";
import { type LoadModule, type ModuleName, openModule } from "./modules";
import { Pool, type Thread } from "./threads";

type Work = (task: number, scratch: number, ...rest: number[]) => void;

/** What a person may choose about the kernels. */
export interface KernelOptions {
  /** Convolutions by the definition instead of Winograd's: slower, and exact to the last digits of float32. */
  readonly exact: boolean;
  /** The most that transformed filters may take. The least recently used go first. */
  readonly filterBytes: number;
  /** How many threads where the memory is shared, and how one is started. Absent: the caller's alone. */
  readonly threads?: { readonly count: number; readonly start: () => Thread };
}

export const KERNEL_DEFAULTS: KernelOptions = { exact: false, filterBytes: 600_000_000 };

/** Our kernels on tfjs's memory: runs work task by task, and hands out room. */
export class Kernels {
  readonly name: ModuleName;
  readonly options: KernelOptions;
  readonly backend: WasmBackend;
  readonly filters: Filters;
  readonly #memory: WebAssembly.Memory;
  readonly #exports: Readonly<Record<string, Work>>;
  readonly #pool: Pool | undefined;
  #scratch = { pointer: 0, bytes: 0 };
  #exact: boolean;

  private constructor(
    backend: WasmBackend,
    memory: WebAssembly.Memory,
    name: ModuleName,
    exports: WebAssembly.Exports,
    options: KernelOptions,
    pool: Pool | undefined,
  ) {
    this.#pool = pool;
    this.backend = backend;
    this.#memory = memory;
    this.name = name;
    this.#exports = exports as unknown as Record<string, Work>;
    this.options = options;
    this.#exact = options.exact;
    this.filters = new Filters(this);
  }

  /** Whether convolutions go by the definition now. */
  get exact(): boolean {
    return this.#exact;
  }

  /** Runs work with convolutions by the definition, whatever the option says. */
  exactly<T>(work: () => T): T {
    const before = this.#exact;
    this.#exact = true;
    try {
      return work();
    } finally {
      this.#exact = before;
    }
  }

  static async open(
    backend: WasmBackend,
    load: LoadModule,
    options: Partial<KernelOptions>,
  ): Promise<Kernels> {
    const memory = memoryOf(backend);
    const shared = typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer;
    const { name, module } = await openModule(load, shared);
    const instance = await WebAssembly.instantiate(module, { env: { memory, log: Math.log } });
    const all = { ...KERNEL_DEFAULTS, ...options };
    const { threads } = all;
    const pool =
      shared && threads && threads.count > 1
        ? await Pool.start(module, memory, instance, threads.count, threads.start).catch(withoutThreads)
        : undefined;
    return new Kernels(backend, memory, name, instance.exports, all, pool);
  }

  /** Threads that share the work, the caller's among them. */
  get threads(): number {
    return this.#pool?.count ?? 1;
  }

  /** Ends the threads. */
  end(): void {
    this.#pool?.end();
  }

  /** All tasks of one kind of work. `scratchBytes` is what one thread needs for itself. */
  run(work: string, tasks: number, scratchBytes: number, ...rest: number[]): void {
    const run = this.#exports[work];
    if (!run) throw new Error(`There is no kernel ${work}.`);
    // Each thread's room begins on a cache line of its own.
    const bytes = Math.ceil(scratchBytes / 64) * 64;
    if (tasks > 1 && this.#pool) {
      this.#pool.run(work, tasks, this.#scratchOf(bytes * this.#pool.count), bytes, rest);
      return;
    }
    const scratch = this.#scratchOf(bytes);
    for (let task = 0; task < tasks; task++) run(task, scratch, ...rest);
  }

  #scratchOf(bytes: number): number {
    if (bytes <= this.#scratch.bytes) return this.#scratch.pointer;
    if (this.#scratch.pointer !== 0) this.free(this.#scratch.pointer);
    // Should there be no room, the old place is no longer ours either.
    this.#scratch = { pointer: 0, bytes: 0 };
    this.#scratch = { pointer: this.allocate(bytes), bytes };
    return this.#scratch.pointer;
  }

  /** Where a tensor's numbers begin. */
  at(tensor: { readonly dataId: DataId }): number {
    return this.backend.dataIdMap.get(tensor.dataId).memoryOffset >>> 0;
  }

  output(shape: readonly number[], dtype: DataType = "float32"): TensorInfo {
    const made = this.backend.makeOutput([...shape], dtype);
    // tfjs does not look whether the allocation worked, and 0 is where its own data lie.
    if (this.at(made) === 0) throw new Error(outOfMemory(shape.reduce((a, b) => a * b, 4)));
    return made;
  }

  /** Room on tfjs's heap, to be freed by `free`. */
  allocate(bytes: number): number {
    const pointer = this.backend.wasm._malloc(Math.max(16, bytes)) >>> 0;
    if (pointer === 0) throw new Error(outOfMemory(bytes));
    return pointer;
  }

  free(pointer: number): void {
    this.backend.wasm._free(pointer);
  }

  /** Room for so many floats while `use` runs. */
  withRoom<T>(floats: number, use: (pointer: number) => T): T {
    const pointer = this.allocate(floats * 4);
    try {
      return use(pointer);
    } finally {
      this.free(pointer);
    }
  }

  /** A view of the memory as it is now: it does not survive an allocation. */
  view(pointer: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, pointer, length);
  }
}

/** A pool that cannot be had is no reason to do without the kernels. */
function withoutThreads(error: Error): undefined {
  console.error("The kernels run on one thread:", error);
}

function outOfMemory(bytes: number): string {
  return `The CPU device has no room for another ${Math.ceil(bytes / 1e6)} MB: use smaller pictures or batches, or a narrower network.`;
}
