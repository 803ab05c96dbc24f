import url from "./pictures.wasm?url&inline";

/** The module's exports; addresses are bytes in its memory. What each does is said in assembly/. */
interface Kernels {
  huffman(table: number, counts: number, symbols: number): number;
  scan(
    from: number,
    to: number,
    components: number,
    count: number,
    across: number,
    down: number,
    columns: number,
    rows: number,
    interval: number,
  ): number;
  toGrey(plane: number, stride: number, width: number, height: number, out: number): void;
  toColour(
    luma: number,
    lumaStride: number,
    blue: number,
    red: number,
    stride: number,
    across: number,
    down: number,
    width: number,
    height: number,
    out: number,
    scratch: number,
  ): void;
  resampleColumns(
    data: number,
    rows: number,
    stride: number,
    channels: number,
    columns: number,
    taps: number,
    starts: number,
    weights: number,
    out: number,
  ): void;
  resampleRows(
    data: number,
    stride: number,
    rows: number,
    taps: number,
    starts: number,
    weights: number,
    out: number,
    pairs: number,
  ): void;
}

const PAGE = 65536;
/** Below lies what the module brings with it. */
const START = 4096;
/** What kernels may read or write behind the end of what they were given. */
const MARGIN = 64;
/** A memory that grew beyond this for one large picture is not kept for the others. */
const KEPT = 64 * 1024 ** 2;

/** More is not asked for: addresses stay well below 2³¹. */
const MOST = 1024 ** 3;

/** The module with its memory. What is laid out in it is there until the next layout: nothing waits in between. */
export interface Room {
  readonly kernels: Kernels;
  /** The memory from byte 0. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Addresses of pieces of so many bytes each, one behind the other. */
  readonly at: readonly number[];
}

let module: WebAssembly.Module | null | undefined;
let kept: { readonly kernels: Kernels; readonly memory: WebAssembly.Memory } | undefined;

/**
 * Runs `work` with room for pieces of these lengths. `undefined` where this browser runs no WebAssembly SIMD, or where there
 * is no such room: plain code then does the work in memory of its own.
 */
export function withRoom<T>(lengths: readonly number[], work: (room: Room) => T): T | undefined {
  module ??= opened();
  if (!module) return undefined;
  let end = START;
  const at = lengths.map((length) => {
    const start = end;
    end = Math.ceil((start + length + MARGIN) / 16) * 16;
    return start;
  });
  kept ??= started(module);
  const { kernels, memory } = kept;
  if (!hasGrown(memory, end)) return undefined;
  try {
    return work({ kernels, bytes: new Uint8Array(memory.buffer), at });
  } finally {
    if (memory.buffer.byteLength > KEPT) kept = undefined;
  }
}

function hasGrown(memory: WebAssembly.Memory, end: number): boolean {
  const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
  if (missing <= 0) return true;
  if (end > MOST) return false;
  try {
    memory.grow(missing);
    return true;
  } catch (cause) {
    if (cause instanceof RangeError) return false;
    throw cause;
  }
}

/** Writes 32-bit words at an address. */
export function putWords({ bytes }: Room, at: number, words: Int32Array | readonly number[]): void {
  new Int32Array(bytes.buffer, at, words.length).set(words);
}

function opened(): WebAssembly.Module | null {
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
}

function started(module: WebAssembly.Module): NonNullable<typeof kept> {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { kernels: exports as unknown as Kernels, memory };
}
