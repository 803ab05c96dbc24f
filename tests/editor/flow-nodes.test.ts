import { describe, expect, it } from "vitest";
import { flowNodes } from "@/editor/canvas/flow-nodes";
import { emptyGraph, type Graph } from "@/graph/document";
import { applyEdit } from "@/graph/edits";

function graphOf(layout: Record<string, [number, number]>): Graph {
  const node = { type: "resize", version: 1, settings: {} };
  return Object.entries(layout).reduce(
    (graph: Graph, [id, position]) => applyEdit(graph, { kind: "add", id, node, position }),
    emptyGraph(),
  );
}

const nobody = new Set<string>();
const graph = graphOf({ right: [300, 0], below: [0, 200], first: [0, 0] });

describe("the nodes on the canvas", () => {
  it("stand in reading order, whatever their order in the file", () => {
    expect(flowNodes(graph, nobody, []).map((node) => node.id)).toEqual(["first", "below", "right"]);
  });

  it("are the same objects where nothing of them changed, so that only one renders", () => {
    const before = flowNodes(graph, nobody, []);
    const moved = applyEdit(graph, { kind: "move", positions: { below: [5, 205] } });
    const after = flowNodes(moved, nobody, before);
    expect(after.map((node, index) => node === before[index])).toEqual([true, false, true]);
    expect(flowNodes(moved, nobody, after)).toBe(after);
  });

  it("keep their place when they are moved, so that the focused one keeps its focus", () => {
    const before = flowNodes(graph, nobody, []);
    const moved = applyEdit(graph, { kind: "move", positions: { first: [900, 0] } });
    expect(flowNodes(moved, nobody, before).map((node) => node.id)).toEqual(["first", "below", "right"]);
  });

  it("are named by their title", () => {
    const renamed = applyEdit(graph, { kind: "rename", node: "first", title: "My pictures" });
    expect(flowNodes(renamed, nobody, [])[0]?.ariaLabel).toBe("My pictures");
  });

  it("stand apart where a file has no layout", () => {
    const nodes = flowNodes({ ...graph, layout: {} }, nobody, []);
    expect(new Set(nodes.map(({ position }) => `${position.x},${position.y}`)).size).toBe(3);
  });
});
