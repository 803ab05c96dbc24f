import type { Patch } from "@/graph/patch";
import { answer, transact, writeAtOnce } from "./database";
import { type GraphPlace, type Summary, TakenOver, type Version } from "./place";

interface GraphRecord {
  readonly id: string;
  readonly epoch: number;
  readonly base: string;
  /** The first step that is not in the base. */
  readonly next: number;
}

interface StepRecord {
  readonly id: string;
  readonly epoch: number;
  readonly number: number;
  readonly step: Patch;
}

/** The graphs of this browser, in IndexedDB. */
export const browserPlace: GraphPlace = {
  list: () =>
    transact(["summaries"], "readonly", (to) => answer<Summary[]>(to.objectStore("summaries").getAll())),

  read: (id) =>
    transact(["graphs", "steps"], "readonly", async (to) => {
      const record = await answer<GraphRecord | undefined>(to.objectStore("graphs").get(id));
      if (!record) return undefined;
      const { epoch, base, next } = record;
      const rows = await answer<StepRecord[]>(to.objectStore("steps").getAll(stepsOf(id, epoch, next)));
      // A step that is missing takes those after it along: they were made from what it gave.
      const whole = rows.filter(({ number }, index) => number === next + index);
      return { epoch, base, steps: whole.map(({ step }) => step) };
    }),

  create: (summary, base) =>
    writeAtOnce(["summaries", "graphs", "steps"], (to) => {
      const { id } = summary;
      to.objectStore("summaries").put(summary);
      to.objectStore("steps").delete(IDBKeyRange.bound([id], [id, []]));
      to.objectStore("graphs").put({ id, epoch: 1, base, next: 0 } satisfies GraphRecord);
    }),

  begin: (id, base) =>
    transact(["graphs", "steps"], "readwrite", async (to) => {
      const record = await answer<GraphRecord | undefined>(to.objectStore("graphs").get(id));
      const epoch = (record?.epoch ?? 0) + 1;
      to.objectStore("graphs").put({ id, epoch, base, next: 0 } satisfies GraphRecord);
      to.objectStore("steps").delete(IDBKeyRange.bound([id], [id, epoch]));
      return epoch;
    }),

  append: (id, epoch, number, step) =>
    writeAtOnce(["steps"], (to) => {
      to.objectStore("steps").put({ id, epoch, number, step } satisfies StepRecord);
    }),

  compact: (id, epoch, next, base) =>
    transact(["graphs", "steps"], "readwrite", async (to) => {
      const record = await answer<GraphRecord | undefined>(to.objectStore("graphs").get(id));
      if (record && record.epoch !== epoch) throw new TakenOver("Another tab changes this graph now.");
      to.objectStore("graphs").put({ id, epoch, base, next } satisfies GraphRecord);
      to.objectStore("steps").delete(IDBKeyRange.bound([id], [id, epoch, next], false, true));
    }),

  summarize: (summary) =>
    writeAtOnce(["summaries"], (to) => {
      to.objectStore("summaries").put(summary);
    }),

  remove: (id) =>
    writeAtOnce(["summaries", "graphs", "steps", "versions"], (to) => {
      to.objectStore("summaries").delete(id);
      to.objectStore("graphs").delete(id);
      for (const store of ["steps", "versions"])
        to.objectStore(store).delete(IDBKeyRange.bound([id], [id, []]));
    }),

  versions: (id) =>
    transact(["versions"], "readonly", (to) =>
      answer<Version[]>(to.objectStore("versions").getAll(IDBKeyRange.bound([id], [id, []]))),
    ),

  changeVersions: (id, put, gone) =>
    writeAtOnce(["versions"], (to) => {
      const store = to.objectStore("versions");
      for (const version of put) store.put(version);
      for (const at of gone) store.delete([id, at]);
    }),
};

function stepsOf(id: string, epoch: number, first: number): IDBKeyRange {
  return IDBKeyRange.bound([id, epoch, first], [id, epoch, Number.POSITIVE_INFINITY]);
}
