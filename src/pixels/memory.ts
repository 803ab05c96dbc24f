/*
 * Memory that pictures and batches lie in, used again and again. Why: a page of fresh memory costs its first writer a
 * fault, and zeroing; filling 150 kB of it takes 1 ms on a slow machine and 0.01 ms in memory that was used before, which is
 * more than decoding and resizing a picture of that size.
 */

/** What lies here unused takes at most so many bytes; the length that was asked for longest ago goes first. */
const MOST = 64 * 1024 ** 2;

/** By length in bytes; the one given back last comes last. */
const unused = new Map<number, ArrayBuffer[]>();
const lent = new WeakSet<ArrayBuffer>();
let bytes = 0;

/** So many bytes of memory with anything in them: whoever asks writes all of them. */
export function bytesFor(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(take(length));
}

/** The same for float32 numbers. */
export function floatsFor(length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(take(4 * length));
}

/**
 * Says that nobody reads or writes these numbers any more. What did not come from here, and what was given back already,
 * is left alone; to give nothing back costs nothing but the memory.
 */
export function giveBack({ buffer }: Uint8Array | Float32Array): void {
  if (!(buffer instanceof ArrayBuffer) || !lent.delete(buffer)) return;
  const length = buffer.byteLength;
  const same = unused.get(length) ?? [];
  unused.delete(length);
  unused.set(length, same);
  same.push(buffer);
  bytes += length;
  for (const [other, buffers] of unused) {
    while (bytes > MOST && buffers.pop()) bytes -= other;
    if (bytes <= MOST) break;
    unused.delete(other);
  }
}

/** Takes in memory that came from another thread and is nobody's there: once given back, it is used again here. */
export function adopt({ buffer }: Uint8Array | Float32Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength > 0) lent.add(buffer);
}

/** Unused memory of that many bytes, to be handed to another thread; `undefined` where none lies here. */
export function spareOf(length: number): ArrayBuffer | undefined {
  const found = unused.get(length)?.pop();
  if (found) bytes -= length;
  return found;
}

/** Bytes that wait to be used again. */
export function unusedBytes(): number {
  return bytes;
}

function take(length: number): ArrayBuffer {
  const found = unused.get(length)?.pop();
  if (found) bytes -= length;
  const buffer = found ?? new ArrayBuffer(length);
  if (length > 0) lent.add(buffer);
  return buffer;
}
