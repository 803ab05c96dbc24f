import { describe, expect, it } from "vitest";
import { type JournalOptions, keepJournal, replay } from "@/editor/saving/journal";
import { createDocumentStore } from "@/editor/state/document-store";
import { canonicalText } from "@/graph/canonical";
import { emptyGraph, type Graph } from "@/graph/document";
import type { Edit } from "@/graph/edits";
import { parseGraph } from "@/graph/parse";
import { MemoryPlace } from "./memory-place";

const summary = (graph: Graph) => ({
  title: graph.title,
  nodes: Object.keys(graph.nodes).length,
  picture: { cards: [], edges: [] },
});

function begin(place = new MemoryPlace(), more: Partial<JournalOptions> = {}, first = emptyGraph()) {
  const store = createDocumentStore(first);
  const journal = keepJournal(store, { place, id: "mine", epoch: undefined, summary, ...more });
  return { place, store, journal };
}

async function recalled(place: MemoryPlace): Promise<string> {
  const kept = await place.read("mine");
  const base = kept && parseGraph(kept.base).graph;
  if (!kept || !base) throw new Error("Nothing is kept.");
  return canonicalText(replay(base, kept.steps));
}

const add = (id: string): Edit => ({
  kind: "add",
  id,
  node: { type: "resize", version: 1, settings: {} },
  position: [1, 2],
});
const retitle = (title: string): Edit => ({ kind: "retitle", title });

describe("the journal", () => {
  it("has every change the moment it was made, undo and redo too", async () => {
    const { place, store } = begin();
    const { apply, undo, redo } = store.getState();
    for (const change of [
      () => apply(add("a")),
      () => apply(add("b")),
      () => apply({ kind: "connect", from: "a.dataset", to: "b.dataset" }),
      () => apply({ kind: "set", node: "a", setting: "height", value: 8 }),
      undo,
      undo,
      redo,
      () => apply({ kind: "remove", nodes: ["a"] }),
    ]) {
      change();
      expect(await recalled(place)).toBe(canonicalText(store.getState().graph));
    }
  });

  it("writes nothing while nothing changes", async () => {
    const { place, journal } = begin();
    await journal.flush();
    expect(place.graphs.size).toBe(0);
  });

  it("stays short, however long one goes on", async () => {
    const { place, store, journal } = begin();
    for (let count = 0; count < 1000; count++) store.getState().apply(retitle(`Title ${count}`));
    await journal.flush();
    expect(place.graphs.get("mine")?.steps.size).toBeLessThan(200);
    expect(await recalled(place)).toContain("Title 999");
  });

  it("says so when the browser keeps nothing, goes on, and keeps all of it once there is room again", async () => {
    const states: string[] = [];
    const place = new MemoryPlace();
    const { store, journal } = begin(place, { tell: (state) => states.push(state) });
    store.getState().apply(add("a"));
    await journal.flush();
    expect(states.at(-1)).toBe("saved");
    place.isFull = true;
    store.getState().apply(retitle("Lost?"));
    await journal.flush();
    expect(states.at(-1)).toBe("failed");
    place.isFull = false;
    store.getState().apply(add("b"));
    await journal.flush();
    expect(states.at(-1)).toBe("saved");
    expect(await recalled(place)).toBe(canonicalText(store.getState().graph));
  });

  it("tells the list of graphs what this one is called now", async () => {
    const { place, store, journal } = begin();
    store.getState().apply(retitle("First"));
    store.getState().apply(retitle("Second"));
    await journal.flush();
    expect((await place.list()).map(({ title }) => title)).toEqual(["Second"]);
  });
});

describe("a writer that another took over from", () => {
  it("changes nothing any more, and learns of it", async () => {
    let lost = false;
    const { place, store, journal } = begin(new MemoryPlace(), { lost: () => (lost = true) });
    store.getState().apply(retitle("Mine"));
    await journal.flush();
    const before = await recalled(place);
    await place.begin("mine", before);
    for (let count = 0; count < 300; count++) store.getState().apply(retitle(`Late ${count}`));
    await journal.flush();
    expect(await recalled(place)).toBe(before);
    expect(lost).toBe(true);
  });
});
