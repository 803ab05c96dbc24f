/** Bytes from the first number up to, not with, the second. */
export type Span = readonly [from: number, to: number];

/** The spans in order, joined where they touch or overlap; empty ones are gone. */
export function joinSpans(spans: readonly Span[]): readonly Span[] {
  const sorted = spans.filter(([from, to]) => to > from).sort(([a], [b]) => a - b);
  const joined: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** What of `wanted` is not in `had`. */
export function missingSpans(had: readonly Span[], wanted: readonly Span[]): readonly Span[] {
  const missing: Span[] = [];
  const there = joinSpans(had);
  for (const [from, to] of joinSpans(wanted)) {
    let at = from;
    for (const [begin, end] of there) {
      if (end <= at || begin >= to) continue;
      if (begin > at) missing.push([at, begin]);
      at = Math.max(at, end);
    }
    if (at < to) missing.push([at, to]);
  }
  return missing;
}

/** How many bytes there are in spans that do not overlap. */
export function spansLength(spans: readonly Span[]): number {
  return spans.reduce((sum, [from, to]) => sum + to - from, 0);
}
