import { defineLayer, pictureSizes, ShapeError } from "../layer";
import { type Dim, elements, shapeText } from "../shape";

/** The gradient of a convolution by its input, as a layer that enlarges: torch's nn.ConvTranspose2d (square kernel). */
export default defineLayer<{
  inChannels: number;
  outChannels: number;
  kernelSize: number;
  stride: number;
  padding: number;
  outputPadding: number;
  bias: boolean;
}>({
  type: "convTranspose2d",
  torchName: "nn.ConvTranspose2d",
  shape(s, [input]) {
    const [channels, height, width] = pictureSizes("A transposed convolution", input);
    if (typeof channels === "number" && channels !== s.inChannels) {
      throw new ShapeError(
        `This transposed convolution has filters for ${s.inChannels} channels and got ${channels}.`,
        shapeText([s.inChannels, height, width]),
        shapeText(input ?? []),
      );
    }
    const out = [height, width].map((size) => enlarged(size, s));
    if (out.some((size) => typeof size === "number" && size < 1)) {
      throw new ShapeError(
        `Nothing is left of ${height} × ${width} px when ${s.padding} px are taken off each side.`,
        "less padding",
        shapeText(input ?? []),
      );
    }
    return [s.outChannels, ...out];
  },
  parameters(s) {
    // torch takes the fan-in from the weight's second axis, which holds the outgoing channels here.
    const fanIn = s.outChannels * s.kernelSize * s.kernelSize;
    const initialisation = { kind: "uniform", bound: 1 / Math.sqrt(fanIn) } as const;
    const weight = {
      name: "weight",
      shape: [s.inChannels, s.outChannels, s.kernelSize, s.kernelSize],
      deviceAxes: [2, 3, 1, 0],
      initialisation,
    };
    return s.bias ? [weight, { name: "bias", shape: [s.outChannels], initialisation }] : [weight];
  },
  flops(s, [input], output) {
    const products = 2 * (elements(input ?? []) ?? 0) * s.outChannels * s.kernelSize * s.kernelSize;
    return products + (s.bias ? (elements(output) ?? 0) : 0);
  },
  torch(s) {
    const extra = [
      s.stride === 1 ? "" : `, stride=${s.stride}`,
      s.padding === 0 ? "" : `, padding=${s.padding}`,
      s.outputPadding === 0 ? "" : `, output_padding=${s.outputPadding}`,
      s.bias ? "" : ", bias=False",
    ].join("");
    return `nn.ConvTranspose2d(${s.inChannels}, ${s.outChannels}, kernel_size=${s.kernelSize}${extra})`;
  },
  program(tf, [input], { weight, bias }, s) {
    const x = input as Tensor4;
    const [n, height, width] = x.shape;
    const shape: [number, number, number, number] = [
      n,
      Number(enlarged(height, s)),
      Number(enlarged(width, s)),
      s.outChannels,
    ];
    const out = tf.conv2dTranspose(x, weight as Tensor4, shape, s.stride, s.padding, "floor");
    return bias ? tf.add(out, bias) : out;
  },
});

type Tensor4 = import("@tensorflow/tfjs-core").Tensor4D;

/** torch's formula: (size − 1)·stride − 2·padding + kernel + output padding. */
function enlarged(
  size: Dim,
  s: {
    readonly kernelSize: number;
    readonly stride: number;
    readonly padding: number;
    readonly outputPadding: number;
  },
): Dim {
  const more = s.kernelSize - s.stride - 2 * s.padding + s.outputPadding;
  if (typeof size === "number") return size * s.stride + more;
  const times = s.stride === 1 ? size : `${size}·${s.stride}`;
  return more === 0 ? times : `${times}${more > 0 ? "+" : "−"}${Math.abs(more)}`;
}
