import * as tf from "@tensorflow/tfjs-core";
import { steelSamples } from "../../../src/data/steel-samples";
import { convert } from "../../../src/pixels/colour";
import type { Picture } from "../../../src/pixels/picture";
import { resize } from "../../../src/pixels/resample";
import { normalize, toTensor } from "../../../src/pixels/tensor";
import { chosenFiles } from "./engine";

export const MEAN = [0.485, 0.456, 0.406];
export const STD = [0.229, 0.224, 0.225];
const SIDE = 224;
const PICTURE = SIDE * SIDE * 3;

/** Pictures for a loop that is written by hand: batches of some rows, and every row's class. */
export interface Loader {
  readonly labels: Int32Array;
  batch(rows: readonly number[]): Promise<tf.Tensor4D>;
}

/** Drawn and made ready once, before the first epoch, though such programs often do it in each. */
export async function drawnPictures(count: number): Promise<Loader> {
  const dataset = steelSamples({ count, seed: 0, exclude: [] });
  const data = new Float32Array(dataset.names.length * PICTURE);
  for (let at = 0; at < dataset.names.length; at++) {
    const { image } = await dataset.sample(at, 0);
    const scaled = resize(convert(image as Picture, "RGB"), { height: SIDE, width: SIDE }, "bilinear");
    data.set(normalize(toTensor(scaled), 3, MEAN, STD), at * PICTURE);
  }
  return {
    labels: dataset.labels,
    async batch(rows) {
      const values = new Float32Array(rows.length * PICTURE);
      rows.forEach((row, at) => {
        values.set(data.subarray(row * PICTURE, (row + 1) * PICTURE), at * PICTURE);
      });
      return tf.tensor4d(values, [rows.length, SIDE, SIDE, 3]);
    },
  };
}

/** The files that the page was given, decoded whenever they are asked for, by TensorFlow.js's own functions. */
export function filePictures(): Loader {
  const files = [...chosenFiles()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const kinds = files.map(({ name }) => name.split("_")[0] ?? "");
  const classes = [...new Set(kinds)].sort();
  return {
    labels: Int32Array.from(kinds, (kind) => classes.indexOf(kind)),
    async batch(rows) {
      const bitmaps = await Promise.all(rows.map((row) => createImageBitmap(files[row] as File)));
      const made = tf.tidy(() => {
        const pictures = bitmaps.map((bitmap) =>
          tf.image.resizeBilinear(tf.cast(tf.browser.fromPixels(bitmap), "float32"), [SIDE, SIDE]),
        );
        const scaled = tf.div(tf.stack(pictures), 255);
        return tf.div(tf.sub(scaled, MEAN), STD) as tf.Tensor4D;
      });
      for (const bitmap of bitmaps) bitmap.close();
      return made;
    },
  };
}

/** Drawn steel of 200 × 200 px as JPEG of quality 90, in base64, by file name: `Cr_1.jpg`. */
export async function jpegs(count: number, seed: number): Promise<Readonly<Record<string, string>>> {
  const dataset = steelSamples({ count, seed, exclude: [] });
  const made: Record<string, string> = {};
  for (const [at, name] of dataset.names.entries()) {
    const { height, width, data } = convert((await dataset.sample(at, 0)).image as Picture, "RGB");
    const context = new OffscreenCanvas(width, height).getContext("2d");
    if (!context) throw new Error("This browser gives no 2D canvas.");
    const pixels = context.createImageData(width, height);
    for (let pixel = 0; pixel < width * height; pixel++) {
      pixels.data.set(data.subarray(3 * pixel, 3 * pixel + 3), 4 * pixel);
      pixels.data[4 * pixel + 3] = 255;
    }
    context.putImageData(pixels, 0, 0);
    const blob = await context.canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    made[`${name}.jpg`] = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  }
  return made;
}
