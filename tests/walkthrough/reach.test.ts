import { describe, expect, it } from "vitest";
import { emptyGraph } from "@/graph/document";
import { applyEdit } from "@/graph/edits";
import { registry } from "@/registry";
import { reach } from "@/walkthrough/reach";
import { show } from "@/walkthrough/show";
import { small } from "./small";

describe("show me", () => {
  const [wire] = small().steps;
  const actions = wire?.showMe ?? [];

  it("makes one edit of all, and none where all is there", () => {
    const { edit, effects, problems } = show(actions, emptyGraph(), registry);
    expect([effects, problems]).toEqual([[], []]);
    const graph = edit ? applyEdit(emptyGraph(), edit) : emptyGraph();
    expect(Object.keys(graph.nodes)).toEqual(["images", "grid"]);
    expect(graph.nodes.images).toEqual({ type: "sample-steel", version: 1, settings: { count: 2 } });
    expect(graph.layout.grid?.[0]).toBeGreaterThan(graph.layout.images?.[0] ?? 1e9);
    expect(graph.edges).toEqual([{ from: "images.dataset", to: "grid.dataset" }]);
    expect(show(actions.slice(1), graph, registry).edit).toBeUndefined();
  });

  it("says what cannot be done and does the rest", () => {
    const { edit, problems } = show(
      [
        { kind: "add", id: "a", type: "no-such-type" },
        { kind: "connect", from: "images.dataset", to: "a.dataset" },
        { kind: "set", node: "b", setting: "c", value: 1 },
        { kind: "remove", node: "gone" },
        { kind: "add", id: "split", type: "split" },
      ],
      emptyGraph(),
      registry,
    );
    expect(problems).toHaveLength(3);
    expect(edit).toMatchObject({ edits: [{ kind: "add", id: "split" }] });
  });
});

describe("whether every goal is reached by show me", () => {
  it("is so for a whole walkthrough, and no goal is met before", () => {
    const steps = reach(small(), emptyGraph(), registry);
    expect(steps).toEqual(
      ["wire", "run", "ask"].map((step) => ({ step, reached: true, metBefore: false, problems: [] })),
    );
  });

  it("tells a step whose actions do not lead there", () => {
    const steps = small().steps.map((step) => ({
      ...step,
      showMe: step.id === "wire" ? step.showMe?.slice(0, 2) : [],
    }));
    const [wire, run] = reach(small({ steps }), emptyGraph(), registry);
    expect(wire?.reached).toBe(false);
    expect(wire?.problems.join(" ")).toContain("Wire Sample steel into Image grid");
    expect(run?.problems.join(" ")).toContain("Run ");
  });

  it("tells a goal that asks for nothing", () => {
    const steps = [...small().steps.slice(0, 1), { ...small().steps[0], id: "same", showMe: [] }];
    const again = reach(small({ steps: steps as never }), emptyGraph(), registry)[1];
    expect(again).toMatchObject({
      metBefore: true,
      problems: [expect.stringContaining("met before anything is done")],
    });
  });

  it("forgets a result once the graph is another", () => {
    const [wire, run] = small().steps;
    const change = {
      id: "change",
      title: "Change",
      text: "",
      goal: { kind: "ran" as const, of: { node: "grid" } },
      showMe: [{ kind: "set" as const, node: "images", setting: "count", value: 3 }],
    };
    const steps = [wire, run, change] as never;
    expect(reach(small({ steps }), emptyGraph(), registry)[2]).toMatchObject({
      reached: false,
      metBefore: true,
    });
  });
});
