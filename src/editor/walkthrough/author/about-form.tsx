import { ArrowDown, ArrowUp, Copy, Trash2 } from "lucide-react";
import { duplicateStep, moveStep, removeStep, withFields } from "@/walkthrough/author/draft";
import type { Walkthrough } from "@/walkthrough/document";
import { useAuthor } from "./author-store";
import { Labelled, NumberLine, Part, TextLine } from "./fields";
import { showBeginning } from "./recording";
import { IconButton } from "./small-buttons";
import { change, goToDraftStep, startGraph, takeStart } from "./writing";

/** The walkthrough as a whole: what it is called, where it begins, its steps in order. */
export function AboutForm({ draft }: { readonly draft: Walkthrough }) {
  const write = (changes: Partial<Walkthrough>, gesture: string) =>
    change((now) => withFields(now, changes) as Walkthrough, gesture);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <TextLine label="Title" value={draft.title} write={(title) => write({ title }, "title")} />
      <Labelled label="Summary, for the list of walkthroughs">
        {(id) => (
          <textarea
            id={id}
            className="field area"
            rows={2}
            maxLength={1000}
            value={draft.summary}
            onChange={(event) => write({ summary: event.target.value }, "summary")}
          />
        )}
      </Labelled>
      <div className="grid grid-cols-2 gap-2">
        <Minutes draft={draft} />
        <TextLine
          label="Author"
          value={draft.author ?? ""}
          write={(author) => change((now) => withFields(now, { author: author || undefined }), "author")}
        />
      </div>
      <StartPart draft={draft} />
      <Part title="Steps" note={String(draft.steps.length)}>
        <StepList draft={draft} />
      </Part>
      <Part title="Its name for submissions" note={draft.id}>
        <p className="text-[12px] text-soft">
          Progress and submissions are kept under it. Keep it when you mend a sentence; take a new one for a
          walkthrough that asks for something else.
        </p>
        <button
          type="button"
          className="button small w-fit"
          onClick={() => change((now) => ({ ...now, id: `walkthrough-${crypto.randomUUID().slice(0, 8)}` }))}
        >
          Take a new one
        </button>
      </Part>
    </div>
  );
}

function Minutes({ draft }: { readonly draft: Walkthrough }) {
  return (
    <NumberLine
      label="Minutes in class"
      optional
      min={1}
      value={draft.minutes}
      write={(minutes) => change((now) => withFields(now, { minutes }), "minutes")}
    />
  );
}

function StartPart({ draft }: { readonly draft: Walkthrough }) {
  const template = useAuthor((state) => state.template);
  const start = startGraph(draft, template);
  const nodes = Object.keys(start.nodes).length;
  return (
    <Part title="Begins with" note={nodes === 0 ? "an empty canvas" : `${start.title}, ${nodes} nodes`}>
      <div className="flex flex-wrap gap-2">
        <button type="button" className="button small" onClick={() => showBeginning(undefined)}>
          Show it
        </button>
        <button type="button" className="button small" onClick={() => void takeStart()}>
          Take the graph as it is now
        </button>
      </div>
    </Part>
  );
}

function StepList({ draft }: { readonly draft: Walkthrough }) {
  return (
    <ol className="grid gap-0.5">
      {draft.steps.map(({ id, title }, at) => (
        <li key={id} className="author-item">
          <button
            type="button"
            className="min-w-0 flex-1 truncate text-left hover:underline"
            onClick={() => goToDraftStep(id)}
          >
            {at + 1}. {title || "Untitled step"}
          </button>
          <StepButtons draft={draft} at={at} />
        </li>
      ))}
    </ol>
  );
}

/** What is done with a step as a whole. */
export function StepButtons({ draft, at }: { readonly draft: Walkthrough; readonly at: number }) {
  const id = draft.steps[at]?.id ?? "";
  const number = `step ${at + 1}`;
  const duplicate = () => {
    const { draft: next, step } = duplicateStep(draft, id);
    change(() => next);
    goToDraftStep(step);
  };
  const remove = () => {
    const beside = draft.steps[at + 1] ?? draft.steps[at - 1];
    change((now) => removeStep(now, id));
    goToDraftStep(beside?.id);
  };
  return (
    <span className="flex flex-none">
      <IconButton
        icon={ArrowUp}
        words={`Move ${number} forwards`}
        disabled={at === 0}
        act={() => change((now) => moveStep(now, id, -1))}
      />
      <IconButton
        icon={ArrowDown}
        words={`Move ${number} back`}
        disabled={at === draft.steps.length - 1}
        act={() => change((now) => moveStep(now, id, 1))}
      />
      <IconButton icon={Copy} words={`Duplicate ${number}`} act={duplicate} />
      <IconButton icon={Trash2} words={`Delete ${number}`} act={remove} />
    </span>
  );
}
