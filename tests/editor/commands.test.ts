import { beforeEach, describe, expect, it } from "vitest";
import { applyFix, copyText, deleteSelection, pasteText, undo } from "@/editor/actions/commands";
import { documentStore, steelExample } from "@/editor/state/editor";
import { select, sessionStore } from "@/editor/state/session-store";
import { canonicalText } from "@/graph/canonical";
import { emptyGraph } from "@/graph/document";

const graph = () => documentStore.getState().graph;

beforeEach(() => {
  documentStore.getState().load(steelExample());
  select([]);
});

describe("what one does with a selection", () => {
  it("copies nodes with the edges between them and pastes them under fresh names", () => {
    select(["vgg16", "head"]);
    const text = copyText() ?? "";
    const before = Object.keys(graph().nodes).length;
    expect(pasteText(text)).toBe(true);
    expect(Object.keys(graph().nodes)).toHaveLength(before + 2);
    expect(graph().edges).toContainEqual({ from: "vgg16-2.module", to: "head-2.module" });
    expect([...sessionStore.getState().selected].sort()).toEqual(["head-2", "vgg16-2"]);
  });

  it("pastes beside what was pasted before, never exactly on it", () => {
    select(["vgg16"]);
    const text = copyText() ?? "";
    pasteText(text);
    pasteText(text);
    const places = Object.values(graph().layout).map(([x, y]) => `${x},${y}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it("pastes twelve nodes with their edges, group and notes as one step, into another graph too", () => {
    const twelve = Object.keys(graph().nodes).slice(0, 12);
    documentStore.getState().load({
      ...graph(),
      edges: graph().edges.map((edge) => ({ ...edge, future: edge.to })),
      groups: {
        all: { title: "All twelve", nodes: twelve },
        half: { title: "Half", nodes: ["trainer", "no"] },
      },
    });
    select(twelve);
    const piece = JSON.parse(copyText() ?? "");
    expect(Object.keys(piece.groups)).toEqual(["all"]);
    piece.notes = [{ text: "Beside them", position: [5, 6], size: [100, 50] }];
    for (const load of [() => {}, () => documentStore.getState().load(emptyGraph("Another tab"))]) {
      load();
      const before = canonicalText(graph());
      const count = Object.keys(graph().nodes).length;
      expect(pasteText(JSON.stringify(piece))).toBe(true);
      expect(Object.keys(graph().nodes)).toHaveLength(count + 12);
      const added = sessionStore.getState().selected;
      expect(Object.values(graph().groups).at(-1)).toEqual({ title: "All twelve", nodes: added });
      expect(graph().notes).toEqual([{ text: "Beside them", position: [37, 38], size: [100, 50] }]);
      expect(graph().edges.filter(({ to }) => added.includes(to.split(".")[0] ?? ""))).toHaveLength(
        piece.edges.length,
      );
      expect(graph().edges.every((edge) => "future" in edge)).toBe(true);
      undo();
      expect(canonicalText(graph())).toBe(before);
    }
  });

  it("leaves other text on the clipboard alone", () => {
    expect(pasteText("just some words")).toBe(false);
    expect(pasteText('{"format": "tensorloom", "nodes": 3}')).toBe(false);
  });

  it("deletes nodes with their edges in one step, and brings all of it back", () => {
    const first = canonicalText(graph());
    select(["split", "trainer"]);
    deleteSelection();
    expect(graph().nodes.split).toBeUndefined();
    expect(
      graph().edges.some(({ from, to }) => /^(split|trainer)\./.test(from) || /^(split|trainer)\./.test(to)),
    ).toBe(false);
    undo();
    expect(canonicalText(graph())).toBe(first);
  });

  it("puts a node that a fix adds where it covers no other", () => {
    const wanted = graph().layout.resize ?? [0, 0];
    const node = { type: "to-tensor", version: 1, settings: {} };
    applyFix({ kind: "add", id: "new", node, position: [wanted[0], wanted[1]] }, "Insert To tensor");
    const [x = 0, y = 0] = graph().layout.new ?? [];
    for (const [id, [ox, oy]] of Object.entries(graph().layout)) {
      if (id !== "new") expect(Math.abs(ox - x) >= 240 || Math.abs(oy - y) >= 170, id).toBe(true);
    }
  });
});
