import { createStore, del, entries, get, set } from "idb-keyval";
import type { Walkthrough } from "@/walkthrough/document";

/** A walkthrough that is being written, as this browser keeps it. */
export interface KeptDraft {
  readonly key: string;
  readonly draft: Walkthrough;
  /** The graph, in this browser's library, that it is written on. */
  readonly graph: string;
  readonly step: string | undefined;
  readonly recording: "anew" | "on" | undefined;
  readonly changedAt: number;
}

const store = () => createStore("tensorloom.drafts", "drafts");
let opened: ReturnType<typeof store> | undefined;
const place = () => {
  opened ??= store();
  return opened;
};

let waiting: KeptDraft | undefined;
let writing: Promise<void> | undefined;

function takeWaiting(): KeptDraft | undefined {
  const next = waiting;
  waiting = undefined;
  return next;
}

/** Keeps the newest state as soon as the one before is written: what was typed meanwhile goes in one piece. */
export function keepDraft(draft: KeptDraft): Promise<void> {
  waiting = draft;
  writing ??= (async () => {
    try {
      for (let next = takeWaiting(); next; next = takeWaiting()) await set(next.key, next, place());
    } finally {
      writing = undefined;
    }
  })();
  return writing;
}

export function readDraft(key: string): Promise<KeptDraft | undefined> {
  return get<KeptDraft>(key, place());
}

export function forgetDraft(key: string): Promise<void> {
  return del(key, place());
}

/** All that are being written here, the one changed last first. */
export async function listDrafts(): Promise<readonly KeptDraft[]> {
  const all = await entries<string, KeptDraft>(place());
  return all.map(([, draft]) => draft).sort((a, b) => b.changedAt - a.changedAt);
}
