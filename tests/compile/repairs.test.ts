import { describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { canConnect } from "@/compile/connect";
import { steelExample } from "@/editor/state/editor";
import type { Graph } from "@/graph/document";
import { applyEdit, type Edit } from "@/graph/edits";
import { registry } from "@/registry";

const steel = steelExample();
const checkedOf = (graph: Graph) => check(graph, NO_FACTS, registry);
const errors = (graph: Graph) => checkedOf(graph).problems.filter(({ severity }) => severity === "error");
const edited = (graph: Graph, ...edits: Edit[]) => applyEdit(graph, { kind: "all", edits });

/** What is offered where an edge is refused. */
function offered(graph: Graph, from: string, to: string) {
  const verdict = canConnect(checkedOf(graph), registry, from, to);
  if (verdict.ok) throw new Error("It was not refused.");
  if (!verdict.fix) throw new Error(`Nothing was offered: ${verdict.reason}`);
  return verdict.fix;
}

/** Each repair is one edit after which the whole graph is right. */
function mends(graph: Graph, title: string, edit: Edit | undefined, offer: string): Graph {
  expect(offer).toBe(title);
  const mended = edit ? applyEdit(graph, edit) : graph;
  expect(errors(mended)).toEqual([]);
  return mended;
}

describe("a refused edge offers its repair", () => {
  it("Flatten before a head, where a network ends in maps", () => {
    const graph = edited(
      steel,
      { kind: "set", node: "vgg16", setting: "output", value: "features" },
      { kind: "disconnect", from: "vgg16.module", to: "head.module" },
    );
    const fix = offered(graph, "vgg16.module", "head.module");
    const mended = mends(graph, "Insert Flatten", fix.edit, fix.title);
    expect(mended.edges).toContainEqual({ from: "flatten.module", to: "head.module" });
  });

  it("To tensor before what needs tensors", () => {
    const graph = edited(steel, { kind: "remove", nodes: ["tensor"] });
    const fix = offered(graph, "resize.dataset", "normalize.dataset");
    mends(graph, "Insert To tensor", fix.edit, fix.title);
  });

  it("Predict between pictures and a confusion matrix, wired to the graph's one trained model", () => {
    const graph = edited(steel, { kind: "remove", nodes: ["predict"] });
    const fix = offered(graph, "split.test", "confusion.predictions");
    const mended = applyEdit(graph, fix.edit);
    expect(fix.title).toBe("Insert Predict");
    expect(mended.edges).toContainEqual({ from: "trainer.model", to: "predict.model" });
    expect(errors(mended).filter(({ node }) => node !== "metrics")).toEqual([]);
  });

  it("RGB for a network of three channels, and a size that it takes", () => {
    const grey = edited(steel, { kind: "set", node: "convert", setting: "mode", value: "L" });
    const [problem] = errors(grey);
    expect(problem?.fix?.title).toBe("Insert Convert colour");
    const mended = problem?.fix ? applyEdit(grey, problem.fix.edit) : grey;
    expect(errors(mended).filter(({ message }) => message.includes("channels"))).toEqual([]);
  });
});
