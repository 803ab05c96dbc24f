import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import type { Kernels } from "./kernels";
import { multiplyPacked } from "./matmul";
import { override } from "./register";

type Shape4 = [number, number, number, number];
type Pair = [number, number];
type Padding = "valid" | "same" | number | backend_util.ExplicitPadding;

export interface ConvolutionAttributes {
  readonly strides: Pair | number;
  readonly pad: Padding;
  readonly dataFormat: string;
  readonly dilations?: Pair | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly activation?: string;
}

/** A convolution's sizes, as torch counts them: pictures `[n][h][w][c]`, filter `[kh][kw][c][o]`, result `[n][oh][ow][o]`. */
interface Sizes {
  readonly n: number;
  readonly h: number;
  readonly w: number;
  readonly c: number;
  readonly kh: number;
  readonly kw: number;
  readonly o: number;
  readonly oh: number;
  readonly ow: number;
  readonly top: number;
  readonly left: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly dilationY: number;
  readonly dilationX: number;
}

interface Call {
  /** Addresses; the bias may be 0. */
  readonly x: number;
  readonly filter: TensorInfo;
  readonly bias: number;
  readonly y: number;
  readonly relu: boolean;
}

export function registerConvolution(): void {
  override<{ x: TensorInfo; filter: TensorInfo }, ConvolutionAttributes>(
    "Conv2D",
    (kernels, { x, filter }, attributes) => forward(kernels, x, filter, undefined, attributes),
  );
  override<{ x: TensorInfo; filter: TensorInfo; bias?: TensorInfo }, ConvolutionAttributes>(
    "FusedConv2D",
    (kernels, { x, filter, bias }, attributes) => forward(kernels, x, filter, bias, attributes),
  );
  override<{ dy: TensorInfo; filter: TensorInfo }, ConvolutionAttributes & { readonly inputShape: Shape4 }>(
    "Conv2DBackpropInput",
    (kernels, { dy, filter }, attributes) => {
      const sizes = sizesOf(attributes.inputShape, filter.shape as Shape4, attributes);
      if (!sizes || dy.dtype !== "float32" || filter.dtype !== "float32") return;
      const dx = kernels.output(attributes.inputShape);
      if (dx.shape.includes(0)) return dx;
      inputGradient(kernels, sizes, kernels.at(dy), filter, kernels.at(dx));
      return dx;
    },
  );
  override<{ x: TensorInfo; dy: TensorInfo }, ConvolutionAttributes & { readonly filterShape: Shape4 }>(
    "Conv2DBackpropFilter",
    (kernels, { x, dy }, attributes) => {
      const sizes = sizesOf(x.shape as Shape4, attributes.filterShape, attributes);
      if (!sizes || x.dtype !== "float32" || dy.dtype !== "float32") return;
      const dw = kernels.output(attributes.filterShape);
      filterGradient(kernels, sizes, kernels.at(x), kernels.at(dy), kernels.at(dw));
      return dw;
    },
  );
}

function forward(
  kernels: Kernels,
  x: TensorInfo,
  filter: TensorInfo,
  bias: TensorInfo | undefined,
  attributes: ConvolutionAttributes,
): TensorInfo | undefined {
  const activation = attributes.activation ?? "linear";
  if (activation !== "linear" && activation !== "relu") return;
  if (x.dtype !== "float32" || filter.dtype !== "float32") return;
  const sizes = sizesOf(x.shape as Shape4, filter.shape as Shape4, attributes);
  if (!sizes) return;
  // Stock takes a bias of any shape that can be spread over the result; ours one number a channel.
  if (bias && (bias.dtype !== "float32" || bias.shape.reduce((a, b) => a * b, 1) !== sizes.o)) return;
  const y = kernels.output([sizes.n, sizes.oh, sizes.ow, sizes.o]);
  if (y.shape.includes(0)) return y;
  const call = {
    x: kernels.at(x),
    filter,
    bias: bias ? kernels.at(bias) : 0,
    y: kernels.at(y),
    relu: activation === "relu",
  };
  if (suitsWinograd(kernels, sizes)) winograd(kernels, sizes, call);
  else if (isPointwise(sizes)) pointwise(kernels, sizes, call);
  else direct(kernels, sizes, call);
  return y;
}

