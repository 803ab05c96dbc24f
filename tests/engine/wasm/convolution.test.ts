import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Kernels } from "@/engine/wasm/kernels";
import { expectClose, forAll, normals, openKernels, ownRuns } from "./harness";

interface Sizes {
  readonly n: number;
  readonly h: number;
  readonly w: number;
  readonly c: number;
  readonly o: number;
  readonly kh: number;
  readonly kw: number;
  readonly stride: number;
  readonly pad: number;
  readonly dilation: number;
}

const out = (size: number, kernel: number, s: Sizes) =>
  Math.floor((size + 2 * s.pad - s.dilation * (kernel - 1) - 1) / s.stride) + 1;

/** tfjs takes a window for square where padding is one number. */
const padding = ({ pad }: Sizes): tf.backend_util.ExplicitPadding => [
  [0, 0],
  [pad, pad],
  [pad, pad],
  [0, 0],
];

const channels = fc.constantFrom(1, 2, 3, 4, 5, 8, 9, 12, 16, 20);

const any: fc.Arbitrary<Sizes> = fc
  .record({
    n: fc.integer({ min: 1, max: 3 }),
    h: fc.integer({ min: 1, max: 14 }),
    w: fc.integer({ min: 1, max: 14 }),
    c: channels,
    o: channels,
    kh: fc.integer({ min: 1, max: 4 }),
    kw: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    pad: fc.integer({ min: 0, max: 2 }),
    dilation: fc.integer({ min: 1, max: 2 }),
  })
  // tfjs lets only one of stride and dilation be more than one.
  .map((s) => (s.stride > 1 ? { ...s, dilation: 1 } : s))
  .filter((s) => out(s.h, s.kh, s) > 0 && out(s.w, s.kw, s) > 0);

/** What Winograd's form takes. */
const threeByThree: fc.Arbitrary<Sizes> = fc
  .record({
    n: fc.integer({ min: 1, max: 5 }),
    h: fc.integer({ min: 3, max: 19 }),
    w: fc.integer({ min: 3, max: 19 }),
    c: fc.constantFrom(8, 12, 16, 36, 68, 132),
    o: fc.constantFrom(8, 12, 16, 36, 68, 132),
    pad: fc.integer({ min: 0, max: 2 }),
  })
  // The definition is slow: many channels come with few pixels.
  .map((s) =>
    s.c * s.o > 2000 ? { ...s, n: Math.min(2, s.n), h: Math.min(9, s.h), w: Math.min(9, s.w) } : s,
  )
  .map((s) => ({ ...s, kh: 3, kw: 3, stride: 1, dilation: 1 }))
  .filter((s) => out(s.h, 3, s) >= 3 && out(s.w, 3, s) >= 3);

/**
 * Calls `at(x, filter, y)` for every pixel and filter tap that meet, with where their channels begin in x, filter and y: the
 * products of each input channel with each output channel are what the definition asks for.
 */
function products(s: Sizes, at: (x: number, filter: number, y: number) => void): void {
  const oh = out(s.h, s.kh, s);
  const ow = out(s.w, s.kw, s);
  for (let b = 0; b < s.n; b++)
    for (let oy = 0; oy < oh; oy++)
      for (let ox = 0; ox < ow; ox++)
        for (let r = 0; r < s.kh; r++)
          for (let q = 0; q < s.kw; q++) {
            const y = oy * s.stride - s.pad + r * s.dilation;
            const x = ox * s.stride - s.pad + q * s.dilation;
            if (y < 0 || x < 0 || y >= s.h || x >= s.w) continue;
            at(((b * s.h + y) * s.w + x) * s.c, (r * s.kw + q) * s.c * s.o, ((b * oh + oy) * ow + ox) * s.o);
          }
}

const values = (s: Sizes) => ({
  x: normals(s.n * s.h * s.w * s.c, 1),
  filter: normals(s.kh * s.kw * s.c * s.o, 2),
  bias: normals(s.o, 3),
  g: normals(s.n * out(s.h, s.kh, s) * out(s.w, s.kw, s) * s.o, 4),
});

