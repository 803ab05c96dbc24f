import type { MapsFigure } from "../figures/figure";
import type { PictureArray } from "../graph/run";
import type { Dataset } from "../graph/values";
import type { Layer } from "../module/layer";
import { permutation } from "../random";
import { heatCell, type NumberMap, rangeOfMaps } from "./heat-map";
import { thumbnail } from "./thumbnail";

/** Longest side of a shown map, px. */
const LONGEST = 256;

/** A layer's output for every picture, and which of its channels are shown. */
export interface LayerOutput {
  readonly layer: Layer;
  readonly array: PictureArray;
  readonly channels: readonly number[];
}

/** For each picture a row a layer: the picture and the chosen channels. */
export async function featureFigure(
  dataset: Dataset,
  outputs: readonly LayerOutput[],
  range: "map" | "shared",
): Promise<MapsFigure> {
  const rows: MapsFigure["rows"][number][] = [];
  for (const index of dataset.names.keys()) {
    const { image, name, label } = await dataset.sample(index, 0);
    const picture = thumbnail(image, name, dataset.classes[label] ?? "", LONGEST);
    for (const { layer, array, channels } of outputs) {
      const maps = channels.map((channel) => mapOf(array, index, channel));
      const shared = rangeOfMaps(maps);
      rows.push({
        name,
        caption: captionOf(layer, array, channels),
        values: [...statistics(array, index)],
        cells: [
          picture,
          ...maps.map((map, at) =>
            heatCell(
              map,
              range === "shared" ? shared : rangeOfMaps([map]),
              "viridis",
              `${name}: ${layer.name} channel ${channels[at]}`,
              LONGEST,
            ),
          ),
        ],
      });
    }
  }
  const most = Math.max(0, ...outputs.map(({ channels }) => channels.length));
  return {
    kind: "maps",
    title: "Feature maps",
    columns: ["Picture", ...Array.from({ length: most }, (_, at) => `Channel ${at + 1} of those chosen`)],
    rows,
    numbers: [{ name: "mean" }, { name: "at or below 0", unit: "%" }, { name: "channels nowhere above 0" }],
    scale: {
      map: "viridis",
      text:
        range === "shared"
          ? "Viridis, from the smallest to the largest value of a row's maps"
          : "Viridis, from the smallest to the largest value of each map",
    },
  };
}

/** Some channels of a layer, drawn from the seed, in their order. A vector is one row of cells. */
export function drawChannels(
  { shape }: PictureArray,
  layer: string,
  count: number,
  seed: number,
): readonly number[] {
  if (shape.length !== 4) return [0];
  return [...permutation(shape[1] ?? 0, seed, `channels of ${layer}`)].slice(0, count).sort((a, b) => a - b);
}

/** Mean, share of values ≤ 0 in percent, channels without a value above 0: of one picture, or of all. */
export function statistics(
  { shape, data }: PictureArray,
  picture?: number,
): readonly [number, number, number] {
  const [count = 0, channels = 1, ...rest] = shape;
  const cells = rest.reduce((a, b) => a * b, 1);
  const pictures = picture === undefined ? Array.from({ length: count }, (_, n) => n) : [picture];
  let sum = 0;
  let low = 0;
  let dead = 0;
  for (let c = 0; c < channels; c++) {
    let alive = false;
    for (const n of pictures) {
      const from = (n * channels + c) * cells;
      for (let cell = 0; cell < cells; cell++) {
        const value = data[from + cell] as number;
        sum += value;
        if (value > 0) alive = true;
        else low++;
      }
    }
    if (!alive) dead++;
  }
  const all = Math.max(1, pictures.length * channels * cells);
  return [sum / all, (100 * low) / all, dead];
}

/** `features.10, conv2d [32, 56, 56], channels 2, 3, 7`. */
function captionOf(layer: Layer, { shape }: PictureArray, channels: readonly number[]): string {
  const which = shape.length === 4 ? `, channels ${channels.join(", ")}` : "";
  return `${layer.name}, ${layer.type} [${shape.slice(1).join(", ")}]${which}`;
}

function mapOf({ shape, data }: PictureArray, picture: number, channel: number): NumberMap {
  const [, channels = 1, height = 1, width = 1] = shape;
  if (shape.length !== 4)
    return { height: 1, width: channels, data: data.slice(picture * channels, (picture + 1) * channels) };
  const cells = height * width;
  const from = (picture * channels + channel) * cells;
  return { height, width, data: data.slice(from, from + cells) };
}
