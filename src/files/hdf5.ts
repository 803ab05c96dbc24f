import type { Dataset, File } from "jsfive";
import { NodeError } from "../graph/problem";
import { count, megabytes } from "./names";
import { NUMBER_BYTES, type NumberType, toFloat32 } from "./numbers";
import { type StoredArray, shown, sizeOf } from "./stored";
import { readable } from "./zip";

/** jsfive reads from memory: a file beyond this, bytes, does not fit there. VGG16 at full width has 553 MB. */
const LARGEST_FILE = 2 * 1024 ** 3 - 1;
const MOST_OBJECTS = 20_000;
const DEEPEST = 24;
/** What jsfive may look at, many times what VGG16 with an optimizer has: structures, their bytes, bytes in one piece. */
const MOST_STRUCTURES = 100_000;
const MOST_STRUCTURE_BYTES = 8 * 1024 ** 2;
const LARGEST_PIECE = 1024 ** 2;
/** Signatures of the layout for large groups (`libver="latest"`), which Keras and h5py do not write by themselves. */
const NEWER = ["OHDR", "FRHP", "BTHD", "GCOL"];

/** The class of layout of an array in one piece, and the kind of message that says where an array lies. */
const CONTIGUOUS = 1;
const DATA_LAYOUT = 8;

const TYPES: Readonly<Record<string, NumberType>> = {
  "<f8": "float64",
  "<f4": "float32",
  "<f2": "float16",
};

/**
 * The arrays of an HDF5 file by their paths (`block1_conv1/block1_conv1_W_1:0`), as h5py lists them. Throws NodeError
 * that names what is wrong. The whole file is in memory until the last of its arrays is let go: what `read` gives of
 * float32 shows the file itself. Arrays are in one piece, as Keras writes them.
 */
export async function openHdf5(file: Blob, name: string): Promise<readonly StoredArray[]> {
  if (file.size > LARGEST_FILE) {
    throw new NodeError(
      `${name} has ${megabytes(file.size)}; an .h5 file may have up to ${megabytes(LARGEST_FILE)}.`,
    );
  }
  const jsfive = await import("jsfive");
  const bytes = await readable(file.arrayBuffer(), name);
  checkEnd(bytes, name);
  limitSlices(bytes, name);
  return understood(name, () =>
    datasets(new jsfive.File(bytes, name), jsfive, name).map(({ path, dataset }) => {
      const { shape } = dataset;
      const read = async () => understood(name, () => values(dataset, path, shape, bytes, name));
      return { name: path, shape, read };
    }),
  );
}

/** What jsfive throws, strings and range errors, comes from what is in the file. */
function understood<T>(name: string, reading: () => T): T {
  try {
    return reading();
  } catch (cause) {
    if (cause instanceof NodeError) throw cause;
    // Strings are jsfive's own words; errors are what happens to it on values that it did not expect.
    const why = typeof cause === "string" ? ` (${shown(cause)})` : "";
    throw new NodeError(
      `${name} is damaged: its table of contents cannot be read${why}. Download or save it again.`,
    );
  }
}

/** The file says in its first bytes how long it should be. */
function checkEnd(bytes: ArrayBuffer, name: string): void {
  const view = new DataView(bytes);
  const version = bytes.byteLength > 8 ? view.getUint8(8) : -1;
  const at = version === 0 ? 40 : 28;
  if (bytes.byteLength < at + 8) throw cutOff(name, bytes.byteLength, undefined);
  if (version !== 0 && version !== 2 && version !== 3) {
    throw new NodeError(
      `${name} has version ${version} of HDF5, which is not read. Save it again with h5py.`,
    );
  }
  const end = view.getBigUint64(at, true);
  if (end > bytes.byteLength) throw cutOff(name, bytes.byteLength, end);
}

/**
 * jsfive follows every address a file gives it, and a small file can name one node of a tree a million times. All that it
 * looks at passes through `slice`, also the names in pieces that it has cut out, so that this is where it can be stopped.
 */
