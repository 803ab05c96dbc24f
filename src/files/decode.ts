import { NodeError } from "../graph/problem";
import type { Picture } from "../pixels/picture";
import { decodeBaselineJpeg } from "./baseline-jpeg";
import { checkBmp, checkGif, plainWebp } from "./bitmap-headers";
import { decodeByBrowser } from "./browser-decoder";
import { readJpeg } from "./jpeg";
import type { SixteenBits } from "./levels";
import { pictureKind, whatItIs } from "./picture-kind";
import { decodePng } from "./png";
import { decodeTiff } from "./tiff";

/**
 * The pixels of a picture file, equal to PIL's to the bit:
 *
 * | file | mode | mind |
 * |---|---|---|
 * | JPEG | `L` of 1 channel, `RGB` of 3 | as stored: EXIF rotation is not applied, like PIL |
 * | CMYK JPEG | `RGB` | what PIL's `convert("RGB")` gives |
 * | PNG | `L`, `RGB`, `RGBA`, `P` | see `decodePng`; of 16 bits the upper 8 |
 * | BMP | `L` where every pixel is grey and the file has a palette, else `RGB` | |
 * | WebP | `RGB` | with alpha or animated: refused |
 * | GIF | `RGB` | first frame; transparent pixels become black |
 * | TIFF | `L`, `RGB`, `RGBA`, `CMYK`, `P` | see `decodeTiff`: the first picture of several |
 *
 * `sixteen` says what becomes of 16 bits a channel. The kind is told by the first bytes, never by the name.
 * Throws NodeError that names the file and what is wrong: cut off, damaged, not a picture, over 100 megapixels.
 */
export async function decodePicture(
  bytes: Uint8Array<ArrayBuffer>,
  path: string,
  sixteen: SixteenBits = "upper",
): Promise<Picture> {
  switch (pictureKind(bytes)) {
    case "png":
      return await decodePng(bytes, path, sixteen);
    case "jpeg": {
      const { exif, components } = readJpeg(bytes, path);
      const own = decodeBaselineJpeg(bytes);
      if (own) return own;
      return await decodeByBrowser(without(bytes, exif), components === 1 ? "L" : "RGB", path);
    }
    case "bmp": {
      checkBmp(bytes, path);
      const depth = bytes[bytes[14] === 12 ? 24 : 28] ?? 0;
      return await decodeByBrowser([bytes], depth <= 8 ? "L or RGB" : "RGB", path);
    }
    case "webp":
      return await decodeByBrowser([plainWebp(bytes, path)], "RGB", path);
    case "gif":
      checkGif(bytes, path);
      return await decodeByBrowser([bytes], "RGB", path);
    case "tiff":
      return await decodeTiff(bytes, path, sixteen);
    case undefined:
      throw new NodeError(`${path} is ${whatItIs(bytes)}.`);
  }
}

/** What is left when the given ranges are taken out, in pieces. */
function without(
  bytes: Uint8Array<ArrayBuffer>,
  ranges: readonly (readonly [number, number])[],
): Uint8Array<ArrayBuffer>[] {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let from = 0;
  for (const [start, end] of ranges) {
    pieces.push(bytes.subarray(from, start));
    from = end;
  }
  pieces.push(bytes.subarray(from));
  return pieces;
}
