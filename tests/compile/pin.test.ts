import { describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { withPins } from "@/compile/pin";
import { plan } from "@/compile/plan";
import { steelExample } from "@/editor/state/editor";
import type { Graph } from "@/graph/document";
import { applyEdit } from "@/graph/edits";
import { registry } from "@/registry";

const then = steelExample();
const keysOf = (graph: Graph) => {
  const checked = check(graph, NO_FACTS, registry);
  expect(checked.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  const { steps } = plan(checked, registry, Object.keys(graph.nodes));
  return new Map(steps.flatMap(({ nodes, key }) => nodes.map((id) => [id, key] as const)));
};
const before = keysOf(then);

describe("a pinned node", () => {
  it("keeps the result that it had when something upstream is changed", () => {
    const now = applyEdit(then, { kind: "set", node: "resize", setting: "height", value: 200 });
    const { graph, copies } = withPins(now, new Map([["normalize", then]]));
    const keys = keysOf(graph);
    expect(keys.get("normalize")).toBe(before.get("normalize"));
    // What follows is made from it, and what changed is as it is now.
    expect(keys.get("split")).toBe(before.get("split"));
    expect(keys.get("resize")).not.toBe(before.get("resize"));
    // The pictures and their colours have not changed: they are not copied.
    expect([...copies.values()].sort()).toEqual(["resize", "tensor"]);
  });

  it("keeps it when it is changed itself, and wired to something else", () => {
    const now = applyEdit(then, {
      kind: "all",
      edits: [
        { kind: "set", node: "trainer", setting: "epochs", value: 9 },
        { kind: "set", node: "adam", setting: "learningRate", value: 0.5 },
      ],
    });
    const keys = keysOf(withPins(now, new Map([["trainer", then]])).graph);
    expect(keys.get("trainer")).toBe(before.get("trainer"));
    expect(keys.get("confusion")).toBe(before.get("confusion"));
    expect(keys.get("adam")).not.toBe(before.get("adam"));
  });

  it("changes nothing while nothing before it has changed", () => {
    const moved = applyEdit(then, { kind: "move", positions: { resize: [1, 2] } });
    expect(withPins(moved, new Map([["trainer", then]])).graph).toBe(moved);
  });

  it("cannot hold where it was made of files that are another's now", () => {
    const asset = { name: "a.zip", bytes: 1, sha256: "0".repeat(64) };
    const given = applyEdit(then, { kind: "asset", node: "images", asset });
    const now = applyEdit(given, { kind: "set", node: "images", setting: "label", value: "folder" });
    expect(withPins(now, new Map([["normalize", given]])).lost).toEqual(["normalize"]);
  });
});
