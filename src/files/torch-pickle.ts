import { NodeError } from "../graph/problem";
import type { NumberType } from "./numbers";
import { Callable, type Reachable, Tuple, unpickle } from "./pickle";
import { shown, sizeOf } from "./stored";

/** A piece of memory that tensors are views of; its bytes lie elsewhere in the file. */
export interface Storage {
  readonly key: string;
  readonly type: NumberType;
  /** In elements. */
  readonly length: number;
  /** Where it begins in the storage `key`, elements: torch's legacy files know such views. */
  readonly start: number;
}

/** A tensor as torch keeps it: a strided view of a storage. `offset` and `strides` are in elements. */
export class TorchTensor {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

/** A number type by name, such as the storage class `torch.FloatStorage`. */
class StorageType {
  constructor(readonly type: NumberType) {}
}

const STORAGES: Readonly<Record<string, NumberType>> = {
  DoubleStorage: "float64",
  FloatStorage: "float32",
  HalfStorage: "float16",
  BFloat16Storage: "bfloat16",
  LongStorage: "int64",
  IntStorage: "int32",
  ShortStorage: "int16",
  CharStorage: "int8",
  ByteStorage: "uint8",
  BoolStorage: "bool",
};

/** Types of numbers, which checkpoints note among their settings. */
const DTYPES = [
  ...["float32", "float64", "float16", "bfloat16"],
  ...["int64", "int32", "int16", "int8", "uint8", "bool"],
];

/** More axes than this no layer has. */
const MOST_AXES = 8;
/** An expanded tensor may have more numbers than its storage up to here. */
const LARGEST_EXPANDED = 65536;

/**
 * Runs a pickle that torch wrote. It can make plain data, OrderedDicts and tensors. `storages` are all that it names, by
 * key, each with the furthest that any view of it reaches.
 */
export function unpickleTorch(bytes: Uint8Array, file: string, from = 0) {
  const reach = new TorchReach(file);
  return { ...unpickle(bytes, file, reach, from), storages: reach.storages };
}

class TorchReach implements Reachable {
  readonly storages = new Map<string, { readonly type: NumberType; readonly length: number }>();
  readonly #file: string;
  readonly #globals: ReadonlyMap<string, unknown>;