function sizesOf(input: Shape4, filter: Shape4, attributes: ConvolutionAttributes): Sizes | undefined {
  if (attributes.dataFormat !== "NHWC" || input[3] !== filter[2]) return;
  const info = backend_util.computeConv2DInfo(
    input,
    filter,
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    attributes.dimRoundingMode,
  );
  return {
    n: info.batchSize,
    h: info.inHeight,
    w: info.inWidth,
    c: info.inChannels,
    kh: info.filterHeight,
    kw: info.filterWidth,
    o: info.outChannels,
    oh: info.outHeight,
    ow: info.outWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
    strideY: info.strideHeight,
    strideX: info.strideWidth,
    dilationY: info.dilationHeight,
    dilationX: info.dilationWidth,
  };
}

/** A product of matrices over pixels. */
function isPointwise(s: Sizes): boolean {
  return s.kh === 1 && s.kw === 1 && s.strideY === 1 && s.strideX === 1 && s.h === s.oh && s.w === s.ow;
}

/** 3×3, stride 1, channels in fours, and enough of a picture to fill tiles. */
function suitsWinograd(kernels: Kernels, s: Sizes): boolean {
  const plain = s.strideY === 1 && s.strideX === 1 && s.dilationY === 1 && s.dilationX === 1;
  const fours = s.c % 4 === 0 && s.o % 4 === 0 && s.c >= 8 && s.o >= 8;
  return !kernels.options.exact && s.kh === 3 && s.kw === 3 && plain && fours && s.oh >= 3 && s.ow >= 3;
}

const TILE_SCRATCH = 2 * 36 * 16;

const padded = (columns: number) => Math.ceil(columns / 8) * 8;

function winograd(kernels: Kernels, s: Sizes, { x, filter, bias, y, relu }: Call): void {
  const bytes = 36 * s.c * padded(s.o) * 4;
  kernels.filters.with(
    filter.dataId,
    "forward",
    bytes,
    (u) => kernels.run("winogradFilter", s.c, TILE_SCRATCH, kernels.at(filter), s.c, s.o, 0, u),
    (u) => winogradTiles(kernels, s, x, u, bias, y, relu),
  );
}

/** Sizes in terms of what is read and written: for the input's gradient dy is read and dx written. */
function winogradTiles(
  kernels: Kernels,
  s: Pick<Sizes, "n" | "h" | "w" | "c" | "oh" | "ow" | "o" | "top" | "left">,
  x: number,
  u: number,
  bias: number,
  y: number,
  relu: boolean,
): void {
  const tiles = s.n * Math.ceil(s.oh / 4) * Math.ceil(s.ow / 4);
  const widest = Math.max(s.c, s.o);
  const block = Math.min(tiles, widest <= 64 ? 32 : widest <= 128 ? 48 : 128);
  const blocks = Math.ceil(tiles / block);
  // Few tiles of many channels: threads share the channels instead, and read the filters once between them.
  const parts = blocks < 4 && s.o >= 128 ? Math.min(Math.ceil(4 / blocks), Math.ceil(s.o / 64)) : 1;
  const columns = padded(Math.ceil(s.o / parts));
  const scratch = TILE_SCRATCH + 36 * 4 * (block * s.c + 16 + block * columns + 16);
  kernels.run(
    "winograd",
    blocks * Math.ceil(s.o / columns),
    scratch,
    x,
    s.n,
    s.h,
    s.w,
    s.c,
    s.top,
    s.left,
    u,
    bias,
    relu ? 1 : 0,
    y,
    s.oh,
    s.ow,
    s.o,
    block,
    columns,
  );
}

function pointwise(kernels: Kernels, s: Sizes, { x, filter, bias, y, relu }: Call): void {
  kernels.withRoom(padded(s.o) * s.c, (packed) => {
    kernels.run("pack", Math.ceil(s.o / 8), 0, kernels.at(filter), s.o, s.o, s.c, packed);
    multiplyPacked(kernels, {
      a: x,
      packed,
      c: y,
      m: s.n * s.oh * s.ow,
      n: s.o,
      k: s.c,
      transposeA: false,
      bias,
      relu,
    });
  });
}

