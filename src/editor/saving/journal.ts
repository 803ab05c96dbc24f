import { canonicalText } from "@/graph/canonical";
import type { Graph } from "@/graph/document";
import { applyPatch, difference } from "@/graph/patch";
import type { DocumentStore } from "../state/document-store";
import { type GraphPlace, type Kept, type Summary, TakenOver } from "./place";

export type SaveState = "saved" | "saving" | "failed";

/** After so many steps the whole text is written anew, so that opening stays quick. */
const STEPS = 128;
/** What the list of graphs says of this one may be so old, ms: it is read anew when the graph is opened. */
const SUMMARY_AGE = 1000;

export interface JournalOptions {
  readonly place: GraphPlace;
  readonly id: string;
  /** This writer's term of office; `undefined` where the graph is not kept yet: it is from the first change on. */
  readonly epoch: number | undefined;
  readonly summary: (graph: Graph) => Omit<Summary, "id" | "at">;
  readonly tell?: (state: SaveState) => void;
  /** Another writer took the graph over: nothing more is written. */
  readonly lost?: () => void;
}

export interface Journal {
  /** Keeps the graph as it is, though nothing changed. */
  keep(): Promise<void>;
  /** Fulfilled when all that was done is kept, and the list of graphs knows it. */
  flush(): Promise<void>;
  /** Writes no more. What was handed over is kept all the same. */
  end(): Promise<void>;
}

/**
 * Writes every change of the document as it happens, each as one step, in order, and handed to the browser in the very
 * task that made it: no timer stands between a gesture and the disk.
 */
export function keepJournal(store: DocumentStore, options: JournalOptions): Journal {
  const { place, id, summary, tell = () => {}, lost = () => {} } = options;
  let { epoch } = options;
  let next = 0;
  let since = 0;
  let waiting = 0;
  let ended = false;
  /** A step that was not kept breaks the chain: the whole text has to come next. */
  let broken = false;
  let busy: Promise<unknown> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const hand = (write: () => Promise<void>) => {
    waiting++;
    const done = write().then(
      () => {
        waiting--;
        if (waiting === 0 && !broken && !ended) tell("saved");
      },
      (error: unknown) => {
        waiting--;
        if (ended) return;
        if (error instanceof TakenOver) {
          ended = true;
          stop();
          lost();
          return;
        }
        // A browser may forbid storage (private windows, full disk): the editor goes on, and says so.
        broken = true;
        tell("failed");
      },
    );
    busy = Promise.all([busy, done]);
  };

  const summarize = () => {
    clearTimeout(timer);
    timer = undefined;
    const { graph } = store.getState();
    hand(() => place.summarize({ ...summary(graph), id, at: Date.now() }));
  };

  const create = (graph: Graph) => {
    epoch = 1;
    next = 0;
    since = 0;
    hand(() => place.create({ ...summary(graph), id, at: Date.now() }, canonicalText(graph)));
  };

  const compact = (term: number) => {
    broken = false;
    since = 0;
    const at = next;
    const { graph } = store.getState();
    hand(() => place.compact(id, term, at, canonicalText(graph)));
  };

  const stop = store.subscribe(({ graph }, { graph: before }) => {
    if (graph === before || ended) return;
    tell("saving");
    if (epoch === undefined) {
      create(graph);
      return;
    }
    const term = epoch;
    if (broken) compact(term);
    else {
      const number = next++;
      hand(() => place.append(id, term, number, difference(before, graph)));
      if (++since >= STEPS) compact(term);
    }
    timer ??= setTimeout(summarize, SUMMARY_AGE);
  });

  const flush = async () => {
    if (timer !== undefined) summarize();
    await busy;
  };
  return {
    flush,
    async keep() {
      if (epoch === undefined) create(store.getState().graph);
      await flush();
    },
    async end() {
      stop();
      const last = flush();
      ended = true;
      await last;
    },
  };
}

/** A kept graph as it was after its last step, from its base as it was read. */
export function replay(base: Graph, steps: Kept["steps"]): Graph {
  return steps.reduce(applyPatch, base);
}
