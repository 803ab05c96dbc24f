import { NodeError } from "../graph/problem";
import { count } from "./names";
import { PickleBytes } from "./pickle-bytes";
import { Op } from "./pickle-codes";
import { shown } from "./stored";

/** A Python tuple; lists are arrays, dicts are Maps, sets are Sets, bytes are Uint8Arrays, None is null. */
export class Tuple {
  constructor(readonly items: readonly unknown[]) {}
}

/** Something by a name in Python that a pickle may call. */
export class Callable {
  constructor(
    readonly name: string,
    readonly call: (args: readonly unknown[]) => unknown,
  ) {}
}

/** All that a pickle can reach outside itself. */
export interface Reachable {
  /** What `module.name` stands for, or undefined where it is out of reach. */
  global(name: string): unknown;
  /** What a persistent id stands for. */
  persistent(id: unknown): unknown;
}

/** Instructions and moved elements together: 20 times a checkpoint of VGG16 with its optimizer. */
const MOST_STEPS = 1_000_000;
const MOST_OPEN_MARKS = 1000;
const NEWEST_PROTOCOL = 5;

/**
 * Runs the pickle that begins at `from`: Python's virtual machine without its teeth. It makes plain data, and calls what
 * `reachable` gives it and nothing else; any other global is refused by its name before anything is made of it.
 * A pickle has no loops, so that time and memory are bounded by its length and by `MOST_STEPS`.
 * Returns what it made and the byte behind its end.
 */
export function unpickle(
  bytes: Uint8Array,
  file: string,
  reachable: Reachable,
  from = 0,
): { readonly value: unknown; readonly end: number } {
  const machine = new Machine(new PickleBytes(bytes, file, from), file, reachable);
  return { value: machine.run(), end: machine.end };
}