function direct(kernels: Kernels, s: Sizes, { x, filter, bias, y, relu }: Call): void {
  const depth = s.kh * s.kw * s.c;
  kernels.withRoom(padded(s.o) * depth, (packed) => {
    kernels.run("pack", Math.ceil(s.o / 8), 0, kernels.at(filter), s.o, s.o, depth, packed);
    withFrame(kernels, s, x, (framed, height, width) =>
      convolve(kernels, { ...s, h: height, w: width }, framed, packed, bias, y, relu),
    );
  });
}

function convolve(
  kernels: Kernels,
  s: Sizes,
  framed: number,
  packed: number,
  bias: number,
  y: number,
  relu: boolean,
): void {
  // About 64 kB of what is read, so that it stays in the cache while every panel passes over it.
  const rows = Math.max(1, Math.min(s.oh, Math.round(64_000 / (s.w * s.c * 4 * s.strideY))));
  kernels.run(
    "convolve",
    s.n * Math.ceil(s.oh / rows),
    s.ow * 32,
    framed,
    s.h,
    s.w,
    s.c,
    packed,
    s.kh,
    s.kw,
    y,
    s.oh,
    s.ow,
    s.o,
    s.strideY,
    s.strideX,
    s.dilationY,
    s.dilationX,
    bias,
    relu ? 1 : 0,
    rows,
  );
}

/** Calls `use` with the pictures in a frame of zeros that holds all that the filter sees; as they are, where it fits. */
function withFrame(
  kernels: Kernels,
  s: Sizes,
  x: number,
  use: (framed: number, height: number, width: number) => void,
): void {
  const height = Math.max(s.top + s.h, (s.oh - 1) * s.strideY + (s.kh - 1) * s.dilationY + 1);
  const width = Math.max(s.left + s.w, (s.ow - 1) * s.strideX + (s.kw - 1) * s.dilationX + 1);
  if (height === s.h && width === s.w) {
    use(x, height, width);
    return;
  }
  kernels.withRoom(s.n * height * width * s.c, (framed) => {
    kernels.run("frame", s.n * height, 0, x, s.h, s.w, s.c, framed, height, width, s.top, s.left, 1, 1);
    use(framed, height, width);
  });
}

/** ∂/∂x: the convolution of dy with the filter turned round, dy spread out where the stride was more than one. */
function inputGradient(kernels: Kernels, s: Sizes, dy: number, filter: TensorInfo, dx: number): void {
  if (suitsWinograd(kernels, s) && s.h >= 3 && s.w >= 3) {
    const from = {
      n: s.n,
      h: s.oh,
      w: s.ow,
      c: s.o,
      oh: s.h,
      ow: s.w,
      o: s.c,
      top: 2 - s.top,
      left: 2 - s.left,
    };
    kernels.filters.with(
      filter.dataId,
      "turned",
      36 * s.o * padded(s.c) * 4,
      (u) => kernels.run("winogradFilter", s.o, TILE_SCRATCH, kernels.at(filter), s.c, s.o, 1, u),
      (u) => winogradTiles(kernels, from, dy, u, 0, dx, false),
    );
    return;
  }
  if (s.kh === s.strideY && s.kw === s.strideX && s.dilationY === 1 && s.dilationX === 1 && tiled(s)) {
    spreadOut(kernels, s, dy, filter, dx);
    return;
  }
  const taps = s.kh * s.kw;
  const height = s.h + (s.kh - 1) * s.dilationY;
  const width = s.w + (s.kw - 1) * s.dilationX;
  kernels.withRoom(padded(s.c) * taps * s.o, (packed) => {
    kernels.run("packTransposed", taps * Math.ceil(s.c / 8), 0, kernels.at(filter), s.c, s.o, taps, packed);
    kernels.withRoom(s.n * height * width * s.o, (framed) => {
      const top = (s.kh - 1) * s.dilationY - s.top;
      const left = (s.kw - 1) * s.dilationX - s.left;
      kernels.run(
        "frame",
        s.n * height,
        0,
        dy,
        s.oh,
        s.ow,
        s.o,
        framed,
        height,
        width,
        top,
        left,
        s.strideY,
        s.strideX,
      );
      const sizes = {
        ...s,
        h: height,
        w: width,
        c: s.o,
        oh: s.h,
        ow: s.w,
        o: s.c,
        top: 0,
        left: 0,
        strideY: 1,
        strideX: 1,
      };
      convolve(kernels, sizes, framed, packed, 0, dx, false);
    });
  });
}

