import { canonicalText } from "@/graph/canonical";
import type { Graph } from "@/graph/document";
import { documentStore } from "../state/editor";
import { addLog, sessionStore } from "../state/session-store";
import { browserPlace } from "./browser-place";
import type { Occasion, Version } from "./place";
import { savingStore } from "./saving-store";
import { isNews, versionsToDrop } from "./version-rules";

const HOUR = 60 * 60 * 1000;

/** Kept one after the other: two at once would each count without the other. */
let busy: Promise<unknown> = Promise.resolve();

/** Keeps a state of the graph on the page to go back to. Gives whether there was something new to keep. */
export function keepVersion(
  why: Occasion,
  how: { graph?: Graph; name?: string; text?: string } = {},
): Promise<boolean> {
  const { id, readOnly } = savingStore.getState();
  const text = how.text ?? canonicalText(how.graph ?? documentStore.getState().graph);
  const kept = busy.then(() => (readOnly ? false : keep(id, why, text, how.name)));
  busy = kept.catch(() => {});
  return kept;
}

async function keep(graph: string, why: Occasion, text: string, name?: string): Promise<boolean> {
  const versions = await browserPlace.versions(graph);
  if (!isNews(versions, text, why)) return false;
  const at = Math.max(Date.now(), (versions.at(-1)?.at ?? 0) + 1);
  const version: Version = { graph, at, why, text, ...(name ? { name } : {}) };
  await browserPlace.changeVersions(graph, [version], versionsToDrop([...versions, version]));
  return true;
}

/** Newest first. */
export async function listVersions(): Promise<readonly Version[]> {
  await busy;
  return [...(await browserPlace.versions(savingStore.getState().id))].reverse();
}

export async function removeVersion(version: Version): Promise<void> {
  await browserPlace.changeVersions(version.graph, [], [version.at]);
}

/** Keeps a state at every opening, at every run, and once in every hour of editing. */
export function watchVersions(): () => void {
  let last = Date.now();
  let opened = "";
  const say = (error: unknown) =>
    addLog(
      "warning",
      `This state could not be kept as a version: ${error instanceof Error ? error.message : error}`,
    );
  const note = (why: Occasion, graph?: Graph) => {
    last = Date.now();
    if (savingStore.getState().kept) keepVersion(why, graph ? { graph } : {}).catch(say);
  };
  const ends = [
    savingStore.subscribe(({ id }) => {
      if (id === opened) return;
      opened = id;
      note("opened");
    }),
    sessionStore.subscribe(({ run }, { run: before }) => {
      if (run.number !== before.number && run.graph) note("run", run.graph);
    }),
    documentStore.subscribe(({ graph }, { graph: before }) => {
      if (graph !== before && Date.now() - last > HOUR) note("hour");
    }),
  ];
  opened = savingStore.getState().id;
  note("opened");
  return () => {
    for (const end of ends) end();
  };
}
