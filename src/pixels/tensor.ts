import type { FloatImage } from "../graph/values";
import { ByTable } from "./by-table";
import type { Picture } from "./picture";

/** `v / 255` as torch divides in float32. */
const UNIT = Float32Array.from({ length: 256 }, (_, value) => value / 255);

/**
 * torchvision's `ToTensor`, but rows, columns, channels (HWC) in memory, as the engine wants them: float32 in
 * [0, 1]. Any mode; its channels stay as they are (CMYK is not turned into RGB, an index is divided by 255 too).
 */
export function toTensor(picture: Picture): Float32Array {
  const { data } = picture;
  const out = new Float32Array(data.length);
  for (let i = 0; i < out.length; i++) out[i] = UNIT[data[i] as number] as number;
  return out;
}

/** The same values as `toTensor`'s, told by a table. Shares the picture's bytes. */
export function asTensor(picture: Picture): ByTable {
  return new ByTable(picture, picture.data, unitTables(picture.channels));
}

/** Torch's division in each of so many channels: made once. */
function unitTables(channels: number): Float32Array {
  const tables =
    units.get(channels) ?? Float32Array.from({ length: 256 * channels }, (_, at) => UNIT[at % 256] as number);
  units.set(channels, tables);
  return tables;
}

const units = new Map<number, Float32Array>();

/** What `Normalize` takes off each channel, what it divides by, and whether channels are turned round before that. */
export interface Scaling {
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly reversed?: boolean;
}

/**
 * torchvision's `Normalize` of a picture of either kind. Bytes with a table stay bytes: of pictures with one table, as those
 * of one set are, the new one is worked out once.
 */
export function makeNormalizer({ mean, std, reversed }: Scaling): (image: FloatImage) => FloatImage {
  let latest:
    | { readonly from: Float32Array; readonly tables: Float32Array; readonly order: readonly number[] }
    | undefined;
  return (image) => {
    if (!(image instanceof ByTable)) {
      const data = reversed ? turnedRound(image.data, image.channels) : image.data;
      return { ...image, data: normalize(data, image.channels, mean, std) };
    }
    if (latest?.from !== image.tables) {
      checkScaling(image.channels, mean, std);
      const turned = reversed ? image.turnedRound() : image;
      const changed = turned.map((values, c) =>
        normalize(values, 1, mean.slice(c, c + 1), std.slice(c, c + 1)),
      );
      latest = { from: image.tables, tables: changed.tables, order: changed.order };
    }
    return new ByTable(image, image.bytes, latest.tables, latest.order);
  };
}

/** Each pixel's channels in the opposite order. */
function turnedRound(data: Float32Array, channels: number): Float32Array {
  return Float32Array.from(data, (_, at) => data[at - 2 * (at % channels) + channels - 1] as number);
}

/**
 * torchvision's `Normalize` on interleaved channels: `(x − mean) / std` for each, every step rounded to float32 as
 * torch does it. Gives a new array. Throws a RangeError when the lists have not one number a channel, when the data
 * are not whole pixels, or when a std is 0.
 */
export function normalize(
  data: Float32Array,
  channels: number,
  mean: readonly number[],
  std: readonly number[],
): Float32Array {
  checkScaling(channels, mean, std);
  if (data.length % channels !== 0)
    throw new RangeError(`${data.length} numbers are not whole pixels of ${channels} channels.`);
  const out = new Float32Array(data.length);
  for (let channel = 0; channel < channels; channel++) {
    const m = Math.fround(mean[channel] as number);
    const s = Math.fround(std[channel] as number);
    for (let i = channel; i < out.length; i += channels)
      out[i] = Math.fround(Math.fround((data[i] as number) - m) / s);
  }
  return out;
}

function checkScaling(channels: number, mean: readonly number[], std: readonly number[]): void {
  if (mean.length !== channels || std.length !== channels)
    throw new RangeError(
      `Normalize needs a mean and a std for each of ${channels} channels, but ${mean.length} and ${std.length} came.`,
    );
  const zero = std.findIndex((one) => Math.fround(one) === 0);
  if (zero !== -1) throw new RangeError(`The std of channel ${zero} is 0: nothing can be divided by it.`);
}

/** Below this a channel is taken to be the same everywhere: what differs is rounding. */
const FLAT = 1e-6;

/**
 * Each channel of one picture, channels last, by its own mean and standard deviation (divided by the number of pixels, not by
 * one less): `(x − mean) / std`, worked out in doubles and rounded once. A flat channel becomes 0.
 */
export function standardize(data: Float32Array, channels: number): Float32Array {
  const out = new Float32Array(data.length);
  const pixels = data.length / channels;
  for (let channel = 0; channel < channels; channel++) {
    let sum = 0;
    for (let i = channel; i < data.length; i += channels) sum += data[i] as number;
    const mean = sum / pixels;
    let squares = 0;
    for (let i = channel; i < data.length; i += channels) squares += ((data[i] as number) - mean) ** 2;
    const std = Math.sqrt(squares / pixels);
    if (!(std > FLAT)) continue;
    for (let i = channel; i < data.length; i += channels) out[i] = ((data[i] as number) - mean) / std;
  }
  return out;
}

/** Where `stretch` puts 0 and 1, as shares of the pixels. */
const LOW = 0.01;
const HIGH = 0.998;

/**
 * Each channel of one picture, channels last, so that its percentile 1 becomes 0 and its percentile 99.8 becomes 1; values
 * beyond them go on beyond. Percentiles as torch's and NumPy's `quantile` with linear interpolation. A flat channel becomes 0.
 */
export function stretch(data: Float32Array, channels: number): Float32Array {
  const out = new Float32Array(data.length);
  const plane = new Float32Array(data.length / channels);
  for (let channel = 0; channel < channels; channel++) {
    for (let i = channel, at = 0; i < data.length; i += channels) plane[at++] = data[i] as number;
    plane.sort();
    const low = quantile(plane, LOW);
    const width = quantile(plane, HIGH) - low;
    if (!(width > FLAT)) continue;
    for (let i = channel; i < data.length; i += channels) out[i] = ((data[i] as number) - low) / width;
  }
  return out;
}

function quantile(sorted: Float32Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const [a, b] = [sorted[below] as number, sorted[Math.ceil(place)] as number];
  return a + (b - a) * (place - below);
}

/** Channels first (CHW, torch's order) from channels last (HWC). */
export function channelsFirst(data: Float32Array, channels: number): Float32Array {
  const out = new Float32Array(data.length);
  const plane = data.length / channels;
  for (let channel = 0; channel < channels; channel++)
    for (let i = 0; i < plane; i++) out[channel * plane + i] = data[i * channels + channel] as number;
  return out;
}
