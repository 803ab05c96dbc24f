import { ChevronLeft, ChevronRight, X } from "lucide-react";
import { useEffect, useRef } from "react";
import type { Walkthrough } from "@/walkthrough/document";
import { useSaving } from "../saving/saving-store";
import { FocusRing, takeThere, useCanGo, useShownStep } from "./focus-ring";
import { FoldButton } from "./fold-button";
import { closeWalkthrough, goToGraph, goToStep } from "./follow";
import { GoalState } from "./goal-state";
import { Hints } from "./hints";
import { PlayerMenu } from "./player-menu";
import { QuestionView } from "./question-view";
import { showMe } from "./show-me";
import { StepProse } from "./step-prose";
import { useWalkthrough, walkthroughStore } from "./walkthrough-store";
import { watchGoals } from "./watch";

/** The walkthrough that is followed, or written. */
export function Player() {
  const walkthrough = useWalkthrough((state) => state.walkthrough);
  useEffect(watchGoals, []);
  if (!walkthrough) return null;
  return (
    <section className="flex h-full flex-col overflow-hidden bg-panel" aria-label="Walkthrough">
      <Following walkthrough={walkthrough} />
      <Ring />
    </section>
  );
}

function Ring() {
  return <FocusRing step={useShownStep()} />;
}

function Following({ walkthrough }: { readonly walkthrough: Walkthrough }) {
  const step = useShownStep();
  const graph = useSaving((state) => state.id);
  const own = useWalkthrough((state) => state.progress?.graph);
  const at = walkthrough.steps.findIndex(({ id }) => id === step?.id);
  return (
    <>
      <Head walkthrough={walkthrough} at={at} />
      {graph !== own ? (
        <div className="grid gap-3 px-4 py-4">
          <p>This walkthrough is about another graph than the one that is open.</p>
          <div>
            <button type="button" className="button run" onClick={goToGraph}>
              Go to its graph
            </button>
          </div>
        </div>
      ) : (
        step && <StepView key={step.id} walkthrough={walkthrough} at={at} />
      )}
    </>
  );
}

function Head({ walkthrough, at }: { readonly walkthrough: Walkthrough; readonly at: number }) {
  const isPreview = useWalkthrough((state) => state.isPreview);
  return (
    <header className="flex h-[44px] flex-none items-center gap-1 border-b border-line pr-2 pl-4">
      <h2 className="min-w-0 flex-1 truncate text-[13px] font-semibold" title={walkthrough.title}>
        {isPreview && "Preview: "}
        {walkthrough.title}
      </h2>
      <span className="mr-1 text-[11.5px] whitespace-nowrap text-soft">
        {at + 1} of {walkthrough.steps.length}
      </span>
      {!isPreview && <PlayerMenu />}
      <FoldButton />
      {isPreview ? (
        <button type="button" className="button small fix" onClick={closeWalkthrough}>
          Back to writing
        </button>
      ) : (
        <button
          type="button"
          className="button icon small plain"
          aria-label="Close the walkthrough"
          title="Close the walkthrough; your progress stays"
          onClick={closeWalkthrough}
        >
          <X size={15} />
        </button>
      )}
    </header>
  );
}

/** One step: what to read, what to do, what is missing. */
function StepView({ walkthrough, at }: { readonly walkthrough: Walkthrough; readonly at: number }) {
  const step = walkthrough.steps[at];
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Who went on by a key or a click reads on here; who opened the page keeps the focus.
    if (moved) heading.current?.focus({ preventScroll: true });
    moved = false;
  }, []);
  if (!step) return null;
  return (
    <>
      <Progress walkthrough={walkthrough} at={at} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys. */}
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pt-3 pb-4" tabIndex={0}>
        <h3 ref={heading} tabIndex={-1} className="mb-2 text-[15px] font-semibold outline-none">
          {step.title}
        </h3>
        <StepProse text={step.text} drawings={walkthrough.drawings} />
        {(step.questions ?? []).map((question) => (
          <QuestionView key={question.id} question={question} drawings={walkthrough.drawings} />
        ))}
        <Hints step={step} />
      </div>
      <GoalState step={step} />
      <Foot walkthrough={walkthrough} at={at} />
    </>
  );
}

let moved = false;
function moveTo(id: string | undefined): void {
  if (id === undefined) return;
  moved = true;
  goToStep(id);
}

function Progress({ walkthrough, at }: { readonly walkthrough: Walkthrough; readonly at: number }) {
  const done = useWalkthrough((state) => state.progress?.done);
  return (
    <nav className="flex-none px-4 pt-2.5" aria-label="Steps">
      <ol className="flex gap-1">
        {walkthrough.steps.map(({ id, title }, index) => {
          const isDone = done !== undefined && Object.hasOwn(done, id);
          const words = `Step ${index + 1}: ${title}${isDone ? ", done" : ""}`;
          return (
            <li key={id} className="min-w-0 flex-1">
              <button
                type="button"
                className="step-mark"
                data-done={isDone}
                aria-current={index === at ? "step" : undefined}
                aria-label={words}
                title={words}
                onClick={() => moveTo(id)}
              />
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function Foot({ walkthrough, at }: { readonly walkthrough: Walkthrough; readonly at: number }) {
  const step = walkthrough.steps[at];
  const isDone = useWalkthrough(
    ({ progress }) => step !== undefined && progress !== undefined && Object.hasOwn(progress.done, step.id),
  );
  const canGo = useCanGo(step);
  const isPreview = useWalkthrough((state) => state.isPreview);
  const [before, next] = [walkthrough.steps[at - 1], walkthrough.steps[at + 1]];
  return (
    <footer className="flex flex-none flex-wrap items-center gap-2 border-t border-line px-4 py-2.5">
      <button
        type="button"
        className="button icon small"
        aria-label="Step before"
        title="Step before"
        disabled={!before}
        onClick={() => moveTo(before?.id)}
      >
        <ChevronLeft size={15} />
      </button>
      {step && canGo && (
        <button type="button" className="button small plain" onClick={() => takeThere(step)}>
          Take me there
        </button>
      )}
      {step && (step.showMe ?? []).length > 0 && (
        <button type="button" className="button small plain" onClick={() => void showMe(step)}>
          Show me
        </button>
      )}
      <span className="flex-1" />
      {next ? (
        <button
          type="button"
          className="button small data-[done=true]:border-accent data-[done=true]:bg-accent data-[done=true]:text-accent-ink"
          data-done={isDone}
          onClick={() => moveTo(next.id)}
        >
          Next <ChevronRight size={14} aria-hidden />
        </button>
      ) : isPreview ? null : (
        <button
          type="button"
          className="button small data-[done=true]:border-accent data-[done=true]:bg-accent data-[done=true]:text-accent-ink"
          data-done={isDone}
          onClick={() => walkthroughStore.setState({ dialog: "hand in" })}
        >
          Hand in…
        </button>
      )}
    </footer>
  );
}
