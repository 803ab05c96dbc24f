import { createStore, del, entries, get, set } from "idb-keyval";
import type { Answer } from "@/walkthrough/evidence";
import type { SeenResults } from "./results-seen";

/** How far a student is with a walkthrough. It is kept in this browser, with the walkthrough's text as it was opened. */
export interface Progress {
  /** The walkthrough's id: progress stays when its text is mended. */
  readonly id: string;
  readonly text: string;
  readonly title: string;
  readonly steps: number;
  /** The graph, in this browser's library, that the walkthrough is about. */
  readonly graph: string;
  /** The step that is shown, by its id, and when it was begun, ms. */
  readonly step: string;
  readonly since: number;
  readonly startedAt: number;
  readonly changedAt: number;
  /** When each step was done first, by step id. What is done stays done. */
  readonly done: Readonly<Record<string, number>>;
  readonly answers: Readonly<Record<string, Answer>>;
  /** How many hints of a step are open, by step id. */
  readonly hints: Readonly<Record<string, number>>;
  /** Steps in which "Show me" was pressed. */
  readonly shown: readonly string[];
  /** Time spent on each step while the page was looked at, ms. */
  readonly times: Readonly<Record<string, number>>;
  /** What the graph's nodes gave when they ran last, by node id. Progress of earlier versions has none. */
  readonly results?: SeenResults;
}

const store = () => createStore("tensorloom.walkthroughs", "progress");
let opened: ReturnType<typeof store> | undefined;
const place = () => {
  opened ??= store();
  return opened;
};

export function keepProgress(progress: Progress): Promise<void> {
  return set(progress.id, progress, place());
}

export function readProgress(id: string): Promise<Progress | undefined> {
  return get<Progress>(id, place());
}

export function forgetProgress(id: string): Promise<void> {
  return del(id, place());
}

/** All walkthroughs that were begun here, the one followed last first. */
export async function listProgress(): Promise<readonly Progress[]> {
  const all = await entries<string, Progress>(place());
  return all.map(([, progress]) => progress).sort((a, b) => b.changedAt - a.changedAt);
}
