import { defineLayer, pictureSizes, ShapeError, type Tensor } from "../layer";
import { elements, shapeText } from "../shape";

/**
 * Zeros around its first input until it is as high and wide as its second: half of what is missing, rounded down, at
 * the top and left, as U-Nets do with F.pad where a size was odd before it was halved.
 */
export default defineLayer<Record<never, never>>({
  type: "padTo",
  torchName: "F.pad",
  shape(_s, [input, like]) {
    const [channels, height, width] = pictureSizes("Padding", input);
    const [, wantedHeight, wantedWidth] = pictureSizes("Padding", like);
    const isLarger = (size: unknown, wanted: unknown) =>
      typeof size === "number" && typeof wanted === "number" && size > wanted;
    if (isLarger(height, wantedHeight) || isLarger(width, wantedWidth)) {
      throw new ShapeError(
        `Padding only adds, and ${height} × ${width} px is more than ${wantedHeight} × ${wantedWidth} px.`,
        shapeText([channels, wantedHeight, wantedWidth]),
        shapeText(input ?? []),
      );
    }
    return [channels, wantedHeight, wantedWidth];
  },
  flops: (_s, _inputs, output) => elements(output) ?? 0,
  torch: () => "pad_to",
  program(tf, [input, like]) {
    const x = input as Tensor;
    const missing = [1, 2].map((axis) => ((like as Tensor).shape[axis] ?? 0) - (x.shape[axis] ?? 0));
    if (missing.every((size) => size === 0)) return tf.clone(x);
    const around = missing.map((size): [number, number] => [
      Math.floor(size / 2),
      size - Math.floor(size / 2),
    ]);
    return tf.pad(x, [[0, 0], ...around, [0, 0]]);
  },
});
