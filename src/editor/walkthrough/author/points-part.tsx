import { Crosshair } from "lucide-react";
import { useCallback, useEffect } from "react";
import { changeStep, orNone } from "@/walkthrough/author/draft";
import { PANEL_WORDS, typesIn } from "@/walkthrough/author/goal-forms";
import { type Focus, PANELS, type Step, type Which } from "@/walkthrough/document";
import { authorStore } from "./author-store";
import { nodeLabel, type StepChoices, whichLabel, whichOf } from "./choices";
import { AddFrom, Part } from "./fields";
import { setDrawer } from "./make-room";
import { usePicking } from "./picking";
import { ItemButtons } from "./small-buttons";
import { change } from "./writing";

/** What the step points at: a click on the canvas, or a choice from a list. */
export function PointsPart({ step, choices }: { readonly step: Step; readonly choices: StepChoices }) {
  const { id } = step;
  const focus = step.focus ?? [];
  const point = useCallback(
    (each: Focus) =>
      change((draft) => {
        const now = draft.steps.find((one) => one.id === id)?.focus ?? [];
        const isThere = now.some((one) => JSON.stringify(one) === JSON.stringify(each));
        return isThere ? draft : changeStep(draft, id, { focus: [...now, each].slice(-20) });
      }),
    [id],
  );
  const isPicking = usePicking(point);
  useEffect(() => () => authorStore.setState({ isPicking: false }), []);
  const { here } = typesIn(choices);
  const options = [
    ...Object.keys(choices.graph.nodes).map(
      (node) => [`node ${node}`, nodeLabel(choices.graph, node)] as const,
    ),
    ...here.map((type) => [`type ${type}`, `any ${choices.registry.get(type)?.title ?? type}`] as const),
    ...PANELS.map((panel) => [`panel ${panel}`, `Panel: ${PANEL_WORDS[panel]}`] as const),
  ];
  const add = (value: string) => {
    const [kind, name = ""] = value.split(" ");
    if (kind === "panel") point({ panel: name as (typeof PANELS)[number] });
    else if (kind === "type") point({ type: name });
    else point(whichOf(name, undefined, choices.start, choices.graph));
  };
  return (
    <Part title="Points at" note={focus.length === 0 ? "nothing" : `${focus.length}`}>
      {focus.length > 0 && (
        <ul className="grid gap-0.5">
          {focus.map((each, at) => {
            const words = focusLabel(each, choices);
            return (
              <li key={JSON.stringify(each)} className="author-item">
                <span className="min-w-0 flex-1">{words}</span>
                <ItemButtons
                  what={words}
                  at={at}
                  count={focus.length}
                  remove={() =>
                    change((draft) =>
                      changeStep(draft, id, { focus: orNone(focus.filter((_, place) => place !== at)) }),
                    )
                  }
                />
              </li>
            );
          })}
        </ul>
      )}
      <div className="flex items-center gap-2">
        <button
          type="button"
          className="button small flex-none aria-pressed:border-accent"
          aria-pressed={isPicking}
          onClick={() => {
            authorStore.setState({ isPicking: !isPicking });
            setDrawer(isPicking);
          }}
        >
          <Crosshair size={13} aria-hidden /> {isPicking ? "Done pointing" : "Point on the canvas"}
        </button>
        <AddFrom label="Or from a list…" options={options} add={add} />
      </div>
      {isPicking && (
        <p className="text-[12px] text-soft" role="status">
          Click cards or ports on the canvas. Escape ends it.
        </p>
      )}
    </Part>
  );
}

function focusLabel(focus: Focus, { graph }: StepChoices): string {
  if ("panel" in focus && focus.panel !== undefined)
    return `Panel: ${PANEL_WORDS[focus.panel as (typeof PANELS)[number]]}`;
  return whichLabel(focus as Which, graph);
}
