import { Lightbulb } from "lucide-react";
import type { Step } from "@/walkthrough/document";
import { openHint } from "./follow";
import { StepProse } from "./step-prose";
import { useWalkthrough } from "./walkthrough-store";

/** Hints open one by one, and stay open. */
export function Hints({ step }: { readonly step: Step }) {
  const shown = useWalkthrough(({ progress }) => progress?.hints[step.id] ?? 0);
  const hints = step.hints ?? [];
  if (hints.length === 0) return null;
  const open = hints.slice(0, shown);
  const left = hints.length - open.length;
  return (
    <section className="mt-3" aria-label="Hints">
      <ol className="grid gap-2" aria-live="polite">
        {open.map((hint, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: hints have no names and never change their order.
          <li key={index} className="hint">
            <StepProse text={hint} />
          </li>
        ))}
      </ol>
      {left > 0 && (
        <button type="button" className="button small plain mt-1.5 -ml-2 text-soft" onClick={openHint}>
          <Lightbulb size={13} aria-hidden />
          {open.length === 0 ? "Give me a hint" : `Another hint (${left} left)`}
        </button>
      )}
    </section>
  );
}
