import type { FloatImage } from "../graph/values";
import { giveBack } from "./memory";

/** Values that a byte can have. */
const LEVELS = 256;

/**
 * Floats that are known by the bytes they come from: the value of channel c of a pixel is `tables[256 c + b]`, with b the
 * pixel's byte of channel `order[c]`. What is done to each value by itself is done to 256 values a channel, to the same
 * bits, and the picture stays a byte a value until a batch is filled.
 */
export class ByTable implements FloatImage {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Rows, columns, channels (HWC). */
  readonly bytes: Uint8Array;
  readonly tables: Float32Array;
  readonly order: readonly number[];
  /** Written out, as long as somebody holds on to it: who keeps this picture keeps its bytes alone. */
  #written: WeakRef<Float32Array> | undefined;

  constructor(
    { height, width, channels }: Pick<FloatImage, "height" | "width" | "channels">,
    bytes: Uint8Array,
    tables: Float32Array,
    order: readonly number[] = Array.from({ length: channels }, (_, channel) => channel),
  ) {
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.bytes = bytes;
    this.tables = tables;
    this.order = order;
  }

  get data(): Float32Array {
    const before = this.#written?.deref();
    if (before) return before;
    const data = new Float32Array(this.bytes.length);
    lookUp(this, data);
    this.#written = new WeakRef(data);
    return data;
  }

  /** The same bytes, standing for what `change` makes of each channel's 256 values. */
  map(change: (values: Float32Array, channel: number) => Float32Array): ByTable {
    const tables = new Float32Array(this.tables.length);
    for (let channel = 0; channel < this.channels; channel++) {
      const from = channel * LEVELS;
      tables.set(change(this.tables.subarray(from, from + LEVELS), channel), from);
    }
    return new ByTable(this, this.bytes, tables, this.order);
  }

  /** Each pixel's channels in the opposite order. */
  turnedRound(): ByTable {
    const tables = new Float32Array(this.tables.length);
    for (let channel = 0; channel < this.channels; channel++) {
      const other = this.channels - 1 - channel;
      tables.set(this.tables.subarray(other * LEVELS, (other + 1) * LEVELS), channel * LEVELS);
    }
    return new ByTable(this, this.bytes, tables, [...this.order].reverse());
  }
}

/** The picture's values, HWC, into `out` from its start. */
export function writeValues(image: FloatImage | { readonly data: Uint8Array }, out: Float32Array): void {
  if (image instanceof ByTable) lookUp(image, out);
  else out.set(image.data);
}

/** How many values the picture has, none of them written out for it. */
export function valuesOf(image: FloatImage | { readonly data: Uint8Array }): number {
  return image instanceof ByTable ? image.bytes.length : image.data.length;
}

/** What the picture's values lie in. */
export function memoryOf(image: FloatImage | { readonly data: Uint8Array }): Uint8Array | Float32Array {
  return image instanceof ByTable ? image.bytes : image.data;
}

/** Gives a picture's memory back; nobody may hold it. */
export function giveBackImage(image: FloatImage | { readonly data: Uint8Array }): void {
  giveBack(memoryOf(image));
}

function lookUp({ bytes, tables, order, channels }: ByTable, out: Float32Array): void {
  if (channels === 3) lookUpThree(bytes, tables, order, out);
  else if (channels === 1)
    for (let i = 0; i < bytes.length; i++) out[i] = tables[bytes[i] as number] as number;
  else {
    for (let channel = 0; channel < channels; channel++) {
      const values = tables.subarray(channel * LEVELS, (channel + 1) * LEVELS);
      for (
        let i = channel, from = order[channel] as number;
        i < bytes.length;
        i += channels, from += channels
      )
        out[i] = values[bytes[from] as number] as number;
    }
  }
}

/** Colours written out: a loop over channels inside takes three times as long. */
function lookUpThree(
  bytes: Uint8Array,
  tables: Float32Array,
  [a = 0, b = 1, c = 2]: readonly number[],
  out: Float32Array,
): void {
  const [first, second, third] = [0, 1, 2].map((channel) =>
    tables.subarray(channel * LEVELS, (channel + 1) * LEVELS),
  ) as [Float32Array, Float32Array, Float32Array];
  for (let i = 0; i < bytes.length; i += 3) {
    out[i] = first[bytes[i + a] as number] as number;
    out[i + 1] = second[bytes[i + b] as number] as number;
    out[i + 2] = third[bytes[i + c] as number] as number;
  }
}
