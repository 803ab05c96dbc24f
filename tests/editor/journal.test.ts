import { describe, expect, it } from "vitest";
import { createDocumentStore } from "@/editor/state/document-store";
import { type JournalEntry, type JournalPlace, keepJournal, recall } from "@/editor/state/journal";
import { emptyGraph } from "@/graph/document";

function memory(fails = false): JournalPlace & { readonly kept: Map<string, JournalEntry> } {
  const kept = new Map<string, JournalEntry>();
  return {
    kept,
    read: async (tab) => kept.get(tab),
    latest: async () => [...kept.values()].sort((a, b) => b.at - a.at)[0],
    async write(tab, entry) {
      if (fails) throw new Error("The disk is full");
      kept.set(tab, entry);
    },
  };
}

describe("the journal", () => {
  it("brings the graph back with the names of its files", async () => {
    const place = memory();
    const store = createDocumentStore(emptyGraph());
    const journal = keepJournal(store, place, "tab");
    const asset = { name: "neu.zip", bytes: 7, sha256: "0".repeat(64) };
    store.getState().apply({
      kind: "add",
      id: "images",
      node: { type: "image-archive", version: 1, settings: {} },
      position: [1, 2],
    });
    store.getState().apply({ kind: "asset", node: "images", asset });
    await journal.flush();
    const graph = await recall(place, "tab");
    expect(graph).toEqual(store.getState().graph);
    expect(graph?.assets.images?.name).toBe("neu.zip");
  });

  it("gives a new tab the graph that was touched last", async () => {
    const place = memory();
    place.kept.set("old", { text: JSON.stringify(emptyGraph("Old")), at: 1 });
    place.kept.set("new", { text: JSON.stringify(emptyGraph("New")), at: 2 });
    expect((await recall(place, "third"))?.title).toBe("New");
    expect((await recall(place, "old"))?.title).toBe("Old");
  });

  it("writes nothing while nothing changes", async () => {
    const place = memory();
    const journal = keepJournal(createDocumentStore(emptyGraph()), place, "tab");
    await journal.flush();
    expect(place.kept.size).toBe(0);
  });

  it("says so when the browser keeps nothing, and goes on", async () => {
    const states: string[] = [];
    const store = createDocumentStore(emptyGraph());
    const journal = keepJournal(store, memory(true), "tab", (state) => states.push(state));
    store.getState().apply({ kind: "retitle", title: "Changed" });
    await journal.flush();
    expect(states.at(-1)).toBe("failed");
    expect(store.getState().graph.title).toBe("Changed");
  });

  it("writes by itself a moment after the last edit", async () => {
    const place = memory();
    const store = createDocumentStore(emptyGraph());
    keepJournal(store, place, "tab", undefined, 5);
    store.getState().apply({ kind: "retitle", title: "Changed" });
    await expect.poll(() => place.kept.get("tab")?.text).toContain("Changed");
  });
});
