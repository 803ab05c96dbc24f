import { type ColourMap, colourIndex, colourTable } from "../figures/colour-maps";
import type { Thumbnail } from "../figures/figure";
import { makePicture } from "../pixels/picture";
import { resize } from "../pixels/resample";

/** Numbers over rows and columns, row by row. */
export interface NumberMap {
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** Smallest and largest finite value; 0 and 0 where there is none. */
export function rangeOfMaps(maps: readonly NumberMap[]): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { data } of maps) {
    for (const value of data) {
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low > high ? [0, 0] : [low, high];
}

/** The map in colours, no side longer than `longest` px. What is not a number is grey. */
export function heatCell(
  map: NumberMap,
  [low, high]: readonly [number, number],
  colours: ColourMap,
  name: string,
  longest: number,
): Thumbnail {
  const table = colourTable(colours);
  const rgba = new Uint8Array(map.data.length * 4);
  map.data.forEach((value, at) => {
    const colour = 3 * colourIndex(value, low, high);
    for (let k = 0; k < 3; k++) rgba[4 * at + k] = Number.isNaN(value) ? 128 : (table[colour + k] as number);
    rgba[4 * at + 3] = 255;
  });
  return shrunk(rgba, map, name, longest);
}

/** The map in grey: values from 0 to 255 as they are, others from the smallest (black) to the largest (white). */
export function planeCell(map: NumberMap, isBytes: boolean, name: string, longest: number): Thumbnail {
  const [low, high] = isBytes ? [0, 255] : rangeOfMaps([map]);
  const scale = high > low ? 255 / (high - low) : 0;
  const rgba = new Uint8Array(map.data.length * 4);
  map.data.forEach((value, at) => {
    rgba.fill(Math.round((value - low) * scale), 4 * at, 4 * at + 3);
    rgba[4 * at + 3] = 255;
  });
  return shrunk(rgba, map, name, longest);
}

/** The map laid over a picture of the same size: where it is low the picture stays, where it is high the colour covers. */
export function overlayCell(
  picture: Thumbnail,
  map: NumberMap,
  [low, high]: readonly [number, number],
  colours: ColourMap,
  name: string,
): Thumbnail {
  const table = colourTable(colours);
  const rgba = new Uint8ClampedArray(picture.rgba.length);
  for (let y = 0; y < picture.height; y++) {
    const fromY = Math.floor(((y + 0.5) * map.height) / picture.height);
    for (let x = 0; x < picture.width; x++) {
      const fromX = Math.floor(((x + 0.5) * map.width) / picture.width);
      const value = map.data[fromY * map.width + fromX] as number;
      const index = colourIndex(value, low, high);
      const cover = 0.85 * (index / 255);
      const at = 4 * (y * picture.width + x);
      for (let k = 0; k < 3; k++)
        rgba[at + k] =
          (1 - cover) * (picture.rgba[at + k] as number) + cover * (table[3 * index + k] as number);
      rgba[at + 3] = 255;
    }
  }
  return { name, caption: "", height: picture.height, width: picture.width, rgba };
}

function shrunk(rgba: Uint8Array, { height, width }: NumberMap, name: string, longest: number): Thumbnail {
  const scale = Math.min(1, longest / Math.max(height, width));
  const to = {
    height: Math.max(1, Math.round(height * scale)),
    width: Math.max(1, Math.round(width * scale)),
  };
  const small = scale < 1 ? resize(makePicture("RGBA", height, width, rgba), to, "bilinear").data : rgba;
  return { name, caption: "", ...to, rgba: new Uint8ClampedArray(small) };
}

/** Bilinear between the centres of cells, edges held, as `torch.nn.functional.interpolate(align_corners=False)`. */
export function enlarge(map: NumberMap, height: number, width: number): NumberMap {
  const data = new Float32Array(height * width);
  for (let y = 0; y < height; y++) {
    const [top, bottom, down] = between(y, height, map.height);
    for (let x = 0; x < width; x++) {
      const [left, right, along] = between(x, width, map.width);
      const at = (row: number, column: number) => map.data[row * map.width + column] as number;
      const upper = at(top, left) * (1 - along) + at(top, right) * along;
      const lower = at(bottom, left) * (1 - along) + at(bottom, right) * along;
      data[y * width + x] = upper * (1 - down) + lower * down;
    }
  }
  return { height, width, data };
}

/** The two cells around a place of the larger map, and how far it lies towards the second. */
function between(place: number, size: number, cells: number): readonly [number, number, number] {
  const exact = Math.max(0, ((place + 0.5) * cells) / size - 0.5);
  const first = Math.min(cells - 1, Math.floor(exact));
  return [first, Math.min(cells - 1, first + 1), exact - first];
}
