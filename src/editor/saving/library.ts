import { canonicalText } from "@/graph/canonical";
import type { Graph } from "@/graph/document";
import { applyEdit } from "@/graph/edits";
import { documentStore, steelExample } from "../state/editor";
import { browserPlace } from "./browser-place";
import { tellTabs } from "./channel";
import { adopt, flushJournal } from "./current";
import { tryHold } from "./hold";
import { graphOf, summaryOf } from "./kept-graph";
import type { Summary } from "./place";
import { savingStore } from "./saving-store";

/** The graphs of this browser that are not deleted, the one changed last first. */
export async function listGraphs(): Promise<readonly Summary[]> {
  await flushJournal();
  const all = await browserPlace.list();
  return all.filter(({ deleted }) => deleted === undefined).sort((a, b) => b.at - a.at);
}

export async function renameGraph({ id, at }: Summary, title: string): Promise<void> {
  const edit = { kind: "retitle", title: title.slice(0, 200) } as const;
  if (isHere(id)) {
    documentStore.getState().apply(edit);
    await flushJournal();
  } else {
    await asOnlyWriter(id, async () => {
      const graph = applyEdit(await read(id), edit);
      await browserPlace.begin(id, canonicalText(graph));
      await browserPlace.summarize({ ...summaryOf(graph), id, at });
    });
  }
  tellTabs({ kind: "list" });
}

export async function duplicateGraph({ id, title }: Summary): Promise<void> {
  await flushJournal();
  const graph = applyEdit(await read(id), { kind: "retitle", title: `${title.slice(0, 190)}, copy` });
  await browserPlace.create(
    { ...summaryOf(graph), id: crypto.randomUUID(), at: Date.now() },
    canonicalText(graph),
  );
  tellTabs({ kind: "list" });
}

/** Takes a graph out of the list. It can be brought back for an hour. */
export async function deleteGraph(summary: Summary): Promise<void> {
  if (isHere(summary.id)) adopt(steelExample(), { status: "Ready", template: "steel-defects.json" });
  await asOnlyWriter(summary.id, () => browserPlace.summarize({ ...summary, deleted: Date.now() }));
  tellTabs({ kind: "list" });
}

export async function bringBack({ deleted: _, ...summary }: Summary): Promise<void> {
  await browserPlace.summarize(summary);
  tellTabs({ kind: "list" });
}

function isHere(id: string): boolean {
  const current = savingStore.getState();
  return current.id === id && !current.readOnly;
}

async function read(id: string): Promise<Graph> {
  const kept = await browserPlace.read(id);
  const graph = kept && (await graphOf(kept));
  if (!graph) throw new Error("This graph is not in this browser any more.");
  return graph;
}

/** Does something to a graph that no tab has open. */
async function asOnlyWriter(id: string, work: () => Promise<void>): Promise<void> {
  const hold = await tryHold(id, () => {});
  if (!hold) throw new Error("This graph is open in another tab. Change it there, or close that tab.");
  try {
    await work();
  } finally {
    hold.release();
  }
}
