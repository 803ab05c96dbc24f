import { ListChecks, Play, Plus, Redo2, Share, Undo2, X } from "lucide-react";
import { Tabs } from "radix-ui";
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef } from "react";
import { addStep } from "@/walkthrough/author/draft";
import type { Walkthrough } from "@/walkthrough/document";
import { useSaving } from "../../saving/saving-store";
import { FocusRing } from "../focus-ring";
import { FoldButton } from "../fold-button";
import { sayWhy } from "../follow";
import { AboutForm } from "./about-form";
import "./author.css";
import { authorStore, useAuthor, useDraft, useDraftStep } from "./author-store";
import { FindingsList } from "./findings-list";
import { startPreview } from "./preview";
import { RecordingView } from "./recording-view";
import { IconButton } from "./small-buttons";
import { StepForm } from "./step-form";
import {
  change,
  checkDraft,
  closeWriting,
  goToDraftStep,
  goToWritingGraph,
  openDraft,
  redo,
  undo,
} from "./writing";

const HandOutDialog = lazy(() => import("./hand-out-dialog"));

/** Where a walkthrough is written: in the place where a student follows it. */
export default function AuthorPanel() {
  const draft = useDraft();
  const graph = useSaving((state) => state.id);
  const own = useAuthor((state) => state.graph);
  const isElsewhere = useOtherTab();
  const isHandingOut = useAuthor((state) => state.isHandingOut);
  const step = useDraftStep();
  if (!draft) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section takes the keys of all its fields.
    <div
      role="region"
      aria-label="Writing a walkthrough"
      className="flex h-full flex-col overflow-hidden bg-panel"
      onKeyDownCapture={undoByKey}
    >
      <Head draft={draft} />
      {graph !== own ? (
        <div className="grid gap-3 px-4 py-4">
          <p>This walkthrough is written on another graph than the one that is open.</p>
          <button type="button" className="button run w-fit" onClick={goToWritingGraph}>
            Go to its graph
          </button>
        </div>
      ) : isElsewhere ? (
        <p className="px-4 py-4">This walkthrough is written in another tab. Take over to go on here.</p>
      ) : (
        <Body draft={draft} />
      )}
      {isHandingOut && (
        <Suspense>
          <HandOutDialog draft={draft} />
        </Suspense>
      )}
      <FocusRing step={step} />
    </div>
  );
}

/** Whether another tab writes this draft. Once this one takes over, it goes on with what was written there. */
function useOtherTab(): boolean {
  const readOnly = useSaving((state) => state.readOnly);
  const was = useRef(readOnly);
  useEffect(() => {
    if (was.current && !readOnly) openDraft(authorStore.getState().key).catch(sayWhy);
    was.current = readOnly;
  }, [readOnly]);
  return readOnly;
}

/** Undo is of the draft here, in its fields too; on the canvas it is of the graph. */
function undoByKey(event: KeyboardEvent): void {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  const act = key === "z" ? (event.shiftKey ? redo : undo) : key === "y" ? redo : undefined;
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

const SAVED = { saved: "Kept in this browser", saving: "Saving…", failed: "Not kept: save it as a file" };

function Head({ draft }: { readonly draft: Walkthrough }) {
  const canUndo = useAuthor(({ history }) => (history?.past.length ?? 0) > 0);
  const canRedo = useAuthor(({ history }) => (history?.future.length ?? 0) > 0);
  const saved = useAuthor((state) => state.saved);
  return (
    <header className="flex h-[44px] flex-none items-center border-b border-line pr-2 pl-4">
      <h2 className="min-w-0 flex-1 truncate text-[13px] font-semibold" title={draft.title}>
        Writing: {draft.title || "Untitled"}
      </h2>
      <span
        className="mr-1 ml-2 text-[11px] whitespace-nowrap text-soft data-[saved=failed]:text-bad"
        data-saved={saved}
        title={SAVED[saved]}
      >
        {saved === "saved" ? "Saved" : saved === "saving" ? "Saving…" : "Not saved"}
      </span>
      <IconButton icon={Undo2} words="Undo in the walkthrough" disabled={!canUndo} act={undo} />
      <IconButton icon={Redo2} words="Redo in the walkthrough" disabled={!canRedo} act={redo} />
      <FoldButton />
      <IconButton icon={X} words="Stop writing; the draft stays" act={closeWriting} />
    </header>
  );
}

function Body({ draft }: { readonly draft: Walkthrough }) {
  const step = useDraftStep();
  const isRecording = useAuthor((state) => state.recording !== undefined);
  const add = () => {
    const { draft: next, step: added } = addStep(draft, step?.id);
    change(() => next);
    goToDraftStep(added);
  };
  return (
    <>
      <Tabs.Root
        className="flex min-h-0 flex-1 flex-col"
        value={step?.id ?? ""}
        onValueChange={(id) => goToDraftStep(id || undefined)}
      >
        <div className="flex flex-none items-center gap-1 border-b border-line px-3 py-1.5">
          <Tabs.List className="flex min-w-0 flex-wrap gap-1" aria-label="Parts of the walkthrough">
            <Tabs.Trigger className="step-tab" value="" disabled={isRecording}>
              About
            </Tabs.Trigger>
            {draft.steps.map(({ id, title }, at) => (
              <Tabs.Trigger
                key={id}
                className="step-tab"
                value={id}
                disabled={isRecording}
                title={title || "Untitled step"}
                aria-label={`Step ${at + 1}: ${title || "untitled"}`}
              >
                {at + 1}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          <IconButton icon={Plus} words="Add a step" disabled={isRecording} act={add} />
        </div>
        {isRecording && step ? <RecordingView draft={draft} step={step} /> : <FindingsList draft={draft} />}
        <Tabs.Content
          key={step?.id ?? ""}
          value={step?.id ?? ""}
          className="min-h-0 flex-1 overflow-y-auto px-4 pt-3 pb-4"
          hidden={isRecording}
        >
          {step ? <StepForm draft={draft} step={step} /> : <AboutForm draft={draft} />}
        </Tabs.Content>
      </Tabs.Root>
      {!isRecording && <Foot />}
    </>
  );
}

function Foot() {
  return (
    <footer className="flex flex-none items-center gap-2 border-t border-line px-4 py-2.5">
      <button type="button" className="button small" onClick={checkDraft}>
        <ListChecks size={14} aria-hidden /> Check
      </button>
      <button type="button" className="button small" onClick={() => startPreview().catch(sayWhy)}>
        <Play size={13} aria-hidden /> Preview
      </button>
      <span className="flex-1" />
      <button
        type="button"
        className="button small"
        onClick={() => authorStore.setState({ isHandingOut: true })}
      >
        <Share size={13} aria-hidden /> Hand out…
      </button>
    </footer>
  );
}
