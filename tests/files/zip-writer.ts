import { crc32, deflateRawSync } from "node:zlib";

/** What to write, and how to lie about it. */
export interface ZipEntry {
  readonly name: string;
  readonly data: Uint8Array;
  /** Default: deflate. */
  readonly stored?: boolean;
  /** Claims in both headers. */
  readonly claims?: { readonly crc?: number; readonly size?: number; readonly packed?: number };
  /** General purpose flags: 1 is encrypted. */
  readonly flags?: number;
  readonly method?: number;
  /** Points at the bytes of the entry with this index instead of its own. */
  readonly sharesWith?: number;
}

/** Writes a zip byte by byte, so that tests can make ones that no zip program makes. */
export function makeZip(entries: readonly ZipEntry[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  const offsets: number[] = [];
  let at = 0;
  for (const entry of entries) {
    const name = new TextEncoder().encode(entry.name);
    const packed = entry.stored ? entry.data : deflateRawSync(entry.data);
    const common = new DataView(new ArrayBuffer(26));
    common.setUint16(0, 20, true);
    common.setUint16(2, (entry.flags ?? 0) | 0x800, true);
    common.setUint16(4, entry.method ?? (entry.stored ? 0 : 8), true);
    common.setUint32(10, entry.claims?.crc ?? crc(entry.data), true);
    common.setUint32(14, entry.claims?.packed ?? packed.length, true);
    common.setUint32(18, entry.claims?.size ?? entry.data.length, true);
    common.setUint16(22, name.length, true);
    const head = new Uint8Array(common.buffer);
    offsets.push(entry.sharesWith === undefined ? at : (offsets[entry.sharesWith] ?? 0));
    if (entry.sharesWith === undefined) {
      const local = [Uint8Array.of(0x50, 0x4b, 3, 4), head, name, packed];
      parts.push(...local);
      at += length(local);
    }
    const tail = new DataView(new ArrayBuffer(14));
    tail.setUint32(10, offsets.at(-1) ?? 0, true);
    directory.push(Uint8Array.of(0x50, 0x4b, 1, 2, 20, 0), head, new Uint8Array(tail.buffer), name);
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, entries.length, true);
  end.setUint16(10, entries.length, true);
  end.setUint32(12, length(directory), true);
  end.setUint32(16, at, true);
  return new Uint8Array(Buffer.concat([...parts, ...directory, new Uint8Array(end.buffer)]));
}

function crc(data: Uint8Array): number {
  return typeof crc32 === "function" ? crc32(data) : slowCrc(data);
}

function slowCrc(data: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of data) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}

function length(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
