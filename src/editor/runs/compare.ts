import type { LinesFigure, Series } from "@/figures/figure";
import { nameOf, type RunRecord } from "./run-record";

export interface NumberPair {
  readonly node: string;
  readonly name: string;
  readonly first: number | undefined;
  readonly second: number | undefined;
}

/** Every number that one of two runs has, beside the other's. Equal ones are told too: that they are is a result. */
export function numberPairs(first: RunRecord, second: RunRecord): readonly NumberPair[] {
  const nodes = new Set([...Object.keys(first.numbers), ...Object.keys(second.numbers)]);
  return [...nodes].flatMap((node) => {
    const [a = {}, b = {}] = [first.numbers[node], second.numbers[node]];
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...names].map((name) => ({ node, name, first: a[name], second: b[name] }));
  });
}

/** The curves of both runs over one another, a figure a panel of each training: the second run's are dashed. */
export function overlaidCurves(
  first: RunRecord,
  second: RunRecord,
): readonly { node: string; figure: LinesFigure }[] {
  const nodes = new Set([...Object.keys(first.curves), ...Object.keys(second.curves)]);
  return [...nodes].flatMap((node) => {
    const [a, b] = [first.curves[node], second.curves[node]];
    const any = a ?? b;
    if (!any) return [];
    const x = [...new Set([...(a?.x ?? []), ...(b?.x ?? [])])].sort((one, other) => one - other);
    const labels = [...new Set([...(a?.panels ?? []), ...(b?.panels ?? [])].map(({ yLabel }) => yLabel))];
    return labels.map((yLabel) => {
      const series = [
        ...seriesOf(a, yLabel, x, nameOf(first), false),
        ...seriesOf(b, yLabel, x, nameOf(second), true),
      ];
      return { node, figure: { ...any, x, panels: [{ yLabel, series }] } };
    });
  });
}

/** One run's lines of a panel on the common x, with gaps where it has no value. */
function seriesOf(
  figure: LinesFigure | undefined,
  yLabel: string,
  x: readonly number[],
  run: string,
  dashed: boolean,
): readonly Series[] {
  if (!figure) return [];
  const at = new Map(figure.x.map((value, index) => [value, index]));
  return figure.panels
    .filter((panel) => panel.yLabel === yLabel)
    .flatMap(({ series }) => series)
    .map(({ name, values }, colour) => ({
      name: `${name}, ${run}`,
      dashed,
      // The same line has the same colour in both runs.
      colour,
      values: x.map((value) => values[at.get(value) ?? -1] ?? null),
    }));
}