function limitSlices(bytes: ArrayBuffer, name: string): ArrayBuffer {
  let structures = 0;
  let total = 0;
  const limit = (buffer: ArrayBuffer): ArrayBuffer =>
    Object.defineProperty(buffer, "slice", {
      value: (from: number, to: number) => {
        const piece = ArrayBuffer.prototype.slice.call(buffer, from, Math.min(to, from + LARGEST_PIECE + 1));
        const signature = piece.byteLength === 4 ? String.fromCharCode(...new Uint8Array(piece)) : "";
        if (NEWER.includes(signature)) {
          throw new NodeError(
            `${name} is in HDF5's newer layout, which is not read. Save it again with h5py as it is set by itself, without libver="latest".`,
          );
        }
        structures += 1;
        // A node's entries are read without further slices. Their number stands behind signature, type and level.
        if (signature === "TREE") structures += new DataView(buffer).getUint16(from + 6, true);
        total += piece.byteLength;
        if (
          structures > MOST_STRUCTURES ||
          total > MOST_STRUCTURE_BYTES ||
          piece.byteLength > LARGEST_PIECE
        ) {
          throw new NodeError(
            `${name} is no file of VGG16's weights: its table of contents goes in circles, or is larger than that network's.`,
          );
        }
        return limit(piece);
      },
    });
  return limit(bytes);
}

function datasets(root: File, { Group }: typeof import("jsfive"), name: string) {
  const found: { readonly path: string; readonly dataset: Dataset }[] = [];
  let seen = 0;
  const visit = (group: Pick<File, "keys" | "get">, path: string, depth: number) => {
    if (depth > DEEPEST)
      throw new NodeError(`${name} has groups nested more than ${DEEPEST} deep: no network has.`);
    for (const key of group.keys) {
      seen += 1;
      if (seen > MOST_OBJECTS) {
        throw new NodeError(
          `${name} has more than ${count(MOST_OBJECTS, "group")} and arrays: no network has.`,
        );
      }
      const object = group.get(key);
      if (object === null) continue;
      const inside = path === "" ? key : `${path}/${key}`;
      if (object instanceof Group) visit(object, inside, depth + 1);
      else found.push({ path: inside, dataset: object });
    }
  };
  visit(root, "", 0);
  return found;
}

/** jsfive itself would make a list of boxed numbers, which at full width does not fit into memory. */
function values(
  dataset: Dataset,
  path: string,
  shape: readonly number[],
  bytes: ArrayBuffer,
  file: string,
): Float32Array {
  const what = `${file}: ${shown(path)}`;
  const { dtype, _dataobjects: objects } = dataset;
  const type = typeof dtype === "string" ? TYPES[dtype] : undefined;
  if (type === undefined) {
    throw new NodeError(
      `${what} has numbers ${typeof dtype === "string" ? `of type ${shown(dtype)}` : "of an odd type"}; understood are ${Object.keys(TYPES).join(", ")}.`,
    );
  }
  const [message] = objects.find_msg_type(DATA_LAYOUT);
  const [, , layout, at] = objects._get_data_message_properties(message?.get("offset_to_message") ?? 0);
  if (layout !== CONTIGUOUS) {
    throw new NodeError(
      `${what} is compressed or in pieces, which Keras does not do. Save the model again: model.save_weights("vgg16.h5").`,
    );
  }
  const view = new DataView(bytes);
  const from = view.getBigUint64(at, true);
  const size = view.getBigUint64(at + 8, true);
  const needed = sizeOf(shape) * NUMBER_BYTES[type];
  if (size !== BigInt(needed)) {
    throw new NodeError(
      `${what} of ${type} [${shape.join(", ")}] needs ${count(needed, "byte")}, but has ${size}. Download or save it again.`,
    );
  }
  if (from + size > bytes.byteLength) {
    throw new NodeError(
      `${what} lies at byte ${from} of a file of ${count(bytes.byteLength, "byte")}. Download or save it again.`,
    );
  }
  const start = Number(from);
  if (type === "float32" && start % 4 === 0) return new Float32Array(bytes, start, sizeOf(shape));
  return toFloat32(ArrayBuffer.prototype.slice.call(bytes, start, start + needed), type);
}

function cutOff(name: string, bytes: number, end: bigint | undefined): NodeError {
  const where = end === undefined ? "inside its header" : `and should have ${end}`;
  return new NodeError(
    `${name} is cut off: it ends after ${count(bytes, "byte")}, ${where}. Download or save it again.`,
  );
}
