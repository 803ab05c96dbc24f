import { NodeError } from "../graph/problem";
import type { ByteSource } from "./byte-source";
import { count } from "./names";
import { NUMBER_BYTES, type NumberType, toFloat32 } from "./numbers";
import type { Span } from "./spans";
import { type StoredArray, shown, sizeOf } from "./stored";
import { type Storage, stateDictOf, type TorchTensor, unpickleTorch } from "./torch-pickle";
import { openZip, readable } from "./zip";

/** The pickle names and shapes only; a checkpoint of VGG16 has 5 kB of it. */
const LONGEST_PICKLE = 16 * 1024 ** 2;
/** `torch.serialization.MAGIC_NUMBER`, the first thing in a legacy file. */
export const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn;
const LEGACY_VERSION = 1001;

const AGAIN = "Download or save it again.";

/** The bytes of a storage, from element `from` to element `to` of it. */
type ReadStorage = (storage: Storage, from: number, to: number) => Promise<ArrayBuffer>;

/**
 * What a file by `torch.save` holds, whether in the zip form or in the older one: a state dict, or a checkpoint with a
 * state dict in it. Only the list of weights is read; numbers follow array by array. Throws NodeError that names what is wrong.
 */
export async function openTorchFile(file: ByteSource, name: string): Promise<readonly StoredArray[]> {
  const start = new Uint8Array(await readable(file.slice(0, 2).arrayBuffer(), name));
  const zipped = start[0] === 0x50 && start[1] === 0x4b;
  const { tensors, read, spanOf } = zipped ? await openZipped(file, name) : await openLegacy(file, name);
  return [...tensors].map(([tensor, view]) => ({
    name: tensor,
    shape: view.shape,
    ...spansOf(spanOf(view.storage)),
    read: () => gather(view, read),
  }));
}

function spansOf(span: Span | undefined): Pick<StoredArray, "spans"> {
  return span ? { spans: [span] } : {};
}

async function openZipped(file: ByteSource, name: string) {
  const zip = await openZip(file, name);
  const list = zip.paths.find((path) => /^([^/]+\/)?data\.pkl$/.test(path));
  if (list === undefined) {
    throw new NodeError(
      `${name} is a zip, but none by torch.save: it has no data.pkl. Give a .pth file, or unpack the zip.`,
    );
  }
  const folder = list.slice(0, -"data.pkl".length);
  if (zip.paths.includes(`${folder}byteorder`)) {
    const order = new TextDecoder().decode(await zip.read(`${folder}byteorder`)).trim();
    if (order !== "little") throw bigEndian(name);
  }
  const size = zip.size(list) ?? 0;
  if (size > LONGEST_PICKLE) throw longPickle(name, size);
  const tensors = stateDictOf(unpickleTorch(await zip.read(list), name).value, name);
  for (const [tensor, { storage }] of tensors) {
    const path = `${folder}data/${storage.key}`;
    const bytes = zip.size(path);
    const needed = storage.length * NUMBER_BYTES[storage.type];
    if (bytes !== needed) {
      const got = bytes === undefined ? "is missing" : `has ${count(bytes, "byte")}`;
      throw new NodeError(
        `${name} is damaged: the numbers of ${shown(tensor)} are ${count(needed, "byte")} in “${shown(path)}”, which ${got}. ${AGAIN}`,
      );
    }
  }
  // Tensors that are views of one storage often follow each other: it is unpacked once for all of them.
  let last: { readonly key: string; readonly bytes: Promise<Uint8Array<ArrayBuffer>> } | undefined;
  const read: ReadStorage = async ({ key, type, length }, from, to) => {
    if (last?.key !== key) last = { key, bytes: zip.read(`${folder}data/${key}`) };
    const { buffer } = await last.bytes;
    const width = NUMBER_BYTES[type];
    return from === 0 && to === length ? buffer : buffer.slice(from * width, to * width);
  };
  return { tensors, read, spanOf: ({ key }: Storage) => zip.span(`${folder}data/${key}`) };
}