const input = (s: Sizes, x: Float32Array) => tf.tensor4d(x, [s.n, s.h, s.w, s.c]);
const filterOf = (s: Sizes, filter: Float32Array) => tf.tensor4d(filter, [s.kh, s.kw, s.c, s.o]);

function convolve(s: Sizes, x: tf.Tensor4D, filter: tf.Tensor4D, bias?: tf.Tensor, activation?: "relu") {
  return tf.fused.conv2d({
    x,
    filter,
    strides: s.stride,
    pad: padding(s),
    dilations: s.dilation,
    dimRoundingMode: "floor",
    ...(bias ? { bias } : {}),
    ...(activation ? { activation } : {}),
  });
}

function isRight(s: Sizes, tolerance: number): void {
  const { x, filter, bias } = values(s);
  const want = new Float64Array(s.n * out(s.h, s.kh, s) * out(s.w, s.kw, s) * s.o);
  products(s, (at, by, to) => {
    for (let i = 0; i < s.c; i++)
      for (let o = 0; o < s.o; o++)
        want[to + o] = (want[to + o] ?? 0) + (x[at + i] ?? 0) * (filter[by + i * s.o + o] ?? 0);
  });
  const plain = tf.conv2d(
    input(s, x),
    filterOf(s, filter),
    s.stride,
    padding(s),
    "NHWC",
    s.dilation,
    "floor",
  );
  const typical = Math.sqrt(s.kh * s.kw * s.c);
  expectClose(plain.dataSync(), want, tolerance, typical);
  const fused = convolve(s, input(s, x), filterOf(s, filter), tf.tensor1d(bias), "relu");
  const cut = want.map((value, at) => Math.max(0, value + (bias[at % s.o] ?? 0)));
  expectClose(fused.dataSync(), cut, tolerance * 2, typical);
}

function gradientsAreRight(s: Sizes, tolerance: number): void {
  const { x, filter, g } = values(s);
  const wantX = new Float64Array(x.length);
  const wantFilter = new Float64Array(filter.length);
  products(s, (at, by, to) => {
    for (let i = 0; i < s.c; i++)
      for (let o = 0; o < s.o; o++) {
        const f = by + i * s.o + o;
        wantX[at + i] = (wantX[at + i] ?? 0) + (filter[f] ?? 0) * (g[to + o] ?? 0);
        wantFilter[f] = (wantFilter[f] ?? 0) + (x[at + i] ?? 0) * (g[to + o] ?? 0);
      }
  });
  const dy = tf.tensor4d(g, [s.n, out(s.h, s.kh, s), out(s.w, s.kw, s), s.o]);
  const attributes = {
    strides: s.stride,
    pad: padding(s),
    dataFormat: "NHWC",
    dimRoundingMode: "floor",
    dilations: s.dilation,
  };
  const dx: tf.Tensor = tf
    .engine()
    .runKernel(
      "Conv2DBackpropInput",
      { dy, filter: filterOf(s, filter) },
      { ...attributes, inputShape: [s.n, s.h, s.w, s.c] },
    );
  const dw: tf.Tensor = tf
    .engine()
    .runKernel(
      "Conv2DBackpropFilter",
      { x: input(s, x), dy },
      { ...attributes, filterShape: [s.kh, s.kw, s.c, s.o] },
    );
  expectClose(dx.dataSync(), wantX, tolerance, Math.sqrt(s.kh * s.kw * s.o));
  expectClose(dw.dataSync(), wantFilter, tolerance, Math.sqrt(g.length / s.o));
}

