import { NodeError } from "../graph/problem";
import { shown } from "./stored";

/** The longest whole number, bytes; torch's magic number has ten. */
const LONGEST_WHOLE = 64;
/** The longest line with a module's or a class's name, bytes. */
const LONGEST_LINE = 256;

/** The bytes of a pickle, read one after the other and never beyond their end. */
export class PickleBytes {
  at: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #file: string;

  constructor(bytes: Uint8Array, file: string, from: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#file = file;
    this.at = from;
  }

  broken(what: string): NodeError {
    return new NodeError(
      `${this.#file} is damaged: its list of weights cannot be read, since ${what} (byte ${this.at} of the list). Download or save it again.`,
    );
  }

  /** The same as functions that need no `this`. */
  readonly readers = {
    uint: (width: 1 | 2 | 4) => this.uint(width),
    int: () => this.#view.getInt32(this.#take(4), true),
    double: () => this.#view.getFloat64(this.#take(8)),
    size: (width: 1 | 4 | 8) => this.#size(width),
    bytes: (length: number) => this.#bytes.slice(this.#take(length), this.at),
    text: (length: number) => new TextDecoder().decode(this.#bytes.subarray(this.#take(length), this.at)),
    whole: (length: number) => this.#whole(length),
    line: () => this.#line(),
  };

  uint(width: 1 | 2 | 4): number {
    const from = this.#take(width);
    if (width === 1) return this.#view.getUint8(from);
    return width === 2 ? this.#view.getUint16(from, true) : this.#view.getUint32(from, true);
  }

  /** A length that follows in `width` bytes, checked against what is left. */
  #size(width: 1 | 4 | 8): number {
    const size = width === 8 ? this.#view.getBigUint64(this.#take(8), true) : BigInt(this.uint(width));
    const left = this.#bytes.length - this.at;
    if (size > left) throw this.broken(`it claims a piece of ${size} bytes where ${left} are left`);
    return Number(size);
  }

  /** A signed whole number of any length: a number where that holds it exactly, or else a bigint. */
  #whole(length: number): number | bigint {
    if (length > LONGEST_WHOLE) throw this.broken(`it has a whole number of ${length} bytes`);
    const from = this.#take(length);
    let value = 0n;
    for (let at = this.at - 1; at >= from; at--) value = (value << 8n) | BigInt(this.#bytes[at] ?? 0);
    value = BigInt.asIntN(8 * length, value);
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }

  #line(): string {
    const from = this.at;
    const end = this.#bytes.subarray(from, from + LONGEST_LINE).indexOf(0x0a);
    if (end < 0) {
      const start = new TextDecoder().decode(this.#bytes.subarray(from, from + 40));
      throw this.broken(`the name that begins “${shown(start)}” has no end`);
    }
    this.at = from + end + 1;
    return new TextDecoder().decode(this.#bytes.subarray(from, from + end));
  }

  /** Steps over bytes and says where they began. */
  #take(length: number): number {
    if (length > this.#bytes.length - this.at) throw this.broken("it ends too early");
    this.at += length;
    return this.at - length;
  }
}
