import type { RandomStream } from "../../src/random";

/** What a planted script would do if anything ran it: `__ran` is a trap of whoever opens the file. */
export const SCRIPT = `<img src=x onerror="__ran()"><script>__ran()</script><svg onload="__ran()">[a](javascript:__ran())`;

type Bytes = Uint8Array<ArrayBuffer>;

export function below(random: RandomStream, count: number): number {
  return random.int(Math.max(1, count));
}

export function pick<T>(random: RandomStream, list: readonly [T, ...T[]] | readonly T[]): T {
  return list[below(random, list.length)] as T;
}

/** Where lengths, counts and offsets break: at nothing, at one, at the signs, at the end of each width. */
const EXTREMES = [0n, 1n, 2n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0xffffn, 0x7fffffffn, 0x80000000n, 0xffffffffn];
const WIDE = [...EXTREMES, 1n << 40n, (1n << 53n) - 1n, 1n << 53n, (1n << 63n) - 1n, (1n << 64n) - 1n];

type Damage = (bytes: Bytes, random: RandomStream, other: Bytes) => Bytes;

const DAMAGES: readonly Damage[] = [
  function flipBits(bytes, random) {
    const made = bytes.slice();
    for (let times = 1 + below(random, 8); times > 0; times--) {
      const at = placeIn(made, random);
      made[at] = (made[at] ?? 0) ^ (1 << below(random, 8));
    }
    return made;
  },
  function setNumber(bytes, random) {
    const made = bytes.slice();
    const width = pick(random, [1, 2, 4, 8]);
    if (made.length < width) return made;
    const at = Math.min(placeIn(made, random), made.length - width);
    const little = random.uniform() < 0.5;
    const near = BigInt(bytes.length) + BigInt(below(random, 5) - 2);
    const value = random.uniform() < 0.2 ? near : pick(random, width === 8 ? WIDE : EXTREMES);
    for (let i = 0; i < width; i++)
      made[at + (little ? i : width - 1 - i)] = Number((value >> BigInt(8 * i)) & 255n);
    return made;
  },
  function cut(bytes, random) {
    return bytes.slice(0, below(random, bytes.length + 1));
  },
  function takeOut(bytes, random) {
    const at = placeIn(bytes, random);
    return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + below(random, 200)));
  },
  function doubleBlock(bytes, random) {
    const at = placeIn(bytes, random);
    const block = bytes.subarray(at, at + 1 + below(random, 600));
    return joined(
      bytes.subarray(0, at),
      ...Array<Bytes>(1 + below(random, 4)).fill(block),
      bytes.subarray(at),
    );
  },
  function move(bytes, random) {
    const made = bytes.slice();
    const from = placeIn(made, random);
    made.copyWithin(placeIn(made, random), from, from + 1 + below(random, 300));
    return made;
  },
  function splice(bytes, random, other) {
    const at = placeIn(bytes, random);
    return joined(bytes.subarray(0, at), other.subarray(placeIn(other, random)));
  },
  function fill(bytes, random) {
    const made = bytes.slice();
    const at = placeIn(made, random);
    return made.fill(pick(random, [0, 0x20, 0x7f, 0x80, 0xff]), at, at + 1 + below(random, 64));
  },
  function tail(bytes, random) {
    return joined(
      bytes,
      Uint8Array.from({ length: 1 + below(random, 400) }, () => below(random, 256)),
    );
  },
];

/** Some damage to bytes, once to four times over. `other` is another file of the kind, to be mixed in. */
export function damage(bytes: Bytes, random: RandomStream, other: Bytes): Bytes {
  let made = bytes;
  for (let times = 1 + below(random, 4); times > 0; times--)
    made = pick(random, DAMAGES)(made, random, other);
  return made;
}

/** Half of the places are near the start, where headers are; a quarter near the end, where zips have theirs. */
function placeIn(bytes: Uint8Array, random: RandomStream): number {
  const where = random.uniform();
  const near = Math.min(bytes.length, 400);
  if (where < 0.5) return below(random, Math.max(1, near));
  if (where < 0.75) return Math.max(0, bytes.length - 1 - below(random, Math.max(1, near)));
  return below(random, Math.max(1, bytes.length));
}

export function joined(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** What is put in a value's place. Those that JSON.stringify cannot write stand as text that is replaced afterwards. */
const RAW = [
  "1e999",
  "-1e999",
  "1e-400",
  "-0",
  "9".repeat(400),
  "[".repeat(5000),
  `${"[".repeat(60)}${"]".repeat(60)}`,
];
const RAWS = [
  ...RAW,
  '{"__proto__":{"polluted":1}}',
  '{"a":1,"a":2}',
  '{"constructor":{"prototype":{"polluted":1}}}',
];
const VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    0.5,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    2 ** 53 + 2,
    1e308,
    "",
    " ",
    "\u0000",
    "\ud800",
  ],
  ...[{}, [], [[]], { a: [] }, "__proto__", "constructor", "toString", "../../etc", "\u202egnp.exe", SCRIPT],
  ...[
    "A".repeat(300),
    "A".repeat(70_000),
    "$\\def\\a{\\a\\a}\\a$",
    "http://127.0.0.1/",
    "javascript:__ran()",
  ],
  Array.from({ length: 3000 }, () => 0),
];
const NAMES = ["__proto__", "constructor", "prototype", "toString", "", "\ud800", "a.b", "0", SCRIPT];

/** A property as an assignment would make it; an assignment to `__proto__` makes none. */
const PLAIN = { enumerable: true, writable: true, configurable: true } as const;

type Place = { readonly holder: Record<string, unknown>; readonly key: string };

/** A JSON text changed in its structure: values of other types, other names, swapped, taken away, scripts in all texts. */
export function damageJson(text: string, random: RandomStream): string {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return text;
  }
  const raws: string[] = [];
  for (let times = 1 + below(random, 5); times > 0; times--) {
    const places = placesIn(root);
    if (places.length === 0) break;
    const { holder, key } = pick(random, places);
    const other = pick(random, places);
    switch (below(random, 8)) {
      case 0:
        raws.push(pick(random, RAWS));
        holder[key] = `@raw${raws.length - 1}@`;
        break;
      case 1:
        delete holder[key];
        break;
      case 2:
        Object.defineProperty(holder, pick(random, NAMES), { value: holder[key], ...PLAIN });
        break;
      case 3: {
        const [a, b] = [holder[key], other.holder[other.key]];
        // A value must not come to lie in itself.
        if (isPlain(a) && isPlain(b)) [holder[key], other.holder[other.key]] = [b, a];
        break;
      }
      case 4:
        if (below(random, 20) === 0) for (const { holder, key } of places) everyText(holder, key);
        break;
      default:
        holder[key] = structuredClone(pick(random, VALUES));
    }
  }
  return JSON.stringify(root).replace(/"@raw(\d+)@"/g, (_, at) => raws[Number(at)] ?? "null");
}

function everyText(holder: Record<string, unknown>, key: string): void {
  if (typeof holder[key] === "string") holder[key] += SCRIPT;
}

function isPlain(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

function placesIn(root: unknown): Place[] {
  const places: Place[] = [];
  const stack = [root];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (typeof value !== "object" || value === null || places.length > 5000) continue;
    const holder = value as Record<string, unknown>;
    for (const key of Object.keys(holder)) {
      places.push({ holder, key });
      if (holder[key] !== undefined) stack.push(holder[key]);
    }
  }
  return places;
}
