import { NodeError } from "../graph/problem";
import type { StateArray, StateDict } from "../module/state";
import type { GivenFile } from "./file-set";
import { fromKerasNames } from "./keras-arrays";
import { isLitter } from "./names";
import { looksLikeOnnx, openOnnx } from "./onnx-arrays";
import { type StoredArray, shown, shownList } from "./stored";
import { formatOf } from "./weight-format";
import { needFinite, openFormat } from "./weights-file";
import { readable } from "./zip";

/** The arrays of any network, as a file has them, under torch's names and in torch's layouts. */
export interface NetworkFile {
  /** As sentences name it. */
  readonly file: string;
  readonly arrays: ReadonlyMap<string, StoredArray>;
  /** What its writer said of it; empty where the format keeps nothing. */
  readonly metadata: ReadonlyMap<string, string>;
}

const KNOWN =
  "Understood are .safetensors, PyTorch's .pth and .pt, and the .onnx and .tfjs.zip that were saved here.";

/**
 * Opens a state dict of any network: safetensors, torch's own file, or what was saved here as ONNX or for TensorFlow.js.
 * Only the list of arrays is read. Throws NodeError that names the file.
 */
export async function openNetwork(given: readonly GivenFile[]): Promise<NetworkFile> {
  const files = given.filter(({ path }) => !isLitter(path));
  const [first, ...others] = files;
  if (!first) throw new NodeError(`No file with weights was given. ${KNOWN}`);
  const opened =
    others.length === 0 && (await isOnnx(first))
      ? { ...(await openOnnx(first.file, shown(first.path))), kind: "torch", file: shown(first.path) }
      : await openFormat(files, true);
  const { file, kind, stored, metadata } = opened;
  if (kind === "keras") {
    throw new NodeError(`${file} holds Keras' weights, which only the VGG16 node understands. ${KNOWN}`, {
      expected: "a state dict with torch's names",
      got: "Keras' .h5",
    });
  }
  const named = kind === "tfjs" ? fromKerasNames(stored) : stored.filter(({ name }) => !name.startsWith("/"));
  if (named.length === 0) {
    const found = stored.length === 0 ? "nothing" : shownList(stored.map(({ name }) => name));
    throw new NodeError(`${file} holds no parameters with torch's names, but ${found}. ${KNOWN}`, {
      expected: "a state dict",
      got: found,
    });
  }
  return { file, arrays: new Map(named.map((array) => [array.name, array])), metadata };
}

/** All numbers that are wanted, by name; every one must be finite. */
export async function readNetwork(
  { file, arrays }: NetworkFile,
  wanted: (name: string) => boolean,
): Promise<StateDict> {
  const state = new Map<string, StateArray>();
  for (const [name, array] of arrays) {
    if (!wanted(name)) continue;
    const data = await array.read();
    needFinite(file, name, array.name, data);
    state.set(name, { shape: array.shape, data });
  }
  return state;
}

/** ONNX has no mark at its beginning: whatever is marked as another format is that. */
async function isOnnx({ path, file }: GivenFile): Promise<boolean> {
  if ((await formatOf({ path, file })) !== "other") return false;
  return looksLikeOnnx(new Uint8Array(await readable(file.slice(0, 8).arrayBuffer(), path)));
}