  constructor(file: string) {
    this.#file = file;
    const callables: readonly Callable[] = [
      new Callable("collections.OrderedDict", (args) => this.#orderedDict(args)),
      new Callable("torch.Size", (args) => new Tuple(this.#sizes(args[0], "a size"))),
      new Callable("torch._utils._rebuild_tensor", (args) => this.#tensor(args)),
      new Callable("torch._utils._rebuild_tensor_v2", (args) => this.#tensor(args)),
      new Callable("torch._utils._rebuild_parameter", ([data]) => data),
    ];
    const storages = Object.entries(STORAGES).map(([name, type]) => [`torch.${name}`, new StorageType(type)]);
    const dtypes = DTYPES.map((name) => [`torch.${name}`, `torch.${name}`]);
    this.#globals = new Map<string, unknown>([
      ...callables.map((callable): [string, unknown] => [callable.name, callable]),
      ...([...storages, ...dtypes] as [string, unknown][]),
    ]);
  }

  global(name: string): unknown {
    return this.#globals.get(name);
  }

  /** `("storage", type, key, where it was, elements)`, in legacy files with `None` or `(view key, start, elements)`. */
  persistent(id: unknown): Storage {
    const items = id instanceof Tuple ? id.items : [];
    const [kind, type, key, , length, view = null] = items;
    if (kind !== "storage" || !(type instanceof StorageType) || typeof key !== "string" || !isSize(length)) {
      throw this.#broken("a storage in it is not described as torch does");
    }
    const before = this.storages.get(key);
    if (before && before.type !== type.type) throw this.#broken(`storage “${shown(key)}” has two types`);
    if (!before || before.length < length) this.storages.set(key, { type: type.type, length });
    if (view === null) return { key, type: type.type, length, start: 0 };
    const [, start, part] = view instanceof Tuple ? view.items : [];
    if (!isSize(start) || !isSize(part) || start + part > length) {
      throw this.#broken(`the view of storage “${shown(key)}” does not lie in it`);
    }
    return { key, type: type.type, length: part, start };
  }

  #orderedDict([pairs]: readonly unknown[]): Map<unknown, unknown> {
    const dict = new Map<unknown, unknown>();
    if (pairs === undefined) return dict;
    if (!Array.isArray(pairs)) throw this.#broken("an OrderedDict in it is made of no list");
    for (const pair of pairs) {
      const items: unknown = pair instanceof Tuple ? pair.items : pair;
      if (!Array.isArray(items) || items.length !== 2)
        throw this.#broken("an OrderedDict in it is not of pairs");
      dict.set(items[0], items[1]);
    }
    return dict;
  }

  #tensor([storage, offset, size, stride]: readonly unknown[]): TorchTensor {
    if (!isStorage(storage) || !isSize(offset)) throw this.#broken("a tensor in it has no storage");
    const shape = this.#sizes(size, "a shape");
    const strides = this.#sizes(stride, "strides");
    const dims = `[${shape.join(", ")}]`;
    if (strides.length !== shape.length)
      throw this.#broken(`a tensor of ${dims} has other strides than axes`);
    const length = sizeOf(shape);
    const last = shape.reduce((sum, dim, axis) => sum + (dim - 1) * (strides[axis] ?? 0), offset);
    if (length > 0 && last >= storage.length) {
      throw this.#broken(`a tensor of ${dims} reaches element ${last} of a storage of ${storage.length}`);
    }
    if (length > Math.max(storage.length, LARGEST_EXPANDED)) {
      throw this.#broken(`a tensor of ${dims} has more numbers than its storage of ${storage.length}`);
    }
    return new TorchTensor(storage, offset, shape, strides);
  }

  #sizes(value: unknown, what: string): readonly number[] {
    const items = value instanceof Tuple ? value.items : value;
    if (!Array.isArray(items) || items.length > MOST_AXES || !items.every(isSize)) {
      throw this.#broken(`${what} in it is no list of up to ${MOST_AXES} sizes`);
    }
    return items;
  }

  #broken(what: string): NodeError {
    return new NodeError(`${this.#file} is damaged: ${what}. Download or save it again.`);
  }
}

function isStorage(value: unknown): value is Storage {
  return typeof value === "object" && value !== null && "key" in value && "start" in value;
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** Under these names training scripts keep the state dict in a checkpoint. */
const WRAPPERS = ["state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights"];

/** The tensors by name of a state dict or of a checkpoint with one in it. Throws NodeError where there is none. */
export function stateDictOf(value: unknown, file: string): ReadonlyMap<string, TorchTensor> {
  const advice = `Save the weights in Python: torch.save(model.state_dict(), "vgg16.pth").`;
  if (!(value instanceof Map)) {
    throw new NodeError(`${file} holds no weights by name. ${advice}`, { expected: "a state dict" });
  }
  const inner = WRAPPERS.map((name) => value.get(name)).filter((inside) => inside instanceof Map);
  for (const dict of [value, ...inner]) {
    const tensors = new Map<string, TorchTensor>();
    for (const [name, tensor] of dict) {
      if (typeof name === "string" && tensor instanceof TorchTensor) tensors.set(name, tensor);
    }
    // A checkpoint may keep a lone tensor, its best score, beside the state dict.
    if (tensors.size > 1 || (tensors.size > 0 && inner.length === 0)) return tensors;
  }
  const names = [...value.keys()].filter((name) => typeof name === "string");
  const found = names.length > 0 ? names.slice(0, 6).map(shown).join(", ") : "nothing";
  throw new NodeError(`${file} holds no weights by name, but ${found}. ${advice}`, {
    expected: "a state dict",
    got: found,
  });
}
