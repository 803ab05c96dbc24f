import { describe, expect, it } from "vitest";
import { createDocumentStore, HISTORY } from "@/editor/state/document-store";
import { canonicalText } from "@/graph/canonical";
import { emptyGraph } from "@/graph/document";
import type { Edit } from "@/graph/edits";

const add = (id: string): Edit => ({
  kind: "add",
  id,
  node: { type: "resize", version: 1, settings: {} },
  position: [0, 0],
});
const set = (value: unknown): Edit => ({ kind: "set", node: "a", setting: "height", value });

function storeWithNode() {
  const store = createDocumentStore(emptyGraph());
  store.getState().apply(add("a"));
  return store;
}

describe("the document and its history", () => {
  it("makes one undo step of one gesture, however many edits it has", () => {
    const store = storeWithNode();
    for (const height of [10, 20, 30]) store.getState().apply(set(height), { gesture: "slide" });
    expect(store.getState().graph.nodes.a?.settings.height).toBe(30);
    store.getState().undo();
    expect(store.getState().graph.nodes.a?.settings).toEqual({});
    store.getState().redo();
    expect(store.getState().graph.nodes.a?.settings.height).toBe(30);
  });

  it("begins a new step when the gesture has ended", () => {
    const store = storeWithNode();
    store.getState().apply(set(10), { gesture: "slide" });
    store.getState().endGesture();
    store.getState().apply(set(20), { gesture: "slide" });
    store.getState().undo();
    expect(store.getState().graph.nodes.a?.settings.height).toBe(10);
  });

  it("does not join edits of the same gesture over an undo", () => {
    const store = storeWithNode();
    store.getState().apply(set(10), { gesture: "slide" });
    store.getState().undo();
    store.getState().apply(set(20), { gesture: "slide" });
    store.getState().undo();
    expect(store.getState().graph.nodes.a?.settings).toEqual({});
  });

  it("is back at the start, byte for byte, when everything is undone", () => {
    const first = emptyGraph("First");
    const store = createDocumentStore(first);
    const { apply } = store.getState();
    apply(add("a"));
    apply(add("b"));
    apply({ kind: "connect", from: "a.dataset", to: "b.dataset" });
    apply(set(12));
    apply({ kind: "move", positions: { a: [5, 6] } });
    apply({ kind: "rename", node: "b", title: "Second" });
    apply({ kind: "remove", nodes: ["a"] });
    while (store.getState().past.length > 0) store.getState().undo();
    expect(canonicalText(store.getState().graph)).toBe(canonicalText(first));
  });

  it("forgets what could be done again once something else is done", () => {
    const store = storeWithNode();
    store.getState().undo();
    store.getState().apply(add("b"));
    store.getState().redo();
    expect(Object.keys(store.getState().graph.nodes)).toEqual(["b"]);
  });

  it("brings the old graph back when another was opened by mistake", () => {
    const store = storeWithNode();
    store.getState().replace(emptyGraph("Other"));
    store.getState().undo();
    expect(Object.keys(store.getState().graph.nodes)).toEqual(["a"]);
  });

  it("changes nothing while another tab has the graph, counts what it refused, and shows what that tab did", () => {
    const store = storeWithNode();
    const { apply, undo, redo, replace, load } = store.getState();
    const first = canonicalText(store.getState().graph);
    store.setState({ locked: true });
    for (const change of [() => apply(set(9)), undo, redo, () => replace(emptyGraph("Other"))]) {
      change();
      expect(canonicalText(store.getState().graph)).toBe(first);
    }
    expect(store.getState().refused).toBe(3);
    load(emptyGraph("Of the other tab"));
    expect(store.getState().graph.title).toBe("Of the other tab");
    store.setState({ locked: false });
    apply({ kind: "retitle", title: "Mine again" });
    expect(store.getState().graph.title).toBe("Mine again");
  });

  it("keeps a bounded number of steps", () => {
    const store = storeWithNode();
    for (let height = 1; height <= HISTORY + 20; height++) store.getState().apply(set(height));
    expect(store.getState().past).toHaveLength(HISTORY);
  });
});
