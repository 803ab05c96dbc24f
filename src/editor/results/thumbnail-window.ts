import type { Thumbnail } from "@/figures/figure";

/** The places of a long row that are in sight: from the first to before the last. */
export interface Sight {
  readonly from: number;
  readonly until: number;
}

/** Pictures held at most: some screens of them, whatever is scrolled through. */
const HELD = 900;
/** Fetched at a time. */
const PAGE = 60;

/**
 * The next places to fetch, nearest to what is in sight first; none where all in sight and a page around it is there. In
 * one piece, so that a fetch is one question.
 */
export function missing(sight: Sight, total: number, has: (place: number) => boolean): readonly number[] {
  const inSight = range(Math.max(0, sight.from), Math.min(total, sight.until)).filter((place) => !has(place));
  if (inSight.length > 0) return inSight.slice(0, PAGE);
  const after = range(sight.until, Math.min(total, sight.until + PAGE)).filter((place) => !has(place));
  // Next to nothing is not worth a question of its own.
  return after.length >= PAGE / 2 || (after.length > 0 && after.at(-1) === total - 1) ? after : [];
}

/** The same pictures with some more, those farthest from what is in sight given up when they are too many. */
export function withMore(
  held: ReadonlyMap<number, Thumbnail>,
  places: readonly number[],
  images: readonly Thumbnail[],
  sight: Sight,
  most = HELD,
): ReadonlyMap<number, Thumbnail> {
  const all = new Map(held);
  images.forEach((image, at) => {
    const place = places[at];
    if (place !== undefined) all.set(place, image);
  });
  if (all.size <= most) return all;
  const middle = (sight.from + sight.until) / 2;
  const nearest = [...all].sort(([a], [b]) => Math.abs(a - middle) - Math.abs(b - middle));
  return new Map(nearest.slice(0, most));
}

function range(from: number, until: number): readonly number[] {
  return Array.from({ length: Math.max(0, until - from) }, (_, at) => from + at);
}