/** Five pickles (magic number, version, machine, contents, keys), then each storage: its length in elements, its bytes. */
async function openLegacy(file: ByteSource, name: string) {
  const head = new Uint8Array(await readable(file.slice(0, LONGEST_PICKLE).arrayBuffer(), name));
  const magic = unpickleTorch(head, name);
  if (magic.value !== LEGACY_MAGIC) {
    throw new NodeError(
      `${name} is a pickle, but none by torch.save. Save the weights in Python: torch.save(model.state_dict(), "vgg16.pth").`,
    );
  }
  const version = unpickleTorch(head, name, magic.end);
  if (version.value !== LEGACY_VERSION) {
    throw new NodeError(
      `${name} has a version of torch's format that is not known${typeof version.value === "number" ? `: ${version.value}` : ""}.`,
    );
  }
  const machine = unpickleTorch(head, name, version.end);
  if (machine.value instanceof Map && machine.value.get("little_endian") === false) throw bigEndian(name);
  const contents = unpickleTorch(head, name, machine.end);
  const keys = unpickleTorch(head, name, contents.end);
  const tensors = stateDictOf(contents.value, name);
  const offsets = await legacyOffsets(file, name, keys, contents.storages);
  for (const [tensor, { storage }] of tensors) {
    if (!offsets.has(storage.key)) {
      throw new NodeError(`${name} is damaged: the numbers of ${shown(tensor)} are missing. ${AGAIN}`);
    }
  }
  const read: ReadStorage = ({ key, type, start }, from, to) => {
    const width = NUMBER_BYTES[type];
    const begin = (offsets.get(key) ?? 0) + start * width;
    return readable(file.slice(begin + from * width, begin + to * width).arrayBuffer(), name);
  };
  // Where the numbers lie is only known once the file was gone through: it is fetched whole.
  return { tensors, read, spanOf: () => undefined };
}

/** Where in the file the bytes of each storage begin. They follow each other in the order of `keys`. */
async function legacyOffsets(
  file: ByteSource,
  name: string,
  keys: { readonly value: unknown; readonly end: number },
  storages: ReadonlyMap<string, { readonly type: NumberType; readonly length: number }>,
): Promise<ReadonlyMap<string, number>> {
  const offsets = new Map<string, number>();
  let at = keys.end;
  for (const item of Array.isArray(keys.value) ? keys.value : []) {
    // A list inside would be a text as long as whoever nested it wished.
    if (typeof item !== "string" && typeof item !== "number")
      throw new NodeError(
        `${name} is damaged: its numbers are listed by something else than names. ${AGAIN}`,
      );
    const key = String(item);
    const storage = storages.get(key);
    if (storage === undefined || offsets.has(key)) {
      throw new NodeError(
        `${name} is damaged: it has numbers “${shown(key)}” that belong to no tensor. ${AGAIN}`,
      );
    }
    const header = await readable(file.slice(at, at + 8).arrayBuffer(), name);
    const length = header.byteLength === 8 ? new DataView(header).getBigUint64(0, true) : 0n;
    const end = BigInt(at) + 8n + length * BigInt(NUMBER_BYTES[storage.type]);
    if (header.byteLength === 8 && length !== BigInt(storage.length)) {
      throw new NodeError(
        `${name} is damaged: its numbers “${shown(key)}” should be ${storage.length}, but claim to be ${length}. ${AGAIN}`,
      );
    }
    if (header.byteLength < 8 || end > file.size) {
      throw new NodeError(
        `${name} is cut off: it ends after ${count(file.size, "byte")}, before the end of its numbers “${shown(key)}”. ${AGAIN}`,
      );
    }
    offsets.set(key, at + 8);
    at = Number(end);
  }
  return offsets;
}

/** A tensor's numbers row by row, whatever its strides. */
async function gather(
  { storage, offset, shape, strides }: TorchTensor,
  read: ReadStorage,
): Promise<Float32Array> {
  const length = sizeOf(shape);
  if (length === 0) return new Float32Array(0);
  const last = shape.reduce((sum, dim, axis) => sum + (dim - 1) * (strides[axis] ?? 0), offset);
  const values = toFloat32(await read(storage, offset, last + 1), storage.type);
  if (isContiguous(shape, strides)) return values;
  const data = new Float32Array(length);
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < length; to++) {
    data[to] = values[from] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const dim = shape[axis] as number;
      const stride = strides[axis] as number;
      const next = (index[axis] as number) + 1;
      if (next < dim) {
        index[axis] = next;
        from += stride;
        break;
      }
      index[axis] = 0;
      from -= stride * (dim - 1);
    }
  }
  return data;
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const dim = shape[axis] as number;
    if (dim !== 1 && strides[axis] !== expected) return false;
    expected *= dim;
  }
  return true;
}

function bigEndian(name: string): NodeError {
  return new NodeError(
    `${name} was saved on a big-endian machine, which is not read. Save it again on another.`,
  );
}

function longPickle(name: string, size: number): NodeError {
  return new NodeError(
    `${name} is no file of weights: its list of weights has ${count(size, "byte")}, and a network's has a few thousand.`,
  );
}