describe.each(["simd", "relaxed"] as const)("a convolution with the %s module", (kind) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await openKernels({}, kind);
  });

  it("is the sum that the definition asks for at any size, stride, padding and dilation", () => {
    forAll(any, (s) => isRight(s, 2e-5), 150);
  });

  it("has the input's and the filter's gradient at any size, stride, padding and dilation", () => {
    forAll(any, (s) => gradientsAreRight(s, 2e-5), 150);
  });

  it("errs by no more than 2e-5 of the largest result in Winograd's form", () => {
    forAll(threeByThree, (s) => isRight(s, 2e-5), 40);
  });

  it("errs by no more than 2e-5 of the largest result in Winograd's gradients", () => {
    forAll(threeByThree, (s) => gradientsAreRight(s, 2e-5), 40);
  });

  it("puts rows of windows side by side apart, as a transposed convolution does", () => {
    const tiles = fc
      .record({
        n: fc.integer({ min: 1, max: 3 }),
        h: fc.integer({ min: 1, max: 9 }),
        w: fc.integer({ min: 1, max: 9 }),
        c: channels,
        o: channels,
        size: fc.integer({ min: 1, max: 3 }),
      })
      .map(({ size, ...s }) => ({
        ...s,
        h: s.h * size,
        w: s.w * size,
        kh: size,
        kw: size,
        stride: size,
        pad: 0,
        dilation: 1,
      }));
    forAll(tiles, (s) => gradientsAreRight(s, 1e-5));
  });

  it("keeps a filter's transformed form from its second use on, and frees it with the filter", () => {
    const s = { n: 1, h: 8, w: 8, c: 8, o: 8, kh: 3, kw: 3, stride: 1, pad: 1, dilation: 1 };
    const { x, filter } = values(s);
    const w = filterOf(s, filter);
    const run = () => convolve(s, input(s, x), w).dataSync();
    const first = run();
    expect(kernels.filters.bytes).toBe(0);
    expect(run()).toEqual(first);
    expect(kernels.filters.bytes).toBe(36 * 8 * 8 * 4);
    expect(run()).toEqual(first);
    w.dispose();
    expect(kernels.filters.bytes).toBe(0);
  });

  it("runs by our kernels", () => {
    const s = { n: 1, h: 8, w: 8, c: 3, o: 5, kh: 3, kw: 3, stride: 2, pad: 1, dilation: 1 };
    const { x, filter } = values(s);
    expect(ownRuns("FusedConv2D", () => convolve(s, input(s, x), filterOf(s, filter)))).toBe(1);
  });
});

describe("a convolution asked to be exact", () => {
  beforeAll(() => openKernels({ exact: true }));

  it("takes the definition's sums also where Winograd's form would do", () => {
    forAll(threeByThree, (s) => isRight(s, 2e-6), 20);
    forAll(threeByThree, (s) => gradientsAreRight(s, 4e-6), 20);
  });

  it("lets NaN and infinities reach exactly the pixels that see them", () => {
    const s = { n: 1, h: 6, w: 6, c: 8, o: 8, kh: 3, kw: 3, stride: 1, pad: 1, dilation: 1 };
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const x = new Float32Array(6 * 6 * 8).fill(1);
      x[(2 * 6 + 2) * 8] = bad;
      const made = convolve(s, input(s, x), tf.ones([3, 3, 8, 8]), tf.zeros([8]), "relu").dataSync();
      for (let row = 0; row < 6; row++)
        for (let column = 0; column < 6; column++) {
          const sees = Math.abs(row - 2) <= 1 && Math.abs(column - 2) <= 1;
          const got = made[(row * 6 + column) * 8] ?? 0;
          if (sees) expect(got).toBe(bad);
          else expect(Number.isFinite(got)).toBe(true);
        }
    }
  });
});

describe("a convolution in Winograd's form", () => {
  beforeAll(() => openKernels());

  it("shows NaN and infinities wherever they are seen, as NaN, and in the rest of their tile", () => {
    const s = { n: 1, h: 16, w: 16, c: 8, o: 8, kh: 3, kw: 3, stride: 1, pad: 1, dilation: 1 };
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const x = new Float32Array(16 * 16 * 8).fill(1);
      x[(2 * 16 + 2) * 8] = bad;
      const made = convolve(s, input(s, x), tf.ones([3, 3, 8, 8]), tf.zeros([8]), "relu").dataSync();
      expect(made[(1 * 16 + 1) * 8]).toBeNaN();
      expect(made[(3 * 16 + 3) * 8]).toBeNaN();
      expect(made[(8 * 16 + 8) * 8]).toBe(72);
    }
  });
});
