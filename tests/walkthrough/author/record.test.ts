import { describe, expect, it } from "vitest";
import { canonicalJson } from "@/graph/canonical";
import type { Graph } from "@/graph/document";
import { applyEdit, type Edit } from "@/graph/edits";
import type { Setting } from "@/graph/settings";
import { randomStream } from "@/random";
import { registry } from "@/registry";
import { followed, graphBefore, recorded } from "@/walkthrough/author/record";
import { graphOf } from "../sample";
import { small } from "../small";

const START = graphOf(
  { images: "sample-steel", resize: { type: "resize", settings: { height: 64 } }, grid: "image-grid" },
  ["images.dataset > resize.dataset", "resize.dataset > grid.dataset"],
);

const defaultsOf = (type: string) =>
  Object.fromEntries(
    Object.entries<Setting<unknown>>(registry.get(type)?.settings ?? {}).map(([name, each]) => [
      name,
      each.default,
    ]),
  );

/** What of a graph "show me" answers for; a setting that is not set is its default. */
const work = ({ nodes, edges }: Graph) =>
  canonicalJson([
    Object.entries(nodes)
      .map(([id, { type, settings }]) => [id, type, { ...defaultsOf(type), ...settings }])
      .sort(),
    edges.map(({ from, to }) => `${from} ${to}`).sort(),
  ]);

const done = (...edits: readonly Edit[]) => applyEdit(START, { kind: "all", edits });

describe("what is recorded between two states", () => {
  it("is nothing where cards were only moved", () => {
    const after = done({ kind: "move", positions: { images: [500, 500] } });
    expect(recorded(START, after, registry)).toEqual({ actions: [], remarks: [] });
  });

  it("is what a teacher did, without what was tried in between", () => {
    const after = done(
      { kind: "set", node: "resize", setting: "height", value: 5 },
      { kind: "set", node: "resize", setting: "height", value: 32 },
      {
        kind: "add",
        id: "planes",
        node: { type: "rgb-planes", version: 1, settings: { count: 2 } },
        position: [10.4, 20.6],
      },
      { kind: "connect", from: "images.dataset", to: "planes.dataset" },
      { kind: "connect", from: "images.dataset", to: "grid.dataset" },
    );
    expect(recorded(START, after, registry).actions).toEqual([
      { kind: "set", node: "resize", setting: "height", value: 32 },
      { kind: "add", id: "planes", type: "rgb-planes", settings: { count: 2 }, position: [10, 21] },
      { kind: "connect", from: "images.dataset", to: "planes.dataset" },
      { kind: "connect", from: "images.dataset", to: "grid.dataset" },
    ]);
  });

  it("sets a setting that was reset to its default", () => {
    const after = done({ kind: "unset", node: "resize", setting: "height" });
    expect(recorded(START, after, registry).actions).toEqual([
      {
        kind: "set",
        node: "resize",
        setting: "height",
        value: registry.get("resize")?.settings.height?.default,
      },
    ]);
  });

  it("lets edges go by themselves with their node", () => {
    expect(recorded(START, done({ kind: "remove", nodes: ["resize"] }), registry).actions).toEqual([
      { kind: "remove", node: "resize" },
    ]);
  });

  it("says what cannot be shown", () => {
    const { actions, remarks } = recorded(
      START,
      done({ kind: "rename", node: "grid", title: "Look here" }),
      registry,
    );
    expect(actions).toEqual([]);
    expect(remarks.join()).toContain("grid");
  });

  it("leads from the one to the other, whatever was done", () => {
    const types = ["resize", "to-tensor", "image-grid", "normalize"];
    for (let round = 0; round < 200; round++) {
      const stream = randomStream(7, "recorder test", round);
      const draw = (below: number) => stream.int(below);
      const pick = <T>(list: readonly T[]) => list[draw(list.length)] as T;
      let after: Graph = START;
      for (let count = 0; count < 8; count++) {
        const ids = Object.keys(after.nodes);
        const edits: readonly Edit[] = [
          { kind: "remove", nodes: [pick(ids)] },
          {
            kind: "add",
            id: pick(["resize", "a", "b", "grid"]),
            node: { type: pick(types), version: 1, settings: draw(2) ? { height: draw(50) + 1 } : {} },
            position: [draw(500), 0],
          },
          { kind: "connect", from: `${pick(ids)}.dataset`, to: `${pick(ids)}.dataset` },
          { kind: "set", node: pick(ids), setting: "height", value: draw(50) + 1 },
        ];
        const edit = pick(edits);
        const isFresh = edit.kind !== "add" || !Object.hasOwn(after.nodes, edit.id);
        if (ids.length > 1 && isFresh) after = applyEdit(after, edit);
      }
      const { actions } = recorded(START, after, registry);
      expect(work(followed(actions, START, registry)), JSON.stringify(actions)).toBe(work(after));
    }
  });
});

it("a step begins with what all steps before have shown", () => {
  const empty = graphOf({});
  const walkthrough = small();
  expect(Object.keys(graphBefore(walkthrough, empty, "wire", registry).nodes)).toEqual([]);
  expect(graphBefore(walkthrough, empty, "ask", registry).edges).toEqual([
    { from: "images.dataset", to: "grid.dataset" },
  ]);
});
