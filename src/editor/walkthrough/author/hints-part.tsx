import { changeStep, moved, orNone } from "@/walkthrough/author/draft";
import type { Step, Walkthrough } from "@/walkthrough/document";
import { Part, ProseField } from "./fields";
import { ItemButtons } from "./small-buttons";
import { change } from "./writing";

const MOST = 20;

/** Hints open one by one: the way first, the answer last. */
export function HintsPart({ step, draft }: { readonly step: Step; readonly draft: Walkthrough }) {
  const hints = step.hints ?? [];
  const write = (next: string[], gesture?: string) =>
    change((now) => changeStep(now, step.id, { hints: orNone(next) }), gesture);
  return (
    <Part title="Hints" note={hints.length === 0 ? "none" : `${hints.length}`}>
      {hints.map((hint, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: hints have no names, and their fields hold no state.
        <div key={at} className="flex items-start gap-1">
          <div className="min-w-0 flex-1">
            <ProseField
              label={`Hint ${at + 1}`}
              rows={1}
              value={hint}
              drawings={draft.drawings}
              write={(text) =>
                write(
                  hints.map((each, place) => (place === at ? text : each)),
                  `hint ${step.id} ${at}`,
                )
              }
            />
          </div>
          <ItemButtons
            what={`hint ${at + 1}`}
            at={at}
            count={hints.length}
            move={(by) => write(moved(hints, at, by))}
            remove={() => write(hints.filter((_, place) => place !== at))}
          />
        </div>
      ))}
      {hints.length < MOST && (
        <button type="button" className="button small w-fit" onClick={() => write([...hints, ""])}>
          Add a hint
        </button>
      )}
    </Part>
  );
}
