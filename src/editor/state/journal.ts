import { canonicalText } from "@/graph/canonical";
import type { Graph } from "@/graph/document";
import { parseGraph } from "@/graph/parse";
import type { DocumentStore } from "./document-store";

/** Where a journal's entries lie: IndexedDB on the page, a map in tests. */
export interface JournalPlace {
  read(tab: string): Promise<JournalEntry | undefined>;
  /** The entry written last, by any tab. */
  latest(): Promise<JournalEntry | undefined>;
  write(tab: string, entry: JournalEntry): Promise<void>;
}

export interface JournalEntry {
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export type SaveState = "saved" | "saving" | "failed";

/** The graph that this tab had, else the one touched last in any tab; `undefined` on a first visit. */
export async function recall(place: JournalPlace, tab: string): Promise<Graph | undefined> {
  const entry = (await place.read(tab)) ?? (await place.latest());
  return entry && parseGraph(entry.text).graph;
}

export interface Journal {
  /** Writes what is not written yet, now. */
  flush(): Promise<void>;
  end(): void;
}

/** Writes every change of the document behind the user's back, at most one write at a time and `delay` ms late. */
export function keepJournal(
  store: DocumentStore,
  place: JournalPlace,
  tab: string,
  tell: (state: SaveState) => void = () => {},
  delay = 120,
): Journal {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = store.getState().graph;
  let busy: Promise<void> = Promise.resolve();

  const write = async () => {
    const graph = store.getState().graph;
    if (graph === written) return;
    try {
      await place.write(tab, { text: canonicalText(graph), at: Date.now() });
      written = graph;
      tell(store.getState().graph === graph ? "saved" : "saving");
    } catch {
      // A browser may forbid storage (private windows, full disk): the editor goes on, and says so.
      tell("failed");
    }
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    busy = busy.then(write);
    return busy;
  };
  const stop = store.subscribe((state, before) => {
    if (state.graph === before.graph) return;
    tell("saving");
    clearTimeout(timer);
    timer = setTimeout(flush, delay);
  });
  return {
    flush,
    end() {
      clearTimeout(timer);
      stop();
    },
  };
}
