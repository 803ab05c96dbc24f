import { Circle, Square, Undo2 } from "lucide-react";
import { registry } from "@/registry";
import { actionText } from "@/walkthrough/author/action-words";
import type { Step, Walkthrough } from "@/walkthrough/document";
import { useDocument } from "../../state/editor";
import { StepProse } from "../step-prose";
import { discardRecording, recordedSoFar, stopRecording } from "./recording";

/** While the canvas is listened to: what the step asks for, and what would be kept so far. */
export function RecordingView({ draft, step }: { readonly draft: Walkthrough; readonly step: Step }) {
  const graph = useDocument((state) => state.graph);
  const far = recordedSoFar(graph);
  const actions = far?.actions ?? [];
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys. */}
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pt-3 pb-4" tabIndex={0}>
        <h3 className="mb-2 text-[15px] font-semibold">{step.title || "Untitled step"}</h3>
        <StepProse text={step.text} drawings={draft.drawings} />
      </div>
      <div className="recording">
        <p className="flex items-center gap-2 font-medium" role="status">
          <Circle size={11} fill="var(--bad)" stroke="var(--bad)" aria-hidden className="flex-none" />
          Recording: do the step on the canvas.
        </p>
        {actions.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
          <ol className="max-h-36 overflow-y-auto text-[12.5px]" aria-label="Recorded so far" tabIndex={0}>
            {actions.map((action) => (
              <li key={JSON.stringify(action)}>
                {actionText(action, { graph, walkthrough: draft, registry })}
              </li>
            ))}
          </ol>
        )}
        {far?.remarks.map((remark) => (
          <p key={remark} className="text-[12px] text-soft">
            {remark}
          </p>
        ))}
        <div className="flex gap-2">
          <button type="button" className="button small fix" onClick={stopRecording}>
            <Square size={11} fill="currentColor" aria-hidden /> Stop
          </button>
          <button type="button" className="button small plain" onClick={discardRecording}>
            <Undo2 size={13} aria-hidden /> Discard
          </button>
        </div>
      </div>
    </>
  );
}
