import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import type { Facts } from "@/compile/checked";
import { moduleKey } from "@/compile/keys";
import { plan } from "@/compile/plan";
import { emptyGraph, type Graph } from "@/graph/document";
import { applyEdit, type Edit } from "@/graph/edits";
import { parseGraph } from "@/graph/parse";
import { registry } from "@/registry";

const read = (name: string) => parseGraph(readFileSync(`graphs/${name}.json`, "utf8")).graph ?? emptyGraph();
const steel = read("steel-defects");
const FACTS: Facts = { data: {}, files: new Set() };
const checked = (graph: Graph, facts = FACTS) => check(graph, facts, registry);
/** The same graph of objects that nothing was ever worked out for. */
const anew = (graph: Graph): Graph => structuredClone(graph);
const moduleOf = (graph: Graph, id: string) => {
  const made = checked(graph).nodes.get(id)?.outputs.module;
  if (made?.kind !== "Module") throw new Error(`${id} gives no network.`);
  return made;
};
const everything = (graph: Graph) => {
  const typed = checked(graph);
  return { nodes: [...typed.nodes.values()], problems: typed.problems, plan: plan(typed, registry) };
};
const set = (node: string, setting: string, value: unknown): Edit => ({ kind: "set", node, setting, value });

describe("what was worked out before", () => {
  it("gives after any edits what a graph that was never seen gives", () => {
    const edit = fc.oneof(
      fc.record({ of: fc.constantFrom(0, 1, 3), value: fc.constantFrom(0, 1, 3) }).map(({ of, value }) => {
        const names = [
          ["vgg16", "unfrozen"],
          ["trainer", "epochs"],
          ["resize", "height"],
          ["split", "seed"],
        ] as const;
        const [node, setting] = names[of] ?? names[0];
        return set(node, setting, value);
      }),
      fc.constantFrom<Edit>(
        set("vgg16", "output", "features"),
        set("vgg16", "output", "fc7"),
        set("resize", "height", 64),
        set("resize", "height", 96),
        set("images", "exclude", ["Cr_1"]),
        set("trainer", "epochs", "many"),
        { kind: "disconnect", from: "vgg16.module", to: "head.module" },
        { kind: "connect", from: "vgg16.module", to: "head.module" },
        { kind: "remove", nodes: ["normalize"] },
        { kind: "rename", node: "head", title: "Mine" },
      ),
    );
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        let graph = steel;
        for (const one of edits) {
          graph = applyEdit(graph, one);
          expect(everything(graph)).toEqual(everything(anew(graph)));
        }
      }),
      { numRuns: 40 },
    );
  });

  it("stays the same object where an edit does not reach, and is another where it does", () => {
    const before = checked(steel);
    const after = checked(applyEdit(steel, set("split", "seed", 5)));
    const outputs = (typed: typeof before, id: string) => typed.nodes.get(id)?.outputs;
    expect(outputs(after, "resize")).toBe(outputs(before, "resize"));
    expect(outputs(after, "split")).not.toBe(outputs(before, "split"));
  });

  it("knows a node whose facts changed while it stayed the same", () => {
    const found = (length: number): Facts => ({
      data: {
        images: {
          classes: ["a", "b"],
          length,
          height: 8,
          width: 8,
          channels: 1,
          mode: "L",
          dtype: "uint8",
          remarks: [],
        },
      },
      files: new Set(["images"]),
    });
    const lengths = [9, 10, 9].map((length) => {
      const type = checked(steel, found(length)).nodes.get("images")?.outputs.dataset;
      return type?.kind === "Dataset" ? type.length : undefined;
    });
    expect(lengths).toEqual([9, 10, 9]);
  });
});

describe("networks that begin in the same way", () => {
  const add = (graph: Graph, id: string, type: string) => {
    const settings = graph.nodes[type]?.settings ?? {};
    return applyEdit(graph, { kind: "add", id, node: { type, version: 1, settings }, position: [0, 0] });
  };
  const two = add(steel, "again", "vgg16");

  it("are one object, and each knows which node brought its layers", () => {
    // Nothing trains the second one: its pictures are not known, so it is compared with another that nothing trains.
    const alone = add(two, "third", "vgg16");
    const [again, third] = [moduleOf(alone, "again"), moduleOf(alone, "third")];
    expect(third.module).toBe(again.module);
    expect([again.origins?.[0], third.origins?.[0]]).toEqual(["again.0", "third.0"]);
  });

  it("are told apart by a setting", () => {
    const other = applyEdit(two, set("again", "unfrozen", 2));
    expect(moduleKey(moduleOf(other, "again").module)).not.toBe(moduleKey(moduleOf(two, "again").module));
  });

  it("are their own where layers are called by the node", () => {
    const graph = add(add(steel, "first", "relu"), "second", "relu");
    expect(moduleOf(graph, "first").module.layers[0]?.name).toBe("first");
    expect(moduleOf(graph, "second").module.layers[0]?.name).toBe("second");
  });
});
