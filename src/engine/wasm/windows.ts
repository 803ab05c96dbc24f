import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type Call, padded, type Sizes } from "./convolution-sizes";
import type { Kernels } from "./kernels";
import { multiplyPacked } from "./matmul";

export function pointwise(kernels: Kernels, s: Sizes, { x, filter, bias, y, relu }: Call): void {
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

export function direct(kernels: Kernels, s: Sizes, { x, filter, bias, y, relu }: Call): void {
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

/** dy in a frame, its numbers apart where the stride was more than one, under the filter turned round. */
export function directInputGradient(
  kernels: Kernels,
  s: Sizes,
  dy: number,
  filter: TensorInfo,
  dx: number,
): void {
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
export function isTiled(s: Sizes): boolean {
  const apart = s.kh === s.strideY && s.kw === s.strideX && s.dilationY === 1 && s.dilationX === 1;
  return apart && s.top === 0 && s.left === 0 && s.h === s.oh * s.kh && s.w === s.ow * s.kw;
}

/**
 * The gradient of windows side by side, which is the transposed convolution of U-Nets: every row of dy times one row of
 * the filter gives one whole row of dx.
 */
export function spreadOut(kernels: Kernels, s: Sizes, dy: number, filter: TensorInfo, dx: number): void {
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

/** The filter's gradient by its definition. */
export function directFilterGradient(kernels: Kernels, s: Sizes, x: number, dy: number, dw: number): void {
  withFrame(kernels, s, x, (framed, height, width) =>
    framedFilterGradient(kernels, { ...s, h: height, w: width }, framed, dy, dw),
  );
}

function framedFilterGradient(kernels: Kernels, s: Sizes, framed: number, dy: number, dw: number): void {
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
