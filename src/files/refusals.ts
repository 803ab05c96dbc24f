import { NodeError } from "../graph/problem";
import { count } from "./names";

/** Pictures beyond this many pixels are refused before they are decoded: 100 megapixels are 400 MB as RGBA. */
const MOST_PIXELS = 100e6;

export function cutOff(path: string, bytes: number): NodeError {
  return new NodeError(
    `${path} is cut off: it ends after ${count(bytes, "byte")}, before the end of the picture. Replace it.`,
  );
}

export function damaged(path: string, what: string): NodeError {
  return new NodeError(`${path} is damaged: ${what}. Replace it.`);
}

/** Throws unless the sides, px, are those of a picture that fits into memory. */
export function checkSides(width: number, height: number, path: string): void {
  if (width < 1 || height < 1) throw damaged(path, `it claims to be ${width}×${height} pixels`);
  if (width * height > MOST_PIXELS) {
    throw new NodeError(
      `${path} is ${width}×${height} pixels: more than the ${count(MOST_PIXELS / 1e6, "megapixel")} that are decoded. Make it smaller or cut it into tiles.`,
    );
  }
}
