/*
 * Counter-based random numbers: each is a pure function of (seed, purpose, epoch, index) and of its place in that
 * stream, never of what was drawn before elsewhere. The generator is Philox4x32-10 of Salmon, Moraes, Dror and Shaw,
 * "Parallel random numbers: as easy as 1, 2, 3" (SC 2011): a 128-bit counter, enciphered by a 64-bit key, is four
 * 32-bit words. Here the key is the seed, and the counter is (block, index, epoch, hash of the purpose).
 */

/** The words of one Philox4x32-10 block, into `out[at]` … `out[at + 3]`; all words are read as unsigned. */
export function philox4x32(
  out: Int32Array | Uint32Array,
  at: number,
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): void {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const high0 = highWord(c0, 0xd251, 0x1f53);
    const high1 = highWord(c2, 0xcd9e, 0x8d57);
    const low0 = Math.imul(c0, 0xd2511f53);
    const low1 = Math.imul(c2, 0xcd9e8d57);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  out[at] = c0;
  out[at + 1] = c1;
  out[at + 2] = c2;
  out[at + 3] = c3;
}

/** The upper 32 bits of a · (high · 2^16 + low), by halves: JavaScript's product keeps 53 of the 64. */
function highWord(a: number, high: number, low: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const middle = (Math.imul(aHigh, low) + (Math.imul(aLow, low) >>> 16)) | 0;
  const carried = (Math.imul(aLow, high) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, high) + (middle >>> 16) + (carried >>> 16)) | 0;
}

/**
 * The stream of numbers for one seed, one purpose ("dropout of fc1", "shuffle"), one epoch and one index (of a picture,
 * of a batch). `seed` is any safe integer; `epoch` and `index` are integers in [0, 2^32).
 * Throws a RangeError for other numbers.
 */
export function randomStream(seed: number, purpose: string, epoch = 0, index = 0): RandomStream {
  return new RandomStream(seed, purpose, epoch, index);
}

/** Made by `randomStream`. Each call goes one or more words further along the stream. */
export class RandomStream {
  readonly #key: readonly [number, number];
  readonly #purpose: number;
  readonly #words = new Uint32Array(4);
  #block = 0;
  #used = 4;

  constructor(
    seed: number,
    purpose: string,
    readonly epoch: number,
    readonly index: number,
  ) {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`A seed is a whole number, but ${seed} came.`);
    for (const [name, value] of Object.entries({ epoch, index }))
      if (!Number.isInteger(value) || value < 0 || value > 0xffffffff)
        throw new RangeError(
          `The ${name} of a random stream is a whole number from 0 to 2^32 − 1, but ${value} came.`,
        );
    this.#key = [seed | 0, Math.floor(seed / 2 ** 32) | 0];
    this.#purpose = hash(purpose);
  }

  /** A whole number in [0, 2^32), each equally likely. */
  uint32(): number {
    if (this.#used === 4) {
      philox4x32(this.#words, 0, [this.#block++, this.index, this.epoch, this.#purpose], this.#key);
      this.#used = 0;
    }
    return this.#words[this.#used++] as number;
  }

  /** In [0, 1), with 53 random bits; takes two words. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    return (high * 2 ** 26 + (this.uint32() >>> 6)) / 2 ** 53;
  }

  /** From the normal distribution of mean 0 and variance 1; takes two words. */
  normal(): number {
    return normalQuantile(this.uniform() || 2 ** -54);
  }

  /** A whole number in [0, n), each equally likely. Throws a RangeError unless n is an integer from 1 to 2^32. */
  int(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32)
      throw new RangeError(`A random whole number is drawn below some n from 1 to 2^32, but n = ${n} came.`);
    // The words past the last multiple of n would favour the small remainders.
    const end = 2 ** 32 - (2 ** 32 % n);
    for (;;) {
      const word = this.uint32();
      if (word < end) return word % n;
    }
  }

  /** Fills with float32 numbers in [low, high), one word each. */
  fillUniform(out: Float32Array, low: number, high: number): void {
    const span = (high - low) / 2 ** 24;
    for (let i = 0; i < out.length; i++) {
      out[i] = low + span * (this.uint32() >>> 8);
      // Rounded to float32 the largest may become `high`, which is not in the range (torch does the same).
      if ((out[i] as number) >= high) out[i] = low;
    }
  }
}

/** Fills with float32 numbers in [low, high): those of `randomStream(seed, purpose)`, fast for millions. */
export function fillUniform(
  out: Float32Array,
  low: number,
  high: number,
  seed: number,
  purpose: string,
): void {
  randomStream(seed, purpose).fillUniform(out, low, high);
}

/** The numbers 0 … n − 1 in an order drawn by Fisher and Yates' shuffle; every order is equally likely. */
export function permutation(n: number, seed: number, purpose: string, epoch = 0): Uint32Array {
  const random = randomStream(seed, purpose, epoch);
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let last = n - 1; last > 0; last--) {
    const other = random.int(last + 1);
    const kept = order[last] as number;
    order[last] = order[other] as number;
    order[other] = kept;
  }
  return order;
}

/** FNV-1a over the UTF-16 units: 32 bits that tell the few purposes of a program apart. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    state = Math.imul(state ^ (unit & 0xff), 0x01000193);
    state = Math.imul(state ^ (unit >>> 8), 0x01000193);
  }
  return state;
}

/**
 * Where the normal distribution function reaches p, 0 < p < 1: algorithm AS 241 (PPND16) of Wichura, "The percentage
 * points of the normal distribution" (Applied Statistics 37, 1988), good to 1 in 10^16. It takes one uniform number
 * for each normal one, and 85% of them by +, −, ·, / alone, which are the same to the bit in every browser.
 */
function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(r, CENTRE[0])) / polynomial(r, CENTRE[1]);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const [shift, coefficients] = r <= 5 ? [1.6, NEAR_TAIL] : [5, FAR_TAIL];
  const size = polynomial(r - shift, coefficients[0]) / polynomial(r - shift, coefficients[1]);
  return q < 0 ? -size : size;
}

/** Coefficients from the highest power down. */
function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}

type Ratio = readonly [above: readonly number[], below: readonly number[]];

const CENTRE: Ratio = [
  [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
];

const NEAR_TAIL: Ratio = [
  [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
    1.6763848301838038, 2.053191626637759, 1,
  ],
];

const FAR_TAIL: Ratio = [
  [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
];
