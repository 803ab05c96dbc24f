import { defineLayer, pictureSizes, ShapeError } from "../layer";
import { elements, shapeText, windowDim } from "../shape";

/** Two-dimensional cross-correlation with zero padding, as torch's nn.Conv2d (square kernel, no groups). */
export default defineLayer<{
  inChannels: number;
  outChannels: number;
  kernelSize: number;
  stride: number;
  padding: number;
  dilation: number;
  bias: boolean;
}>({
  type: "conv2d",
  torchName: "nn.Conv2d",
  shape(s, [input]) {
    const [channels, height, width] = pictureSizes("A convolution", input);
    if (typeof channels === "number" && channels !== s.inChannels) {
      throw new ShapeError(
        `This convolution has filters for ${s.inChannels} channels and got ${channels}.`,
        shapeText([s.inChannels, height, width]),
        shapeText(input ?? []),
      );
    }
    const out = [height, width].map((size) => windowDim(size, s.kernelSize, s.stride, s.padding, s.dilation));
    if (out.some((size) => typeof size === "number" && size < 1)) {
      throw new ShapeError(
        `A ${s.kernelSize}×${s.kernelSize} window does not fit into ${height} × ${width} px.`,
        `at least ${s.dilation * (s.kernelSize - 1) + 1 - 2 * s.padding} px each way`,
        shapeText(input ?? []),
      );
    }
    return [s.outChannels, ...out];
  },
  parameters(s) {
    const fanIn = s.inChannels * s.kernelSize * s.kernelSize;
    // torch: kaiming-uniform with a = √5, which is U(±1/√fan_in), for weight and bias alike.
    const initialisation = { kind: "uniform", bound: 1 / Math.sqrt(fanIn) } as const;
    const weight = {
      name: "weight",
      shape: [s.outChannels, s.inChannels, s.kernelSize, s.kernelSize],
      deviceAxes: [2, 3, 1, 0],
      initialisation,
    };
    return s.bias ? [weight, { name: "bias", shape: [s.outChannels], initialisation }] : [weight];
  },
  flops(s, _inputs, output) {
    return (elements(output) ?? 0) * (2 * s.inChannels * s.kernelSize * s.kernelSize + (s.bias ? 1 : 0));
  },
  torch(s) {
    const extra = [
      s.stride === 1 ? "" : `, stride=${s.stride}`,
      s.padding === 0 ? "" : `, padding=${s.padding}`,
      s.dilation === 1 ? "" : `, dilation=${s.dilation}`,
      s.bias ? "" : ", bias=False",
    ].join("");
    return `nn.Conv2d(${s.inChannels}, ${s.outChannels}, kernel_size=${s.kernelSize}${extra})`;
  },
  program(tf, [input], { weight, bias }, s) {
    const out = tf.conv2d(
      input as Tensor4,
      weight as Tensor4,
      s.stride,
      s.padding,
      "NHWC",
      s.dilation,
      "floor",
    );
    return bias ? tf.add(out, bias) : out;
  },
});

type Tensor4 = import("@tensorflow/tfjs-core").Tensor4D;
