import { bytesFor } from "./memory";
import { checkSize, type Picture, type Size, withPixels } from "./picture";
import { premultiply, unpremultiply } from "./premultiply";
import { resampleColumns } from "./resample-columns";
import { resampleRows } from "./resample-rows";
import { resampleFast } from "./wasm/resample";
import { axisWeights, type Interpolation, nearestSources } from "./weights";

/** Makes pictures of one size into pictures of another; holds the weights, so make it once for many pictures. */
export type Resizer = (picture: Picture) => Picture;

/**
 * PIL's `Image.resize`, equal to the last bit: a horizontal and then a vertical pass with 22-bit integer weights
 * and 8 bits in between, antialiased when shrinking. Palette pictures are always `nearest`; RGBA goes through
 * premultiplied alpha; CMYK does not. Throws a RangeError for a side that is not a positive integer.
 */
export function resize(picture: Picture, to: Size, interpolation: Interpolation): Picture {
  return makeResizer(picture, to, interpolation)(picture);
}

/**
 * `resize` for many pictures: the weights are computed here, once. The resizer throws a RangeError for a picture
 * that is not of size `from`.
 */
export function makeResizer(from: Size, to: Size, interpolation: Interpolation): Resizer {
  checkSize(from, "What is resized");
  checkSize(to, "A resized picture");
  const same = from.height === to.height && from.width === to.width;
  const copyNearest = lazily(() => nearestCopier(from, to));
  const mix = interpolation === "nearest" ? undefined : lazily(() => mixer(from, to, interpolation));
  return (picture) => {
    if (picture.height !== from.height || picture.width !== from.width)
      throw new RangeError(
        `This resizer is for pictures of ${from.height}×${from.width}, but one of ${picture.height}×${picture.width} came.`,
      );
    if (same) return picture;
    if (!mix || picture.mode === "P")
      return withPixels(picture, to, copyNearest()(picture.data, picture.channels));
    if (picture.mode !== "RGBA") return withPixels(picture, to, mix()(picture.data, picture.channels));
    return withPixels(picture, to, unpremultiply(mix()(premultiply(picture.data), 4)));
  };
}

/**
 * torchvision's `Resize(int)`: the shorter side becomes `side`, the other keeps the proportion, its fraction cut
 * off. Throws a RangeError when `side` is not a positive integer.
 */
export function resizeShorterSide(picture: Picture, side: number, interpolation: Interpolation): Picture {
  return resize(picture, shorterSideSize(picture, side), interpolation);
}

/** The size that `resizeShorterSide` gives (torchvision `_compute_resized_output_size`). */
export function shorterSideSize(from: Size, side: number): Size {
  const longer = (long: number, short: number) => Math.trunc((side * long) / short);
  return from.width <= from.height
    ? { height: longer(from.height, from.width), width: side }
    : { height: side, width: longer(from.width, from.height) };
}

type Pass = (data: Uint8Array, channels: number) => Uint8Array;

function mixer(from: Size, to: Size, interpolation: "bilinear" | "bicubic"): Pass {
  // PIL skips the pass of a side that keeps its length.
  const across = from.width === to.width ? undefined : axisWeights(from.width, to.width, interpolation);
  const down = from.height === to.height ? undefined : axisWeights(from.height, to.height, interpolation);
  return (data, channels) => {
    const fast = resampleFast(data, from, channels, across, down);
    if (fast) return fast;
    const wide = across ? resampleColumns(data, from, channels, across) : data;
    return down ? resampleRows(wide, to.width * channels, down) : wide;
  };
}

function nearestCopier(from: Size, to: Size): Pass {
  const columns = nearestSources(from.width, to.width);
  const rows = nearestSources(from.height, to.height);
  return (data, channels) => {
    const out = bytesFor(to.height * to.width * channels);
    let o = 0;
    for (let y = 0; y < to.height; y++) {
      const row = (rows[y] as number) * from.width * channels;
      for (let x = 0; x < to.width; x++) {
        const source = row + (columns[x] as number) * channels;
        for (let c = 0; c < channels; c++) out[o++] = data[source + c] as number;
      }
    }
    return out;
  };
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
