import { clear, createStore, entries } from "idb-keyval";
import { summaryOf } from "./kept-graph";
import type { GraphPlace } from "./place";

/** What the page kept of a tab before it had a library: the whole text of its graph. */
interface OldEntry {
  readonly text: string;
  readonly at: number;
}

/** Takes graphs over that an earlier version of the page kept, each under the name of its tab, once. */
export async function takeOldGraphs(place: GraphPlace): Promise<void> {
  const store = createStore("tensorloom", "journal");
  const found = await entries<string, OldEntry>(store);
  if (found.length === 0) return;
  const { salvageOwn } = await import("@/graph/salvage");
  const known = new Set((await place.list()).map(({ id }) => id));
  for (const [tab, entry] of found) {
    const { graph } = salvageOwn(entry.text);
    if (!graph || known.has(tab)) continue;
    await place.create({ ...summaryOf(graph), id: tab, at: entry.at }, entry.text);
  }
  await clear(store);
}
