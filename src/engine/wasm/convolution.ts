import type { TensorInfo } from "@tensorflow/tfjs-core";
import {
  type ConvolutionAttributes,
  isPointwise,
  type Shape4,
  type Sizes,
  sizesOf,
} from "./convolution-sizes";
import type { Kernels } from "./kernels";
import { override } from "./register";
import { direct, directFilterGradient, directInputGradient, isTiled, pointwise, spreadOut } from "./windows";
import { suitsWinograd, winograd, winogradFilterGradient, winogradInputGradient } from "./winograd";

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

/** ∂/∂x: the convolution of dy with the filter turned round, dy spread out where the stride was more than one. */
function inputGradient(kernels: Kernels, s: Sizes, dy: number, filter: TensorInfo, dx: number): void {
  if (suitsWinograd(kernels, s) && s.h >= 3 && s.w >= 3) winogradInputGradient(kernels, s, dy, filter, dx);
  else if (isTiled(s)) spreadOut(kernels, s, dy, filter, dx);
  else directInputGradient(kernels, s, dy, filter, dx);
}

function filterGradient(kernels: Kernels, s: Sizes, x: number, dy: number, dw: number): void {
  if (suitsWinograd(kernels, s)) winogradFilterGradient(kernels, s, x, dy, dw);
  else directFilterGradient(kernels, s, x, dy, dw);
}
