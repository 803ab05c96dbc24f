import { backend_util, type TensorInfo } from "@tensorflow/tfjs-core";
import type { Kernels } from "./kernels";
import { override } from "./register";

interface Attributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

export function registerPooling(): void {
  override<{ x: TensorInfo }, Attributes>("MaxPool", (kernels, { x }, attributes) => {
    if (x.dtype !== "float32") return;
    const info = windowsOf(x, attributes);
    const y = kernels.output(info.outShape);
    kernels.run("maxPool", info.batchSize * info.outHeight, 0, ...sizes(kernels, x, y, info));
    return y;
  });
  override<{ dy: TensorInfo; input: TensorInfo }, Attributes>(
    "MaxPoolGrad",
    (kernels, { dy, input }, attributes) => {
      if (input.dtype !== "float32") return;
      const info = windowsOf(input, attributes);
      const dx = kernels.output(input.shape);
      clear(kernels, dx);
      const apart = info.strideHeight >= info.filterHeight;
      const rows = apart ? 1 : info.outHeight;
      const tasks = info.batchSize * Math.ceil(info.outHeight / rows);
      kernels.run("maxPoolGradient", tasks, 0, ...sizes(kernels, input, dy, info), kernels.at(dx), rows);
      return dx;
    },
  );
}

function windowsOf(
  x: TensorInfo,
  { filterSize, strides, pad, dimRoundingMode }: Attributes,
): backend_util.Conv2DInfo {
  const shape = x.shape as [number, number, number, number];
  return backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
}

function sizes(kernels: Kernels, x: TensorInfo, y: TensorInfo, info: backend_util.Conv2DInfo): number[] {
  return [
    kernels.at(x),
    info.inHeight,
    info.inWidth,
    info.inChannels,
    kernels.at(y),
    info.outHeight,
    info.outWidth,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.padInfo.top,
    info.padInfo.left,
  ];
}

/** Fills a tensor with zeros. */
export function clear(kernels: Kernels, tensor: TensorInfo): void {
  const size = tensor.shape.reduce((a, b) => a * b, 1);
  const block = 65536;
  kernels.run("clear", Math.ceil(size / block), 0, kernels.at(tensor), size, block);
}
