/**
 * Many equal tiles in one texture: where a tile of four channels of a picture, or of a few filters, lies. Tiles follow
 * each other row by row, so that a shader goes from one to the next by an addition.
 */
export interface Atlas {
  /** Of a tile, texels. */
  readonly tile: readonly [width: number, height: number];
  /** Tiles in a row. */
  readonly across: number;
  /** Of the whole texture, texels. */
  readonly size: readonly [width: number, height: number];
}

/** As square as it goes; `undefined` where no side may be so long. */
export function atlasOf(
  count: number,
  [width, height]: readonly [number, number],
  longest: number,
): Atlas | undefined {
  const most = Math.floor(longest / width);
  if (most < 1) return undefined;
  const square = Math.ceil(Math.sqrt((count * height) / width));
  const across = Math.min(most, Math.max(1, Math.min(count, square)));
  const size = [across * width, Math.ceil(count / across) * height] as const;
  return size[1] > longest ? undefined : { tile: [width, height], across, size };
}
