import { Circle, Plus } from "lucide-react";
import { registry } from "@/registry";
import { actionText } from "@/walkthrough/author/action-words";
import { changeStep, moved, orNone } from "@/walkthrough/author/draft";
import { OPENED_WORDS } from "@/walkthrough/author/goal-forms";
import { lackingDeeds } from "@/walkthrough/author/suggest";
import { type Action, OPENED, type Step } from "@/walkthrough/document";
import { nodeLabel, type StepChoices } from "./choices";
import { AddFrom, Part } from "./fields";
import { showBeginning, startRecording } from "./recording";
import { ItemButtons } from "./small-buttons";
import { change } from "./writing";

/** What "Show me" does: recorded on the canvas, with what is to be run, opened and answered behind it. */
export function ShowPart({ step, choices }: { readonly step: Step; readonly choices: StepChoices }) {
  const actions = step.showMe ?? [];
  const write = (next: Action[]) => change((draft) => changeStep(draft, step.id, { showMe: orNone(next) }));
  const place = { graph: choices.graph, walkthrough: choices.draft, registry };
  const lacking = lackingDeeds(step, choices.graph);
  const note =
    actions.length === 0 ? "nothing yet" : `${actions.length} ${actions.length === 1 ? "action" : "actions"}`;
  return (
    <Part title="Show me" note={note}>
      {actions.length > 0 && (
        <ol className="grid gap-0.5">
          {actions.map((action, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: actions have no names, and lines hold no state.
            <li key={at} className="author-item">
              <span className="min-w-0 flex-1">{actionText(action, place)}</span>
              <ItemButtons
                what={`action ${at + 1}`}
                at={at}
                count={actions.length}
                move={(by) => write(moved(actions, at, by))}
                remove={() => write(actions.filter((_, each) => each !== at))}
              />
            </li>
          ))}
        </ol>
      )}
      <div className="flex flex-wrap gap-2">
        <button type="button" className="button small" onClick={() => startRecording("anew")}>
          <Circle size={11} fill="var(--bad)" stroke="var(--bad)" aria-hidden />
          {actions.length > 0 ? "Record again" : "Record"}
        </button>
        {actions.length > 0 && (
          <button type="button" className="button small" onClick={() => startRecording("on")}>
            Record more
          </button>
        )}
        <button type="button" className="button small plain" onClick={() => showBeginning(step.id)}>
          Show how it begins
        </button>
      </div>
      {lacking.length > 0 && (
        <div className="remark grid gap-1.5">
          <p>The step also asks for:</p>
          {lacking.map((action) => (
            <button
              key={JSON.stringify(action)}
              type="button"
              className="button small w-fit max-w-full"
              onClick={() => write([...actions, action])}
            >
              <Plus size={12} aria-hidden className="flex-none" />
              <span className="truncate">{actionText(action, place)}</span>
            </button>
          ))}
        </div>
      )}
      <AddFrom
        label="Add what is not an edit…"
        options={deeds(choices)}
        add={(value) => write([...actions, JSON.parse(value) as Action])}
      />
    </Part>
  );
}

/** Runs, looks and answers, as values of a list. */
function deeds({ graph, questions, draft }: StepChoices): (readonly [string, string])[] {
  const ids = Object.keys(graph.nodes);
  const option = (action: Action, words: string) => [JSON.stringify(action), words] as const;
  return [
    option({ kind: "run" }, "Run the graph"),
    ...ids.map((node) => option({ kind: "run", node }, `Run ${nodeLabel(graph, node)}`)),
    option({ kind: "open", what: "plan" }, `Open ${OPENED_WORDS.plan}`),
    option({ kind: "open", what: "runs" }, `Open ${OPENED_WORDS.runs}`),
    ...OPENED.filter((what) => what !== "plan" && what !== "runs").flatMap((what) =>
      ids.map((node) =>
        option({ kind: "open", what, node }, `Open ${OPENED_WORDS[what]}: ${nodeLabel(graph, node)}`),
      ),
    ),
    ...questions.map(({ id }) =>
      option(
        { kind: "answer", question: id },
        actionText({ kind: "answer", question: id }, { graph, walkthrough: draft, registry }),
      ),
    ),
  ];
}
