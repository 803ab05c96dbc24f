import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";

export type Shape4 = [number, number, number, number];
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
export interface Sizes {
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

export interface Call {
  /** Addresses; the bias may be 0. */
  readonly x: number;
  readonly filter: TensorInfo;
  readonly bias: number;
  readonly y: number;
  readonly relu: boolean;
}

export function sizesOf(input: Shape4, filter: Shape4, attributes: ConvolutionAttributes): Sizes | undefined {
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
export function isPointwise(s: Sizes): boolean {
  return s.kh === 1 && s.kw === 1 && s.strideY === 1 && s.strideX === 1 && s.h === s.oh && s.w === s.ow;
}

/** Columns of a matrix in panels of eight. */
export const padded = (columns: number) => Math.ceil(columns / 8) * 8;
