import * as tf from "@tensorflow/tfjs-core";
import type { ConvolutionAttributes } from "./wasm/convolution-sizes";
import { kernelsInUse } from "./wasm/register";

/** What is known of a convolution's window, as `nn.Conv2d` has it. */
export interface ConvolutionSettings {
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

/** tfjs's name of the kernel, which every device has. */
const KERNEL = "FusedConv2D";

type Inputs = Parameters<ReturnType<typeof tf.engine>["runKernel"]>[1];
type Attributes = Parameters<ReturnType<typeof tf.engine>["runKernel"]>[2];

interface ReluGradient {
  readonly dy: tf.Tensor;
  /** Of the bias, where it came along. */
  readonly bias?: tf.Tensor | undefined;
}

/**
 * Whether a convolution is to be one operation: with kernels of ours always, and on other devices than the CPU where tfjs
 * knows its gradient, which for dilations it does not. TensorFlow.js's own CPU kernels are for comparing: as it is written by hand.
 */
export function isOneOperation({ dilation }: Pick<ConvolutionSettings, "dilation">): boolean {
  return kernelsInUse() !== undefined || (dilation === 1 && tf.getBackend() !== "wasm");
}

/**
 * conv(x, filter) + bias, then ReLU if asked, in one pass, also while gradients are recorded, where tfjs's own operation
 * falls apart into three and keeps what each of them gave.
 */
export function convolution(
  x: tf.Tensor,
  filter: tf.Tensor,
  bias: tf.Tensor | undefined,
  { stride, padding, dilation }: ConvolutionSettings,
  relu: boolean,
): tf.Tensor {
  registerGradient();
  const attributes: ConvolutionAttributes = {
    strides: stride,
    pad: padding,
    dilations: dilation,
    dataFormat: "NHWC",
    dimRoundingMode: "floor",
    activation: relu ? "relu" : "linear",
  };
  return run(KERNEL, { x, filter, ...(bias ? { bias } : {}) }, attributes);
}

let isRegistered = false;

/** Puts its gradient into tfjs's registry, so that autodiff is tfjs's. */
function registerGradient(): void {
  if (isRegistered) return;
  isRegistered = true;
  tf.registerGradient({
    kernelName: KERNEL,
    inputsToSave: ["x", "filter"],
    outputsToSave: [true],
    gradFunc: (given, saved, attributes) => {
      const [x, filter, y] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const isRelu = (attributes as { activation?: string }).activation === "relu";
      const { dy, bias } = isRelu
        ? reluGradient(given as tf.Tensor, y)
        : { dy: given as tf.Tensor, bias: undefined };
      return {
        x: () => run("Conv2DBackpropInput", { dy, filter }, { ...attributes, inputShape: x.shape }),
        filter: () => run("Conv2DBackpropFilter", { x, dy }, { ...attributes, filterShape: filter.shape }),
        bias: () => bias ?? tf.sum(dy, [0, 1, 2]),
      };
    },
  });
}

const reluGradient = (dy: tf.Tensor, y: tf.Tensor) => ownGradient(dy, y) ?? plainGradient(dy, y);

/** Where nothing came through the ReLU nothing goes back. NaN does, so that it is found. */
const plainGradient = (dy: tf.Tensor, y: tf.Tensor): ReluGradient => ({ dy: tf.mul(dy, tf.step(y)) });

let ownGradient: (dy: tf.Tensor, y: tf.Tensor) => ReluGradient | undefined = () => undefined;

/** A kernel for the ReLU's gradient that has the bias's in the same pass, where a device has one: `undefined` elsewhere. */
export function setReluGradient(own: typeof ownGradient): void {
  ownGradient = own;
}

function run(name: string, inputs: Inputs, attributes: object): tf.Tensor {
  return tf.engine().runKernel(name, inputs, attributes as Attributes) as tf.Tensor;
}
