import { Check, ChevronLeft, ChevronRight, X } from "lucide-react";
import { useEffect, useState } from "react";
import type { PictureDetail } from "@/engine/protocol";
import type { MapsFigure } from "@/figures/figure";
import type { Judged } from "@/figures/judged";
import { engine } from "../actions/engine";
import { Dialog } from "../panels/dialog";
import { useSession } from "../state/editor";
import { MapsView } from "./maps-view";
import { Picture } from "./picture";
import { SaveFigure } from "./save-figure";
import type { PictureSource } from "./use-thumbnails";
import { percent } from "./words";

/** Longest side of the large picture, px. */
const LARGE = 640;

/** One picture of a list: what it is, what the model says and how surely, and what it looked at. */
export function PictureDialog(props: {
  readonly source: PictureSource;
  readonly classes: readonly string[];
  readonly pictures: readonly Judged[];
  readonly at: number;
  readonly setAt: (at: number) => void;
  readonly close: () => void;
}) {
  const { source, classes, pictures, at, setAt, close } = props;
  const picture = pictures[at];
  if (!picture) return null;
  const several = pictures.length > 1;
  return (
    <Dialog
      title={picture.name}
      close={close}
      actions={
        several && (
          <div className="flex flex-none items-center gap-1 text-[12px] text-soft">
            <Step to={at - 1} count={pictures.length} setAt={setAt} label="Picture before">
              <ChevronLeft size={15} />
            </Step>
            <span aria-live="polite">
              {at + 1} of {pictures.length}
            </span>
            <Step to={at + 1} count={pictures.length} setAt={setAt} label="Next picture">
              <ChevronRight size={15} />
            </Step>
          </div>
        )
      }
    >
      <Detail key={picture.index} source={source} classes={classes} picture={picture} />
    </Dialog>
  );
}

function Step(props: {
  readonly to: number;
  readonly count: number;
  readonly setAt: (at: number) => void;
  readonly label: string;
  readonly children: React.ReactNode;
}) {
  const { to, count, setAt, label, children } = props;
  return (
    <button
      type="button"
      className="button icon small plain"
      aria-label={label}
      title={label}
      disabled={to < 0 || to >= count}
      onClick={() => setAt(to)}
    >
      {children}
    </button>
  );
}

function Detail(props: {
  readonly source: PictureSource;
  readonly classes: readonly string[];
  readonly picture: Judged;
}) {
  const { source, classes, picture } = props;
  const { index, name } = picture;
  const { node, port } = source;
  const [detail, setDetail] = useState<PictureDetail>();
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
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">
      <div className="grid gap-5 sm:grid-cols-[minmax(0,320px)_minmax(0,1fr)]">
        <div className="aspect-square overflow-hidden rounded-lg bg-raised [&_.picture]:object-contain">
          {detail && <Picture image={detail.image} />}
        </div>
        <div>
          <Verdict classes={classes} picture={picture} />
          {detail && <Probabilities detail={detail} />}
        </div>
      </div>
      {fault !== "" && (
        <p className="mt-3 text-[12.5px] text-bad" role="alert">
          {fault}
        </p>
      )}
      <Closer source={source} picture={picture} />
    </div>
  );
}

function Verdict({ classes, picture }: { readonly classes: readonly string[]; readonly picture: Judged }) {
  const { label, predicted, confidence } = picture;
  const right = label === predicted;
  return (
    <dl className="grid grid-cols-3 gap-2">
      <Fact name="It is">{classes[label]}</Fact>
      <Fact name="The model says">
        {classes[predicted]}
        <span
          className={`ml-1.5 inline-flex items-center gap-0.5 text-[12px] ${right ? "text-ok" : "text-bad"}`}
        >
          {right ? <Check size={13} aria-hidden /> : <X size={13} aria-hidden />}
          {right ? "right" : "wrong"}
        </span>
      </Fact>
      <Fact name="Confidence">{percent(confidence)}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className="rounded-lg border border-line px-3 py-2">
      <dt className="text-[11.5px] text-soft">{name}</dt>
      <dd className="truncate text-[16px] font-semibold">{children}</dd>
    </div>
  );
}

function Probabilities({ detail }: { readonly detail: PictureDetail }) {
  const { classes, probabilities, label, predicted } = detail;
  return (
    <table className="mt-3 w-full text-[12px]" aria-label="Probability of each class">
      <tbody>
        {classes.map((name, at) => {
          const share = probabilities[at] ?? 0;
          const colour = at === label ? "var(--ok)" : at === predicted ? "var(--bad)" : "var(--faint)";
          return (
            <tr key={name}>
              <th
                scope="row"
                className="max-w-[140px] truncate py-[3px] pr-3 text-left font-medium"
                title={name}
              >
                {name}
                {at === label && <span className="font-normal text-soft"> (true)</span>}
              </th>
              <td className="w-full">
                <i className="block h-2.5 rounded-sm bg-raised">
                  <i
                    className="block h-full min-w-px rounded-sm"
                    style={{ width: `${100 * share}%`, background: colour }}
                  />
                </i>
              </td>
              <td className="pl-2 text-right whitespace-nowrap">{percent(share)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const VIEWS = [
  ["saliency", "Show saliency", "Which pixels the answer hangs on."],
  ["features", "Show feature maps", "What the network makes of it on its way."],
] as const;
type Show = (typeof VIEWS)[number][0];

/** What is worked out only when it is asked for. */
function Closer({ source, picture }: { readonly source: PictureSource; readonly picture: Judged }) {
  const [figures, setFigures] = useState<Partial<Record<Show, MapsFigure>>>({});
  const [note, setNote] = useState("");
  const isRunning = useSession(({ run }) => run.state !== "idle");
  const ask = async (show: Show) => {
    setNote("Working it out…");
    try {
      const ready = await engine();
      const { index, name } = picture;
      const figure = await ready.call("explain", { ...source, index, name, show });
      setFigures((now) => ({ ...now, [show]: figure }));
      setNote("");
    } catch (error) {
      setNote(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div className="mt-4 grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="flex flex-wrap items-center gap-2">
        {VIEWS.filter(([show]) => !figures[show]).map(([show, label, title]) => (
          <button
            key={show}
            type="button"
            className="button small"
            title={isRunning ? "A run is going on: ask again when it is done." : title}
            disabled={isRunning || note === "Working it out…"}
            onClick={() => ask(show)}
          >
            {label}
          </button>
        ))}
        <span className="text-[12px] text-soft" role="status">
          {note}
        </span>
      </div>
      {VIEWS.map(([show, , words]) => {
        const figure = figures[show];
        return (
          figure && (
            <section key={show} aria-label={figure.title}>
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
