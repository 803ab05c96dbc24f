import type { DataId, DataType, TensorInfo } from "@tensorflow/tfjs-core";

/**
 * What is used of tfjs 4.22's WASM backend beyond its public face. A test fails when one of these moves: see
 * `tests/engine/wasm/backend.test.ts`.
 */
export interface WasmBackend {
  readonly wasm: {
    /** The plain build's exports. */
    readonly asm?: { readonly memory?: WebAssembly.Memory };
    /** The threaded build's memory, which is made outside and shared. */
    readonly wasmMemory?: WebAssembly.Memory;
    _malloc(bytes: number): number;
    _free(pointer: number): void;
  };
  readonly dataIdMap: { get(id: DataId): { readonly memoryOffset: number }; has(id: DataId): boolean };
  /** One more tensor that shares these numbers. */
  incRef(id: DataId): void;
  makeOutput(shape: readonly number[], dtype: DataType): TensorInfo;
  /** Replaced by a function that also frees what we keep for a tensor. */
  disposeData: (id: DataId, force?: boolean) => boolean;
}

/** tfjs's own memory: tensors are read and written where they are. Fails with a sentence when it cannot be reached. */
export function memoryOf(backend: WasmBackend): WebAssembly.Memory {
  const memory = backend.wasm?.asm?.memory ?? backend.wasm?.wasmMemory;
  if (!(memory instanceof WebAssembly.Memory))
    throw new Error("The memory of TensorFlow.js's WASM backend could not be reached");
  for (const name of ["_malloc", "_free"] as const) {
    if (typeof backend.wasm[name] !== "function")
      throw new Error(`TensorFlow.js's WASM backend has no ${name}`);
  }
  const needed = [backend.dataIdMap?.get, backend.makeOutput, backend.incRef, backend.disposeData];
  if (needed.some((one) => typeof one !== "function"))
    throw new Error("The tensors of TensorFlow.js's WASM backend could not be reached");
  return memory;
}
