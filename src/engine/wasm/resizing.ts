import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Kernels } from "./kernels";
import { clear } from "./pooling";
import { override } from "./register";

interface Attributes {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
  readonly size: readonly [number, number];
}

/** Bilinear enlargement. Its gradient, unlike stock's, follows `halfPixelCenters`, which is torch's way. */
export function registerResizing(): void {
  override<{ images: TensorInfo }, Attributes>("ResizeBilinear", (kernels, { images }, attributes) => {
    if (images.dtype !== "float32") return;
    const [n = 0, , , c = 0] = images.shape;
    const [oh, ow] = attributes.size;
    const y = kernels.output([n, oh, ow, c]);
    kernels.run("resizeBilinear", n * oh, 0, ...sizes(kernels, images, y, images, y, attributes));
    return y;
  });
  override<{ dy: TensorInfo; images: TensorInfo }, Attributes>(
    "ResizeBilinearGrad",
    (kernels, { dy, images }, attributes) => {
      if (dy.dtype !== "float32") return;
      const dx = kernels.output(images.shape);
      clear(kernels, dx);
      kernels.run(
        "resizeBilinearGradient",
        images.shape[0] ?? 0,
        0,
        ...sizes(kernels, dy, dx, images, dy, attributes),
      );
      return dx;
    },
  );
}

/** What both kernels take: what is read and written, with the sizes of the small picture and of the large one. */
function sizes(
  kernels: Kernels,
  from: TensorInfo,
  to: TensorInfo,
  small: TensorInfo,
  large: TensorInfo,
  { alignCorners, halfPixelCenters }: Attributes,
): number[] {
  const [, h = 1, w = 1, c = 1] = small.shape;
  const [, oh = 1, ow = 1] = large.shape;
  const scale = (size: number, out: number) =>
    alignCorners && out > 1 ? (size - 1) / (out - 1) : size / out;
  return [
    kernels.at(from),
    h,
    w,
    c,
    kernels.at(to),
    oh,
    ow,
    scale(h, oh),
    scale(w, ow),
    halfPixelCenters ? 0.5 : 0,
  ];
}
