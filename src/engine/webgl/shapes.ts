import { type Atlas, atlasOf } from "./atlas";

/** A convolution 3×3 with stride 1 and one row of zeros round the picture: `[n][h][w][c]` to `[n][h][w][o]`. */
export interface Sizes {
  readonly n: number;
  readonly h: number;
  readonly w: number;
  readonly c: number;
  readonly o: number;
}

/** How such a convolution lies in textures: channels go by fours. */
export interface Layout {
  /** A tile is a picture's four channels with zeros round them, an even number of pixels inside. */
  readonly picture: Atlas;
  /** A tile is what four input channels give to four output channels: 4 × 9 texels. */
  readonly filters: Atlas;
  /** A tile is four channels of the result, a texel two by two pixels of it, in four textures. */
  readonly result: Atlas;
  /** Fours of channels that come in and go out. */
  readonly groups: readonly [number, number];
}

export function layoutOf({ n, h, w, c, o }: Sizes, longest: number): Layout | undefined {
  const groups = [Math.ceil(c / 4), Math.ceil(o / 4)] as const;
  const half = [Math.ceil(w / 2), Math.ceil(h / 2)] as const;
  const picture = atlasOf(n * groups[0], [2 * half[0] + 2, 2 * half[1] + 2], longest);
  const filters = atlasOf(groups[0] * groups[1], [4, 9], longest);
  const result = atlasOf(n * groups[1], half, longest);
  return picture && filters && result ? { picture, filters, result, groups } : undefined;
}
