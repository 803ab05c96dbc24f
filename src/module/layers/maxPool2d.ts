import { defineLayer, pictureSizes, ShapeError } from "../layer";
import { elements, shapeText, windowDim } from "../shape";

/** The largest value in each window, as torch's nn.MaxPool2d. The gradient goes to the first of equal cells. */
export default defineLayer<{ kernelSize: number; stride: number; padding: number }>({
  type: "maxPool2d",
  torchName: "nn.MaxPool2d",
  shape(s, [input]) {
    const [channels, height, width] = pictureSizes("Max-pooling", input);
    const out = [height, width].map((size) => windowDim(size, s.kernelSize, s.stride, s.padding));
    if (out.some((size) => typeof size === "number" && size < 1)) {
      throw new ShapeError(
        `A ${s.kernelSize}×${s.kernelSize} window does not fit into ${height} × ${width} px.`,
        `at least ${s.kernelSize - 2 * s.padding} px each way`,
        shapeText(input ?? []),
      );
    }
    return [channels, ...out];
  },
  flops: (s, _inputs, output) => (elements(output) ?? 0) * (s.kernelSize * s.kernelSize - 1),
  torch(s) {
    return `nn.MaxPool2d(kernel_size=${s.kernelSize}, stride=${s.stride}${s.padding ? `, padding=${s.padding}` : ""})`;
  },
  program(tf, [input], _parameters, s) {
    const x = input as import("@tensorflow/tfjs-core").Tensor4D;
    return tf.maxPool(x, s.kernelSize, s.stride, s.padding, "floor");
  },
});
