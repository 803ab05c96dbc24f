import { type Picture, withPixels } from "./picture";

/** Left becomes right (torchvision `hflip`, PIL FLIP_LEFT_RIGHT). */
export function flipHorizontal(picture: Picture): Picture {
  const { data, channels, width } = picture;
  const out = new Uint8Array(data.length);
  const stride = width * channels;
  for (let row = 0; row < data.length; row += stride)
    for (let x = 0; x < width; x++) {
      const from = row + x * channels;
      const to = row + (width - 1 - x) * channels;
      for (let c = 0; c < channels; c++) out[to + c] = data[from + c] as number;
    }
  return withPixels(picture, picture, out);
}

/** Top becomes bottom (torchvision `vflip`, PIL FLIP_TOP_BOTTOM). */
export function flipVertical(picture: Picture): Picture {
  const { data } = picture;
  const out = new Uint8Array(data.length);
  const stride = picture.width * picture.channels;
  for (let row = 0; row < data.length; row += stride)
    out.set(data.subarray(row, row + stride), data.length - stride - row);
  return withPixels(picture, picture, out);
}
