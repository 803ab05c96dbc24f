import { useMemo } from "react";
import type { ValueView } from "@/engine/protocol";
import { sensible } from "@/figures/columns";
import type { Film, FilmFrame } from "@/figures/figure";
import { frameAt } from "@/figures/film";
import { filmFigure } from "@/figures/film-figure";
import { useSession } from "../state/editor";
import { lookAt } from "../state/session-store";
import { FigureView } from "./figure-view";
import { Slider } from "./slider";

/**
 * What some pictures looked like to the network after each epoch, with a slider over the epochs. It follows the newest
 * until another is chosen.
 */
export function FilmView({ node, film }: { readonly node: string; readonly film: Film }) {
  const chosen = useSession(({ runs }) => runs[node]?.epoch);
  const at = frameAt(film, chosen);
  const last = film.frames.length - 1;
  const frame = film.frames[at];
  const figure = useMemo(() => frame && filmFigure(film, frame), [film, frame]);
  if (!frame || !figure) return null;
  const show = (place: number) =>
    lookAt(node, { epoch: place >= last ? undefined : film.frames[place]?.epoch });
  return (
    <section aria-label="Epoch by epoch" className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <Slider
        label="Epoch"
        value={at}
        min={0}
        max={last}
        step={1}
        text={`${frame.epoch} of ${film.epochs}`}
        onChange={show}
      />
      <p className="flex flex-wrap gap-x-3 text-[11.5px] text-soft">
        {recordText(frame).map((text) => (
          <span key={text}>{text}</span>
        ))}
      </p>
      <FigureView figure={figure} />
    </section>
  );
}

/** The film, and the curves with a line at the epoch that is looked at. */
export function HistoryView(props: {
  readonly node: string;
  readonly view: Extract<ValueView, { kind: "History" }>;
}) {
  const { node, view } = props;
  const chosen = useSession(({ runs }) => runs[node]?.epoch);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {view.film && <FilmView node={node} film={view.film} />}
      <FigureView figure={view.figure} mark={view.film && chosen} />
    </div>
  );
}

/** `Loss 0.412, validation 0.398` and `Dice 0.712, validation 0.690`. */
function recordText({ record }: FilmFrame): readonly string[] {
  const pair = (name: string, train: number | undefined, validation: number | undefined) =>
    train === undefined
      ? []
      : [
          `${name} ${sensible(train)}${validation === undefined ? "" : `, validation ${sensible(validation)}`}`,
        ];
  return [
    ...pair("Loss", record.trainLoss, record.validationLoss),
    ...pair("Dice", record.trainDice, record.validationDice),
  ];
}
