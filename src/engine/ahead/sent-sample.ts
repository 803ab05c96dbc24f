import { isPicture, type Sample } from "../../graph/values";
import { ByTable, memoryOf } from "../../pixels/by-table";
import { adopt, bytesFor, floatsFor } from "../../pixels/memory";

/** Floats that are known by a table, without their class: a message carries plain data. */
interface SentTable {
  readonly bytes: Uint8Array;
  readonly tables: Float32Array;
  readonly order: readonly number[];
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A sample as it goes from one thread to another. Its picture's memory goes along and is not copied. */
export interface SentSample {
  readonly sample: Omit<Sample, "image"> & { readonly image: Sample["image"] | SentTable };
  readonly transfer: readonly ArrayBuffer[];
}

/** The sender has none of a fresh picture afterwards; what it keeps for others goes as a copy. */
export function packSample({ fresh, ...sample }: Sample): SentSample {
  const memory = memoryOf(sample.image);
  const isOwn = fresh === true && memory.buffer.byteLength === memory.byteLength;
  const sent = isOwn ? memory : copyOf(memory);
  const { image } = sample;
  const { height, width, channels } = image;
  const packed =
    image instanceof ByTable
      ? { bytes: sent as Uint8Array, tables: image.tables, order: image.order, height, width, channels }
      : isPicture(image)
        ? { ...image, data: sent as Uint8Array }
        : { height, width, channels, data: sent as Float32Array };
  return { sample: { ...sample, image: packed }, transfer: [sent.buffer as ArrayBuffer] };
}

/** The same sample on the other side, its picture fresh. */
export function unpackSample({ image, ...sample }: SentSample["sample"]): Sample {
  if (!("bytes" in image)) {
    adopt(image.data);
    return { ...sample, image, fresh: true };
  }
  adopt(image.bytes);
  return { ...sample, image: new ByTable(image, image.bytes, image.tables, image.order), fresh: true };
}

function copyOf(memory: Uint8Array | Float32Array): Uint8Array | Float32Array {
  const copy = memory instanceof Uint8Array ? bytesFor(memory.length) : floatsFor(memory.length);
  copy.set(memory);
  return copy;
}
