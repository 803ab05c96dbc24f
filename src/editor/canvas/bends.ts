export type Point = readonly [number, number];

/** A line through the bends that leaves the first port to the right and comes into the second from the left. */
export function bentPath(
  from: Point,
  bends: readonly Point[],
  to: Point,
): { readonly path: string; readonly label: Point } {
  const points = [from, ...bends, to];
  const at = (index: number): Point => points[Math.max(0, Math.min(points.length - 1, index))] ?? from;
  const reach = (a: Point, b: Point) => Math.hypot(b[0] - a[0], b[1] - a[1]);
  const tangent = (index: number): Point => {
    if (index === 0) return [Math.min(120, reach(at(0), at(1))), 0];
    if (index === points.length - 1) return [Math.min(120, reach(at(index - 1), at(index))), 0];
    // No longer than the shorter neighbour: a curve that overshoots looks like a mistake.
    const [before, after] = [at(index - 1), at(index + 1)];
    const span = reach(before, after) || 1;
    const length = Math.min(reach(before, at(index)), reach(at(index), after));
    return [((after[0] - before[0]) / span) * length, ((after[1] - before[1]) / span) * length];
  };
  let path = `M${from[0]},${from[1]}`;
  const middle = Math.floor((points.length - 2) / 2);
  let label: Point = from;
  for (let index = 0; index < points.length - 1; index++) {
    const [a, b, out, into] = [at(index), at(index + 1), tangent(index), tangent(index + 1)];
    const c: Point = [a[0] + out[0] / 3, a[1] + out[1] / 3];
    const d: Point = [b[0] - into[0] / 3, b[1] - into[1] / 3];
    path += ` C${c[0]},${c[1]} ${d[0]},${d[1]} ${b[0]},${b[1]}`;
    if (index === middle) {
      label = [(a[0] + 3 * c[0] + 3 * d[0] + b[0]) / 8, (a[1] + 3 * c[1] + 3 * d[1] + b[1]) / 8];
    }
  }
  return { path, label };
}

/** The bends with one more at a point, between those neighbours whose line is nearest to it. */
export function withBend(from: Point, bends: readonly Point[], to: Point, point: Point): readonly Point[] {
  const points = [from, ...bends, to];
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < points.length - 1; index++) {
    const [a, b] = [points[index], points[index + 1]];
    if (!a || !b) continue;
    const away = distance(point, a, b);
    if (away < least) [least, best] = [away, index];
  }
  return [...bends.slice(0, best), point, ...bends.slice(best)];
}

/** From a point to a line between two others. */
function distance(point: Point, a: Point, b: Point): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const share = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.max(0, Math.min(1, share));
  return Math.hypot(point[0] - a[0] - t * dx, point[1] - a[1] - t * dy);
}