/** Whether windows lie side by side and cover the picture: each pixel of dx then belongs to one pixel of dy. */
function tiled(s: Sizes): boolean {
  return s.top === 0 && s.left === 0 && s.h === s.oh * s.kh && s.w === s.ow * s.kw;
}

/**
 * The gradient of windows side by side, which is the transposed convolution of U-Nets: every row of dy times one row of
 * the filter gives one whole row of dx.
 */
function spreadOut(kernels: Kernels, s: Sizes, dy: number, filter: TensorInfo, dx: number): void {
  const columns = s.kw * s.c;
  const panelFloats = padded(columns) * s.o;
  kernels.withRoom(s.kh * panelFloats, (packed) => {
    for (let row = 0; row < s.kh; row++) {
      const from = kernels.at(filter) + row * columns * s.o * 4;
      kernels.run(
        "packTransposed",
        Math.ceil(columns / 8),
        0,
        from,
        columns,
        s.o,
        1,
        packed + row * panelFloats * 4,
      );
    }
    kernels.run("spread", s.n * s.oh, s.ow * 32, dy, s.ow, s.o, packed, s.kh, columns, dx);
  });
}

function filterGradient(kernels: Kernels, s: Sizes, x: number, dy: number, dw: number): void {
  if (suitsWinograd(kernels, s)) winogradFilterGradient(kernels, s, x, dy, dw);
  else
    withFrame(kernels, s, x, (framed, height, width) =>
      directFilterGradient(kernels, { ...s, h: height, w: width }, framed, dy, dw),
    );
}

function winogradFilterGradient(kernels: Kernels, s: Sizes, x: number, dy: number, dw: number): void {
  const tiles = s.n * Math.ceil(s.oh / 4) * Math.ceil(s.ow / 4);
  const channels = Math.min(s.c, 64);
  const parts = Math.ceil(s.c / channels);
  const block = Math.min(tiles, 64);
  const slices = Math.max(1, Math.min(Math.floor(8 / parts), Math.floor(tiles / block)));
  const columns = padded(s.o);
  const scratch = TILE_SCRATCH + 36 * 4 * (block * channels + 16 + block * columns + 16);
  kernels.withRoom(slices * 36 * s.c * columns, (sums) => {
    kernels.run(
      "winogradFilterGradient",
      slices * parts,
      scratch,
      x,
      s.n,
      s.h,
      s.w,
      s.c,
      s.top,
      s.left,
      dy,
      s.oh,
      s.ow,
      s.o,
      sums,
      slices,
      channels,
      block,
    );
    kernels.run("winogradFilterGradientEnd", s.c, TILE_SCRATCH, sums, slices, s.c, s.o, dw);
  });
}

function directFilterGradient(kernels: Kernels, s: Sizes, framed: number, dy: number, dw: number): void {
  const cells = s.dilationX === 1 ? s.kh : s.kh * s.kw;
  const columns = 64;
  const rows = Math.max(
    1,
    Math.min(s.oh, Math.round(64_000 / (s.ow * 4 * Math.max(s.c * s.strideX, Math.min(s.o, columns))))),
  );
  const m = s.dilationX === 1 ? s.kw * s.c : s.c;
  kernels.run(
    "convolveFilterGradient",
    cells * Math.ceil(s.o / columns),
    32 * (m + rows * s.ow),
    framed,
    s.n,
    s.h,
    s.w,
    s.c,
    dy,
    s.oh,
    s.ow,
    s.o,
    dw,
    s.kh,
    s.kw,
    s.strideY,
    s.strideX,
    s.dilationY,
    s.dilationX,
    rows,
    columns,
  );
}
