import fc from "fast-check";
import { expect, it } from "vitest";
import { keepJournal, replay } from "@/editor/saving/journal";
import { createDocumentStore, HISTORY } from "@/editor/state/document-store";
import { canonicalText } from "@/graph/canonical";
import { emptyGraph, type Graph } from "@/graph/document";
import { parseGraph } from "@/graph/parse";
import { MemoryPlace } from "./memory-place";
import { choice, editOf, looseEdges } from "./random-edits";

const RUNS = { numRuns: 1000, seed: 42 };

const summary = (graph: Graph) => ({ title: graph.title, nodes: 0, picture: { cards: [], edges: [] } });

/** The graph that a file's text opens as; every text here has to open whole. */
function opened(text: string): Graph {
  const { graph, problems } = parseGraph(text);
  if (!graph || problems.length > 0) throw new Error(`It did not open whole: ${JSON.stringify(problems)}`);
  return graph;
}

it("any edits: undone all is the start, done all again is the end, and the file opens as the same bytes", () => {
  let steps = 0;
  fc.assert(
    fc.property(fc.array(choice, { maxLength: 30, size: "max" }), (choices) => {
      const store = createDocumentStore(emptyGraph("Start"));
      const first = canonicalText(store.getState().graph);
      const states = [first];
      for (const each of choices) {
        const { graph, past, apply } = store.getState();
        apply(editOf(each, graph));
        if (store.getState().past.length > past.length) states.push(canonicalText(store.getState().graph));
        expect(looseEdges(store.getState().graph)).toBe(0);
      }
      const last = canonicalText(store.getState().graph);
      expect(canonicalText(opened(last))).toBe(last);
      steps += states.length - 1;
      for (const text of [...states].reverse().slice(1)) {
        store.getState().undo();
        expect(canonicalText(store.getState().graph)).toBe(text);
      }
      expect(store.getState().past).toEqual([]);
      for (const text of states.slice(1)) {
        store.getState().redo();
        expect(canonicalText(store.getState().graph)).toBe(text);
      }
      expect(store.getState().future).toEqual([]);
      expect(canonicalText(store.getState().graph)).toBe(last);
    }),
    RUNS,
  );
  expect(steps).toBeGreaterThan(10_000);
});

it("any edits, undos and redos: what the journal gives back is the graph, byte for byte", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ choice, what: fc.nat(9) }), { maxLength: 30, size: "max" }),
      fc.boolean(),
      async (turns, isNew) => {
        const place = new MemoryPlace();
        const start = emptyGraph("Start");
        const store = createDocumentStore(start);
        if (!isNew) await place.create({ ...summary(start), id: "mine", at: 0 }, canonicalText(start));
        const epoch = isNew ? undefined : await place.begin("mine", canonicalText(start));
        const journal = keepJournal(store, { place, id: "mine", epoch, summary });
        for (const { choice: each, what } of turns) {
          const { graph, apply, undo, redo, replace } = store.getState();
          if (what === 0) undo();
          else if (what === 1) redo();
          else if (what === 2) replace(emptyGraph("Another"));
          else apply(editOf(each, graph), what === 3 ? { gesture: "slide" } : {});
        }
        await journal.end();
        const kept = await place.read("mine");
        const base = opened(kept?.base ?? canonicalText(start));
        expect(canonicalText(replay(base, kept?.steps ?? []))).toBe(canonicalText(store.getState().graph));
      },
    ),
    RUNS,
  );
});

it("five hundred steps of any kind can be taken back and done again", () => {
  const store = createDocumentStore(emptyGraph("Start"));
  const choices = fc.sample(choice, { numRuns: 2000, seed: 7 });
  const states: string[] = [canonicalText(store.getState().graph)];
  for (const each of choices) {
    const before = store.getState().graph;
    store.getState().apply(editOf(each, before));
    if (store.getState().graph !== before) states.push(canonicalText(store.getState().graph));
  }
  expect(states.length).toBeGreaterThan(HISTORY + 500);
  const reach = states.slice(-HISTORY - 1);
  for (let step = 0; step < HISTORY + 5; step++) store.getState().undo();
  expect(canonicalText(store.getState().graph)).toBe(reach[0]);
  for (let step = 0; step < HISTORY + 5; step++) store.getState().redo();
  expect(canonicalText(store.getState().graph)).toBe(reach.at(-1));
});
