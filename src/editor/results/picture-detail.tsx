import { useEffect, useState } from "react";
import type { PictureDetail as Told } from "@/engine/protocol";
import type { Judged } from "@/figures/judged";
import { engine } from "../actions/engine";
import { LeaveOut } from "./leave-out";
import { MapsView } from "./maps-view";
import { Picture } from "./picture";
import { SaveFigure } from "./save-figure";
import { CLOSER, useCloser } from "./use-closer";
import type { PictureSource } from "./use-thumbnails";
import { Probabilities, Verdict } from "./verdict";

/** Longest side of the large picture, px. */
const LARGE = 640;

/** A picture at large, what the model says of it, and on demand what it looked at. */
export function PictureDetail(props: {
  readonly source: PictureSource;
  readonly classes: readonly string[];
  readonly picture: Judged;
}) {
  const { source, classes, picture } = props;
  const { detail, fault } = useDetail(source, picture);
  const closer = useCloser(source, picture);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">
      <div className="grid gap-5 sm:grid-cols-[minmax(0,320px)_minmax(0,1fr)]">
        <div className="aspect-square overflow-hidden rounded-lg bg-raised [&_.picture]:object-contain">
          {detail && <Picture image={detail.image} />}
        </div>
        <div className="flex flex-col">
          <Verdict classes={classes} picture={picture} />
          {detail && <Probabilities detail={detail} />}
          {fault !== "" && (
            <p className="mt-3 text-[12.5px] text-bad" role="alert">
              {fault}
            </p>
          )}
          <div className="mt-auto grid gap-2 pt-4">
            <div className="flex flex-wrap items-center gap-2">
              {CLOSER.map(({ show, label }) => (
                <button
                  key={show}
                  type="button"
                  className="button small"
                  disabled={closer.busy || closer.figures[show] !== undefined}
                  onClick={() => closer.ask(show)}
                >
                  {label}
                </button>
              ))}
              <LeaveOut node={source.node} name={picture.name} />
            </div>
            <p className="min-h-5 text-[12px] text-soft" aria-live="polite">
              {closer.note}
            </p>
          </div>
        </div>
      </div>
      {CLOSER.map(({ show, words }) => {
        const figure = closer.figures[show];
        return (
          figure && (
            <section key={show} className="mt-4" aria-label={figure.title}>
              <h3 className="text-[13px] font-semibold">{figure.title}</h3>
              <p className="mb-1.5 text-[12px] text-soft">{words}</p>
              <MapsView figure={figure} />
              <SaveFigure figure={figure} />
            </section>
          )
        );
      })}
    </div>
  );
}

function useDetail({ node, port }: PictureSource, { index, name }: Judged) {
  const [detail, setDetail] = useState<Told>();
  const [fault, setFault] = useState("");
  useEffect(() => {
    let wanted = true;
    engine()
      .then((ready) => ready.call("picture", { node, port, index, name, size: LARGE }))
      .then(
        (found) => wanted && setDetail(found),
        (error: Error) => wanted && setFault(error.message),
      );
    return () => {
      wanted = false;
    };
  }, [node, port, index, name]);
  return { detail, fault };
}
