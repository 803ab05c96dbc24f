import { makePicture, type Picture } from "../pixels/picture";
import { damaged } from "./refusals";

/** Bytes are taken as they are: neither colour profiles nor alpha may change them. */
const AS_STORED = { colorSpaceConversion: "none", premultiplyAlpha: "none" } as const;

/**
 * Decodes an opaque picture by the browser's own decoder. `L` keeps the first channel; `L or RGB` does so where all
 * three are equal everywhere. Throws NodeError when the browser refuses.
 */
export async function decodeByBrowser(
  pieces: readonly Uint8Array<ArrayBuffer>[],
  mode: "L" | "RGB" | "L or RGB",
  path: string,
): Promise<Picture> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([...pieces]), AS_STORED);
  } catch (cause) {
    if (cause instanceof DOMException) throw damaged(path, "the browser cannot decode it");
    throw cause;
  }
  const { width, height } = bitmap;
  const rgba = readBack(bitmap);
  const grey = mode === "L" || (mode === "L or RGB" && isGrey(rgba));
  return makePicture(grey ? "L" : "RGB", height, width, grey ? firstChannel(rgba) : threeChannels(rgba));
}

let context: OffscreenCanvasRenderingContext2D | undefined;

/** One canvas for all pictures, which only grows. Nothing awaits between drawing and reading, so nobody interferes. */
function readBack(bitmap: ImageBitmap): Uint8ClampedArray {
  const { width, height } = bitmap;
  context ??= newContext(width, height);
  const { canvas } = context;
  if (canvas.width < width) canvas.width = width;
  if (canvas.height < height) canvas.height = height;
  context.clearRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, width, height).data;
}

function newContext(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const made = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!made) throw new Error("This browser gives no 2D canvas in a worker.");
  return made;
}

function isGrey(rgba: Uint8ClampedArray): boolean {
  for (let i = 0; i < rgba.length; i += 4) {
    if (rgba[i] !== rgba[i + 1] || rgba[i] !== rgba[i + 2]) return false;
  }
  return true;
}

function firstChannel(rgba: Uint8ClampedArray): Uint8Array {
  const out = new Uint8Array(rgba.length / 4);
  for (let i = 0; i < out.length; i++) out[i] = rgba[4 * i] as number;
  return out;
}

function threeChannels(rgba: Uint8ClampedArray): Uint8Array {
  const out = new Uint8Array((rgba.length / 4) * 3);
  for (let i = 0, o = 0; i < rgba.length; i += 4, o += 3) {
    out[o] = rgba[i] as number;
    out[o + 1] = rgba[i + 1] as number;
    out[o + 2] = rgba[i + 2] as number;
  }
  return out;
}
