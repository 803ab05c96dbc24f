import { bytesFor } from "./memory";
import { type ColourMode, makePicture, type Picture } from "./picture";
import { multiplyBytes } from "./premultiply";

/**
 * PIL's `Image.convert`, equal to the last bit. Alpha is dropped, not composited; RGB → CMYK is 255 − x with K = 0;
 * L → CMYK is all in K; CMYK → L and CMYK → RGBA go through RGB. The same mode gives the very picture back.
 * Throws a RangeError for mode `P`: choosing a palette is not a conversion of pixels.
 */
export function convert(picture: Picture, mode: ColourMode): Picture {
  if (picture.mode === mode) return picture;
  if (mode === "P") throw new RangeError(`A picture of mode ${picture.mode} cannot be converted to mode P.`);
  if (picture.mode === "P") return convert(throughPalette(picture), mode);
  if (picture.mode === "CMYK" && mode !== "RGB") return convert(cmykToRgb(picture), mode);
  switch (mode) {
    case "L":
      return toGrey(picture);
    case "RGB":
      return toRgb(picture);
    case "RGBA":
      return toRgba(picture);
    case "CMYK":
      return toCmyk(picture);
  }
}

/**
 * torchvision's `Grayscale`: PIL's L, given out as one channel or as three equal ones.
 */
export function grayscale(picture: Picture, channels: 1 | 3): Picture {
  const grey = convert(picture, "L");
  return channels === 1 ? grey : convert(grey, "RGB");
}

/** ITU-R 601-2 luma with 16 fractional bits, rounded (PIL `L24`). */
function toGrey(picture: Picture): Picture {
  const { data, channels } = picture;
  const out = bytesFor(picture.height * picture.width);
  let i = 0;
  for (let o = 0; o < out.length; o++) {
    out[o] =
      (19595 * (data[i] as number) +
        38470 * (data[i + 1] as number) +
        7471 * (data[i + 2] as number) +
        32768) >>
      16;
    i += channels;
  }
  return makePicture("L", picture.height, picture.width, out);
}

function toRgb(picture: Picture): Picture {
  if (picture.mode === "CMYK") return cmykToRgb(picture);
  return makePicture("RGB", picture.height, picture.width, colours(picture, 3));
}

function toRgba(picture: Picture): Picture {
  const out = colours(picture, 4);
  for (let o = 3; o < out.length; o += 4) out[o] = 255;
  return makePicture("RGBA", picture.height, picture.width, out);
}

/** R, G and B of an L, RGB or RGBA picture, `step` bytes apart; grey is all three. */
function colours(picture: Picture, step: number): Uint8Array {
  const { data, channels } = picture;
  const out = bytesFor(picture.height * picture.width * step);
  const green = channels === 1 ? 0 : 1;
  const blue = channels === 1 ? 0 : 2;
  let i = 0;
  for (let o = 0; o < out.length; o += step) {
    out[o] = data[i] as number;
    out[o + 1] = data[i + green] as number;
    out[o + 2] = data[i + blue] as number;
    i += channels;
  }
  return out;
}

function toCmyk(picture: Picture): Picture {
  const { data, channels } = picture;
  const out = new Uint8Array(picture.height * picture.width * 4);
  let i = 0;
  for (let o = 0; o < out.length; o += 4) {
    if (channels === 1) out[o + 3] = 255 - (data[i] as number);
    else for (let ink = 0; ink < 3; ink++) out[o + ink] = 255 - (data[i + ink] as number);
    i += channels;
  }
  return makePicture("CMYK", picture.height, picture.width, out);
}

/** PIL `cmyk2rgb`: what the black ink leaves, less each ink's share of it. */
function cmykToRgb(picture: Picture): Picture {
  const { data } = picture;
  const out = bytesFor(picture.height * picture.width * 3);
  let o = 0;
  for (let i = 0; i < data.length; i += 4) {
    const light = 255 - (data[i + 3] as number);
    for (let ink = i; ink < i + 3; ink++)
      out[o++] = Math.max(0, light - multiplyBytes(data[ink] as number, light));
  }
  return makePicture("RGB", picture.height, picture.width, out);
}

function throughPalette(picture: Picture): Picture {
  const palette = picture.palette ?? new Uint8Array(768);
  const out = new Uint8Array(picture.data.length * 3);
  let o = 0;
  for (const index of picture.data)
    for (let channel = 0; channel < 3; channel++) out[o++] = palette[index * 3 + channel] as number;
  return makePicture("RGB", picture.height, picture.width, out);
}
