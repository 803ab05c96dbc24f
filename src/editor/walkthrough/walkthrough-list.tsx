import { Check } from "lucide-react";
import { useEffect, useState } from "react";
import { type CourseItem, courseItems } from "./course";
import { openWalkthrough, sayWhy } from "./follow";
import { listProgress, type Progress } from "./progress";

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly minutes: number | undefined;
  readonly text: string;
  readonly progress: Progress | undefined;
}

/** The walkthroughs of the page, and those that came as files or links and were begun here. */
export function WalkthroughList() {
  const [entries, setEntries] = useState<readonly Entry[]>();
  useEffect(() => {
    Promise.all([courseItems(), listProgress().catch(() => [])]).then(([items, begun]) =>
      setEntries(entriesOf(items, begun)),
    );
  }, []);
  if (entries?.length === 0)
    return <p className="text-soft">There are none yet. Open a walkthrough's file.</p>;
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(260px,1fr))] gap-3">
      {entries?.map((entry) => (
        <li key={entry.id}>
          <button
            type="button"
            className="walkthrough-card"
            onClick={() => openWalkthrough(entry.text, entry.title).catch(sayWhy)}
          >
            <span className="text-[13.5px] font-semibold">{entry.title}</span>
            <span className="line-clamp-3 text-[12.5px] text-soft">{entry.summary}</span>
            <State entry={entry} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function State({ entry: { minutes, progress } }: { readonly entry: Entry }) {
  const done = progress ? Object.keys(progress.done).length : 0;
  const isDone = progress !== undefined && done >= progress.steps;
  return (
    <span className="mt-auto flex items-center gap-2 pt-1 text-[11.5px] text-soft">
      {minutes !== undefined && <span>{minutes} min</span>}
      {progress && (
        <span className="flex items-center gap-1">
          {isDone && <Check size={13} aria-hidden className="text-ok" />}
          {isDone ? "Done" : `${done} of ${progress.steps} steps done`}
        </span>
      )}
    </span>
  );
}

function entriesOf(items: readonly CourseItem[], begun: readonly Progress[]): readonly Entry[] {
  const byId = new Map(begun.map((progress) => [progress.id, progress]));
  const known = new Set(items.map(({ walkthrough }) => walkthrough.id));
  const others = begun
    .filter(({ id }) => !known.has(id))
    .map((progress) => ({
      id: progress.id,
      title: progress.title,
      summary: "Came from somebody else.",
      minutes: undefined,
      text: progress.text,
      progress,
    }));
  return [
    ...items.map(({ text, walkthrough: { id, title, summary, minutes } }) => ({
      id,
      title,
      summary,
      minutes,
      text,
      progress: byId.get(id),
    })),
    ...others,
  ];
}
