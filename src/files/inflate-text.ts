import { Inflate, Unzlib } from "fflate";

/** Packed bytes handed over at once: deflate packs at most 1,032 to 1, so one helping brings 4 MB at the worst. */
const HELPING = 4096;

export type InflatedText =
  | { readonly text: string; readonly problem?: undefined }
  | { readonly text?: undefined; readonly problem: "too big" | "damaged" };

/**
 * The UTF-8 text in packed bytes from a stranger, bare deflate or zlib. Stops as soon as more than `most` bytes came
 * out, so that a small file cannot fill the memory. Nothing is thrown.
 */
export function inflateText(packed: Uint8Array, kind: "deflate" | "zlib", most: number): InflatedText {
  const parts: Uint8Array[] = [];
  let total = 0;
  const take = (part: Uint8Array) => {
    total += part.length;
    if (total <= most) parts.push(part);
  };
  const stream = kind === "zlib" ? new Unzlib(take) : new Inflate(take);
  try {
    for (let at = 0; at === 0 || at < packed.length; at += HELPING) {
      stream.push(packed.subarray(at, at + HELPING), at + HELPING >= packed.length);
      if (total > most) return { problem: "too big" };
    }
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(joined(parts, total)) };
  } catch {
    return { problem: "damaged" };
  }
}

function joined(parts: readonly Uint8Array[], total: number): Uint8Array {
  const all = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
