import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type ConvolutionAttributes, type Shape4, sizesOf } from "../wasm/convolution-sizes";
import type { WebglBackend } from "./backend";
import { convolve, layoutOn } from "./convolution";
import { override } from "./register";
import type { Sizes } from "./shapes";

interface Inputs {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

/** Runs ours or stock, by what was measured. */
export type Choose = (
  backend: WebglBackend,
  shape: string,
  own: () => TensorInfo,
  stock: () => TensorInfo,
) => { readonly made: TensorInfo; readonly own: boolean };

export function registerConvolutions(choose: Choose): void {
  for (const name of ["Conv2D", "FusedConv2D"])
    override<Inputs, ConvolutionAttributes>(name, (backend, inputs, attributes, stock) => {
      const { x, filter, bias } = inputs;
      const sizes = coveredSizes(x.shape, filter, attributes);
      const layout = sizes && isPlain(inputs, attributes) ? layoutOn(backend, sizes) : undefined;
      if (!sizes || !layout) return { made: stock(), own: false };
      const relu = attributes.activation === "relu";
      const own = () => convolve(backend, layout, sizes, { x, filter, bias, relu, turned: false });
      return choose(backend, nameOf("convolution", sizes), own, stock);
    });
  override<{ dy: TensorInfo; filter: TensorInfo }, ConvolutionAttributes & { readonly inputShape: Shape4 }>(
    "Conv2DBackpropInput",
    (backend, { dy, filter }, attributes, stock) => {
      const forward = coveredSizes(attributes.inputShape, filter, attributes);
      const sizes = forward && { ...forward, c: forward.o, o: forward.c };
      const layout = sizes && isFloat(dy, filter) ? layoutOn(backend, sizes) : undefined;
      if (!sizes || !layout) return { made: stock(), own: false };
      const own = () => convolve(backend, layout, sizes, { x: dy, filter, relu: false, turned: true });
      return choose(backend, nameOf("input gradient", sizes), own, stock);
    },
  );
}

/** The batch is not in it: how ours stand to stock hardly hangs on it, and the last batch of an epoch is a smaller one. */
function nameOf(what: string, { h, w, c, o }: Sizes): string {
  return `${what} ${h}×${w}, ${c} to ${o}`;
}

/** What a kernel of ours does: 3×3, stride 1, no dilation, one row of zeros on each side. */
function coveredSizes(
  input: readonly number[],
  filter: TensorInfo,
  attributes: ConvolutionAttributes,
): Sizes | undefined {
  const s = sizesOf(input as Shape4, filter.shape as Shape4, attributes);
  if (s?.kh !== 3 || s.kw !== 3 || s.strideY !== 1 || s.strideX !== 1) return;
  if (s.dilationY !== 1 || s.dilationX !== 1 || s.top !== 1 || s.left !== 1) return;
  if (s.oh !== s.h || s.ow !== s.w || s.n * s.h * s.w * s.c * s.o === 0) return;
  return { n: s.n, h: s.h, w: s.w, c: s.c, o: s.o };
}

function isPlain({ x, filter, bias, preluActivationWeights }: Inputs, { activation }: ConvolutionAttributes) {
  if (preluActivationWeights || (activation && activation !== "linear" && activation !== "relu"))
    return false;
  // Stock takes a bias of any shape that can be spread over the result; ours one number a channel.
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== filter.shape[3])) return false;
  return isFloat(x, filter) && (!bias || isFloat(bias));
}

const isFloat = (...tensors: readonly TensorInfo[]) => tensors.every(({ dtype }) => dtype === "float32");
