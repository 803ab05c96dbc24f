import { Op } from "@/files/pickle-codes";

/** Pieces of a pickle: instructions, raw bytes, and text with its length before it. */
export type Piece = number | Uint8Array | readonly Piece[];

export function pickle(...pieces: readonly Piece[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([Op.PROTO, 2, ...flat(pieces), Op.STOP]);
}

function flat(pieces: readonly Piece[]): number[] {
  return pieces.flatMap((piece) => {
    if (typeof piece === "number") return [piece];
    return piece instanceof Uint8Array ? [...piece] : flat(piece);
  });
}

export function text(value: string): Piece {
  const bytes = new TextEncoder().encode(value);
  return [Op.BINUNICODE, uint32(bytes.length), bytes];
}

export function whole(value: number): Piece {
  return [Op.BININT, uint32(value >>> 0)];
}

export function global(module: string, name: string): Piece {
  return [Op.GLOBAL, new TextEncoder().encode(`${module}\n${name}\n`)];
}

export function tuple(...items: readonly Piece[]): Piece {
  return [Op.MARK, ...items, Op.TUPLE];
}

export function uint32(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer);
}

export function uint64(value: bigint): Uint8Array {
  return new Uint8Array(BigUint64Array.of(value).buffer);
}

/** `torch.load`'s view of a float storage called `0`. */
export function storage(length: number, type = "FloatStorage"): Piece {
  return [tuple(text("storage"), global("torch", type), text("0"), text("cpu"), whole(length)), Op.BINPERSID];
}

/** A tensor of a float storage of `length` elements. */
export function tensor(
  length: number,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
): Piece {
  return [
    global("torch._utils", "_rebuild_tensor_v2"),
    tuple(
      storage(length),
      whole(offset),
      tuple(...shape.map(whole)),
      tuple(...strides.map(whole)),
      Op.NEWFALSE,
      Op.NONE,
    ),
    Op.REDUCE,
  ];
}

/** A dict of one entry, or of more. */
export function dict(...entries: readonly (readonly [string, Piece])[]): Piece {
  return [Op.EMPTY_DICT, Op.MARK, ...entries.flatMap(([key, value]) => [text(key), value]), Op.SETITEMS];
}

/** torch's legacy form: what is before the contents, the contents, the keys, and bytes behind them. */
export function legacy(
  contents: Uint8Array,
  keys: Uint8Array,
  ...data: readonly Uint8Array[]
): Uint8Array<ArrayBuffer> {
  const magic = Uint8Array.of(0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19);
  const machine = pickle(Op.EMPTY_DICT, text("little_endian"), Op.NEWTRUE, Op.SETITEM);
  return new Uint8Array(
    Buffer.concat([pickle(Op.LONG1, 10, magic), pickle(whole(1001)), machine, contents, keys, ...data]),
  );
}
