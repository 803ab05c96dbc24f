import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type Call, padded, type Sizes } from "./convolution-sizes";
import type { Kernels } from "./kernels";

/** 3×3, stride 1, channels in fours, and enough of a picture to fill tiles. */
export function suitsWinograd(kernels: Kernels, s: Sizes): boolean {
  const plain = s.strideY === 1 && s.strideX === 1 && s.dilationY === 1 && s.dilationX === 1;
  const fours = s.c % 4 === 0 && s.o % 4 === 0 && s.c >= 8 && s.o >= 8;
  return !kernels.exact && s.kh === 3 && s.kw === 3 && plain && fours && s.oh >= 3 && s.ow >= 3;
}

const TILE_SCRATCH = 2 * 36 * 16;

export function winograd(kernels: Kernels, s: Sizes, { x, filter, bias, y, relu }: Call): void {
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

/** The convolution of dy with the filter turned round. */
export function winogradInputGradient(
  kernels: Kernels,
  s: Sizes,
  dy: number,
  filter: TensorInfo,
  dx: number,
): void {
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
}

export function winogradFilterGradient(kernels: Kernels, s: Sizes, x: number, dy: number, dw: number): void {
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