class Machine {
  readonly #bytes: PickleBytes;
  readonly #file: string;
  readonly #reachable: Reachable;
  readonly #stack: unknown[] = [];
  /** Lengths that the stack had at the marks still open. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, unknown>();
  #steps = 0;

  constructor(bytes: PickleBytes, file: string, reachable: Reachable) {
    this.#bytes = bytes;
    this.#file = file;
    this.#reachable = reachable;
  }

  get end(): number {
    return this.#bytes.at;
  }

  run(): unknown {
    for (;;) {
      this.#spend(1);
      const code = this.#bytes.uint(1);
      if (code === Op.STOP) return this.#pop();
      if (!this.#data(code) && !this.#build(code)) {
        throw this.#bytes.broken(`its instruction 0x${code.toString(16)} is none that weights need`);
      }
    }
  }

  /** Instructions that push what their own bytes say. */
  #data(code: number): boolean {
    const { uint, int, text, bytes, whole, double, size } = this.#bytes.readers;
    switch (code) {
      case Op.PROTO: {
        const protocol = uint(1);
        if (protocol <= NEWEST_PROTOCOL) return true;
        throw this.#bytes.broken(
          `it has protocol ${protocol}, and the newest that is known is ${NEWEST_PROTOCOL}`,
        );
      }
      case Op.FRAME: // A frame only says how much to read ahead.
        size(8);
        return true;
      case Op.NONE:
        return this.#push(null);
      case Op.NEWTRUE:
        return this.#push(true);
      case Op.NEWFALSE:
        return this.#push(false);
      case Op.BININT:
        return this.#push(int());
      case Op.BININT1:
        return this.#push(uint(1));
      case Op.BININT2:
        return this.#push(uint(2));
      case Op.LONG1:
        return this.#push(whole(size(1)));
      case Op.LONG4:
        return this.#push(whole(size(4)));
      case Op.BINFLOAT:
        return this.#push(double());
      case Op.SHORT_BINUNICODE:
      case Op.SHORT_BINSTRING:
        return this.#push(text(size(1)));
      case Op.BINUNICODE:
      case Op.BINSTRING:
        return this.#push(text(size(4)));
      case Op.BINUNICODE8:
        return this.#push(text(size(8)));
      case Op.SHORT_BINBYTES:
        return this.#push(bytes(size(1)));
      case Op.BINBYTES:
        return this.#push(bytes(size(4)));
      case Op.BINBYTES8:
      case Op.BYTEARRAY8:
        return this.#push(bytes(size(8)));
      default:
        return false;
    }
  }

  /** Instructions that build on what the stack holds. */
  #build(code: number): boolean {
    const { uint, line } = this.#bytes.readers;
    switch (code) {
      case Op.MARK:
        if (this.#marks.length >= MOST_OPEN_MARKS) {
          throw this.#bytes.broken(`it is nested more than ${MOST_OPEN_MARKS} deep`);
        }
        this.#marks.push(this.#stack.length);
        return true;
      case Op.POP:
        this.#pop();
        return true;
      case Op.POP_MARK:
        this.#popMark();
        return true;
      case Op.DUP:
        return this.#push(this.#top());
      case Op.EMPTY_LIST:
        return this.#push([]);
      case Op.EMPTY_TUPLE:
        return this.#push(new Tuple([]));
      case Op.EMPTY_DICT:
        return this.#push(new Map());
      case Op.EMPTY_SET:
        return this.#push(new Set());
      case Op.LIST:
        return this.#push(this.#popMark());
      case Op.TUPLE:
        return this.#push(new Tuple(this.#popMark()));
      case Op.TUPLE1:
      case Op.TUPLE2:
      case Op.TUPLE3: {
        const items = Array.from({ length: code - Op.TUPLE1 + 1 }, () => this.#pop());
        return this.#push(new Tuple(items.reverse()));
      }
      case Op.FROZENSET:
        return this.#push(new Set(this.#popMark()));
      case Op.DICT:
        return this.#push(this.#fill(new Map(), this.#popMark()));
      case Op.APPEND: {
        const item = this.#pop();
        return this.#append([item]);
      }
      case Op.APPENDS:
        return this.#append(this.#popMark());
      case Op.SETITEM: {
        const value = this.#pop();
        const key = this.#pop();
        return this.#setItems([key, value]);
      }
      case Op.SETITEMS:
        return this.#setItems(this.#popMark());
      case Op.ADDITEMS: {
        const items = this.#popMark();
        const set = this.#top();
        if (!(set instanceof Set)) throw this.#bytes.broken("it puts elements into what is no set");
        for (const item of items) set.add(item);
        return true;
      }
      case Op.BINPUT:
      case Op.LONG_BINPUT:
        this.#memo.set(uint(code === Op.BINPUT ? 1 : 4), this.#top());
        return true;
      case Op.MEMOIZE:
        this.#memo.set(this.#memo.size, this.#top());
        return true;
      case Op.BINGET:
      case Op.LONG_BINGET:
        return this.#push(this.#remembered(uint(code === Op.BINGET ? 1 : 4)));
      case Op.GLOBAL: {
        const module = line();
        return this.#pushGlobal(module, line());
      }
      case Op.STACK_GLOBAL: {
        const name = this.#pop();
        return this.#pushGlobal(this.#pop(), name);
      }
      case Op.REDUCE: {
        const args = this.#pop();
        return this.#call(this.#pop(), args);
      }
      case Op.BUILD: {
        // The state of an OrderedDict is torch's note of versions, which nothing here needs.
        this.#pop();
        if (this.#top() instanceof Map) return true;
        throw this.#bytes.broken("it gives a state to what has none");
      }
      case Op.BINPERSID:
        return this.#push(this.#reachable.persistent(this.#pop()));
      default:
        return false;
    }
  }

  #push(value: unknown): true {
    this.#stack.push(value);
    return true;
  }

  /** The stack has nothing below its newest open mark. */
  #top(): unknown {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0))
      throw this.#bytes.broken("it takes what is not there");
    return this.#stack.at(-1);
  }

  #pop(): unknown {
    const value = this.#top();
    this.#stack.pop();
    return value;
  }

  #popMark(): unknown[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.#bytes.broken("it closes what was not opened");
    const items = this.#stack.splice(mark);
    this.#spend(items.length);
    return items;
  }

  #append(items: readonly unknown[]): true {
    const list = this.#top();
    if (!Array.isArray(list)) throw this.#bytes.broken("it appends to what is no list");
    for (const item of items) list.push(item);
    return true;
  }

  #setItems(items: readonly unknown[]): true {
    const dict = this.#top();
    if (!(dict instanceof Map)) throw this.#bytes.broken("it puts entries into what is no dict");
    this.#fill(dict, items);
    return true;
  }

  #fill(dict: Map<unknown, unknown>, items: readonly unknown[]): Map<unknown, unknown> {
    if (items.length % 2 !== 0) throw this.#bytes.broken("a dict in it has a key without a value");
    for (let at = 0; at < items.length; at += 2) dict.set(items[at], items[at + 1]);
    return dict;
  }

  #remembered(index: number): unknown {
    if (this.#memo.has(index)) return this.#memo.get(index);
    throw this.#bytes.broken(`it recalls number ${index}, which it has not stored`);
  }

  #pushGlobal(module: unknown, name: unknown): true {
    if (typeof module !== "string" || typeof name !== "string") {
      throw this.#bytes.broken("it calls something whose name is not text");
    }
    const full = `${module}.${name}`;
    const value = this.#reachable.global(full);
    if (value === undefined) {
      throw new NodeError(
        `${this.#file} asks for “${shown(full)}”, which no weights need; nothing of it was run. Save the weights alone in Python: torch.save(model.state_dict(), "vgg16.pth"). If the file is not your own, do not trust it.`,
        { expected: "a state dict", got: shown(full) },
      );
    }
    return this.#push(value);
  }

  #call(callee: unknown, args: unknown): true {
    if (!(callee instanceof Callable) || !(args instanceof Tuple)) {
      throw this.#bytes.broken("it calls what cannot be called");
    }
    // One list can be the argument of many calls.
    const [first] = args.items;
    if (Array.isArray(first)) this.#spend(first.length);
    return this.#push(callee.call(args.items));
  }

  #spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > MOST_STEPS) {
      throw new NodeError(
        `${this.#file} describes its weights in more than ${count(MOST_STEPS, "step")}: no network does. Save the weights alone in Python: torch.save(model.state_dict(), "vgg16.pth").`,
      );
    }
  }
}
