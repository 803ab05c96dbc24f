import { NodeError } from "../graph/problem";
import type { ByteSource } from "./byte-source";
import { shown } from "./stored";
import { readable } from "./zip";

export type WeightFormat = "zip" | "pickle" | "hdf5" | "safetensors" | "json" | "other";

const EXTENSIONS: Readonly<Record<string, WeightFormat>> = {
  h5: "hdf5",
  hdf5: "hdf5",
  keras: "zip",
  safetensors: "safetensors",
  json: "json",
};

/** What is often saved in place of weights, by how it begins. */
const MISTAKES: readonly (readonly [string, string])[] = [
  ["version https://git-lfs", "is only a pointer to a file in Git LFS. Download the file itself"],
  ["<!doctype", "is a web page. Download the file itself, not the page that shows it"],
  ["<html", "is a web page. Download the file itself, not the page that shows it"],
  ["\x1f\x8b", "is packed with gzip. Unpack it first"],
  ["\x93numpy", "is a NumPy array. Save the weights as .safetensors"],
];

/** Bytes at a file's start that tell its format. */
const START = 64;

/**
 * The format by the file's first bytes; by its extension only where they say nothing. Throws where it is a known mistake.
 * A `shard` is numbers from its first byte on: two of them may look like the beginning of anything, a long text may not.
 */
export async function formatOf(
  { path, file }: { readonly path: string; readonly file: ByteSource },
  shard = false,
): Promise<WeightFormat> {
  if (file.size === 0) throw new NodeError(`${shown(path)} is an empty file: 0 bytes. Download it again.`);
  const bytes = new Uint8Array(await readable(file.slice(0, START).arrayBuffer(), path));
  const text = String.fromCharCode(...bytes);
  for (const [start, what] of MISTAKES) {
    if (shard && start.length < 4) continue;
    if (text.trimStart().toLowerCase().startsWith(start)) {
      throw new NodeError(`${shown(path)} holds no weights: it ${what}.`);
    }
  }
  if (shard) return "other";
  if (text.startsWith("PK\x03\x04") || text.startsWith("PK\x05\x06")) return "zip";
  if (text.startsWith("\x89HDF\r\n\x1a\n")) return "hdf5";
  const [first, protocol = 0] = bytes;
  if (first === 0x80 && protocol >= 2 && protocol <= 5) return "pickle";
  // The length of the header, and the brace that it begins with.
  if (text.startsWith("\0\0\0\0{", 4)) return "safetensors";
  if (/^(\xef\xbb\xbf)?\s*\{/.test(text)) return "json";
  const extension = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  return EXTENSIONS[extension] ?? "other";
}
