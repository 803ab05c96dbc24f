import type { LabelImage } from "./boundaries";

/** A line through points (row, column), px from the middle of the first pixel; the first point again at the end where
 * it is closed. */
export type Contour = readonly (readonly [row: number, column: number])[];

/**
 * Marching squares at `level`: scikit-image's `find_contours`, its lines in no particular order or direction. Points lie
 * between neighbouring pixels on either side of the level, where a straight line between their values crosses it; at a
 * saddle the two high pixels stay apart (`fully_connected="low"`). Lines that reach the border are open.
 */
export function findContours(image: LabelImage, level = 0.5): Contour[] {
  const links = new Map<number, number[]>();
  const link = (a: number, b: number) => {
    links.set(a, [...(links.get(a) ?? []), b]);
    links.set(b, [...(links.get(b) ?? []), a]);
  };
  for (let y = 0; y + 1 < image.height; y++)
    for (let x = 0; x + 1 < image.width; x++) for (const [a, b] of segments(image, level, y, x)) link(a, b);
  return joined(links).map((line) => line.map((crossing) => pointOf(image, level, crossing)));
}

/*
 * A crossing is named by a number: twice the index of the left or upper of its two pixels, plus 1 if the other one is
 * below rather than to the right. So the squares on both sides of it call it the same.
 */
function segments({ data, width }: LabelImage, level: number, y: number, x: number): [number, number][] {
  const i = y * width + x;
  const high = (at: number) => (data[at] as number) > level;
  const upperLeft = high(i);
  const upperRight = high(i + 1);
  const lowerLeft = high(i + width);
  const lowerRight = high(i + width + 1);
  const top = 2 * i;
  const bottom = 2 * (i + width);
  const left = 2 * i + 1;
  const right = 2 * (i + 1) + 1;
  const crossed: number[] = [];
  if (upperLeft !== upperRight) crossed.push(top);
  if (upperRight !== lowerRight) crossed.push(right);
  if (lowerLeft !== lowerRight) crossed.push(bottom);
  if (upperLeft !== lowerLeft) crossed.push(left);
  const [first, second, third] = crossed;
  if (first === undefined || second === undefined) return [];
  if (third === undefined) return [[first, second]];
  return upperLeft
    ? [
        [top, left],
        [right, bottom],
      ]
    : [
        [top, right],
        [left, bottom],
      ];
}

/** Follows the links from crossing to crossing: first the open lines from their ends, then the rings. */
function joined(links: Map<number, number[]>): number[][] {
  const ends = [...links.keys()].filter((crossing) => links.get(crossing)?.length === 1);
  const seen = new Set<number>();
  const lines: number[][] = [];
  for (const start of [...ends, ...links.keys()]) {
    if (seen.has(start)) continue;
    const line: number[] = [];
    let at: number | undefined = start;
    while (at !== undefined) {
      seen.add(at);
      line.push(at);
      at = links.get(at)?.find((next) => !seen.has(next));
    }
    if (links.get(start)?.length === 2) line.push(start);
    lines.push(line);
  }
  return lines;
}

function pointOf({ data, width }: LabelImage, level: number, crossing: number): [number, number] {
  const isBelow = crossing % 2 === 1;
  const i = (crossing - (isBelow ? 1 : 0)) / 2;
  const from = data[i] as number;
  const to = data[isBelow ? i + width : i + 1] as number;
  const part = (level - from) / (to - from);
  const row = Math.floor(i / width);
  const column = i % width;
  return isBelow ? [row + part, column] : [row, column + part];
}
