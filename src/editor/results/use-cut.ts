import { useEffect, useRef, useState } from "react";
import type { Cut } from "@/engine/protocol";
import { errorText } from "@/error-text";
import type { MapsFigure } from "@/figures/figure";
import { engine } from "../actions/engine";
import type { PictureSource } from "./use-thumbnails";

/** One figure on its way to a threshold: `rows` says where each row of it is. */
interface Work {
  readonly made: MapsFigure;
  readonly rows: number[];
  wanted: number;
  isBusy: boolean;
}

/**
 * A segmentation figure cut at the threshold `at`, `own` being the one that it was made with. The engine cuts it anew row
 * by row, one at a time and always at the newest threshold, so that a drag never waits and the page never does much at once.
 */
export function useCut(source: PictureSource, made: MapsFigure, own: number, at: number) {
  const [state, setState] = useState({ of: made, figure: made, note: "" });
  const work = useRef<Work>(undefined);
  const { node, port } = source;
  useEffect(() => {
    if (work.current?.made !== made)
      work.current = { made, rows: made.rows.map(() => own), wanted: own, isBusy: false };
    const { current } = work;
    current.wanted = at;
    if (current.isBusy) return;
    const isAsked = () => work.current === current;
    cutAll({ node, port }, current, isAsked, (row, cut) =>
      setState(({ of, figure }) => ({
        of: made,
        figure: withCut(of === made ? figure : made, row, cut),
        note: "",
      })),
    ).catch((error: unknown) => {
      const note = errorText(error);
      if (isAsked()) setState((now) => ({ ...now, of: made, note }));
    });
  }, [node, port, made, own, at]);
  return state.of === made ? state : { figure: made, note: "" };
}

async function cutAll(
  source: PictureSource,
  work: Work,
  isAsked: () => boolean,
  show: (row: number, cut: Cut) => void,
): Promise<void> {
  const { rows } = work;
  if (rows.every((done) => done === work.wanted)) return;
  work.isBusy = true;
  try {
    const ready = await engine();
    for (let row = 0; rows.some((done) => done !== work.wanted); row = (row + 1) % rows.length) {
      const threshold = work.wanted;
      if (rows[row] === threshold) continue;
      const cut = await ready.call("cut", { ...source, row, threshold });
      if (!isAsked()) return;
      rows[row] = threshold;
      show(row, cut);
    }
  } finally {
    work.isBusy = false;
  }
}

function withCut(figure: MapsFigure, changed: number, { cells, rows, overall }: Cut): MapsFigure {
  return {
    ...figure,
    rows: figure.rows.map((row, index) => {
      const values = rows[index] ?? row.values;
      if (index !== changed) return { ...row, values };
      const own = [...row.cells];
      for (const [column, cell] of cells) own[column] = cell;
      return { ...row, values, cells: own };
    }),
    ...(figure.overall ? { overall: { ...figure.overall, values: overall } } : {}),
  };
}
