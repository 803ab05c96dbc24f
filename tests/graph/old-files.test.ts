import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { canonicalText } from "@/graph/canonical";
import type { Graph } from "@/graph/document";
import { migrateGraph } from "@/graph/migrate";
import { parseGraph } from "@/graph/parse";
import type { Problem } from "@/graph/problem";
import { salvageGraph } from "@/graph/salvage";
import { registry } from "@/registry";

/*
 * Files as they were saved once, of every form that the format had. They open for ever: no file here is ever changed or
 * taken away, and whoever changes the format or a node's settings puts the form before the change beside them.
 */
const corpus = join(import.meta.dirname, "../fixtures/graphs");
const files = readdirSync(corpus).flatMap((version) =>
  readdirSync(join(corpus, version)).map((name) => `${version}/${name}`),
);

function opened(text: string): { graph: Graph; problems: readonly Problem[] } {
  const parsed = parseGraph(text);
  if (!parsed.graph) throw new Error(parsed.problems.map(({ message }) => message).join("\n"));
  const migrated = migrateGraph(parsed.graph, registry);
  return { graph: migrated.graph, problems: [...parsed.problems, ...migrated.problems] };
}

it("there are old files", () => {
  expect(files.length).toBeGreaterThanOrEqual(11);
});

describe.each(files)("%s", (file) => {
  const text = readFileSync(join(corpus, file), "utf8");
  const { graph } = opened(text);

  it("opens whole, and what is saved of it opens as the same bytes", () => {
    expect(parseGraph(text).problems).toEqual([]);
    const saved = canonicalText(graph);
    expect(canonicalText(opened(saved).graph)).toBe(saved);
    expect(opened(saved).problems.filter(({ message }) => /was brought from/.test(message))).toEqual([]);
  });

  it("opens in the editor with nothing left out", () => {
    expect(salvageGraph(text)).toEqual({ graph: parseGraph(text).graph, leftOut: [] });
  });

  it("loses no node, edge, note, group, place or file", () => {
    const raw = JSON.parse(text);
    expect(Object.keys(graph.nodes).sort()).toEqual(Object.keys(raw.nodes).sort());
    for (const field of ["groups", "layout", "notes", "assets"] as const)
      expect(graph[field], field).toEqual(raw[field] ?? (field === "notes" ? [] : {}));
    expect(graph.edges).toHaveLength(raw.edges?.length ?? 0);
  });

  it("has nodes of today's versions, with settings that they allow", () => {
    for (const [id, node] of Object.entries(graph.nodes)) {
      const definition = registry.get(node.type);
      if (!definition || node.version > definition.version) continue;
      expect(node.version, id).toBe(definition.version);
      for (const [name, value] of Object.entries(node.settings))
        expect(definition.settings[name]?.schema.safeParse(value).success, `${id}.${name}`).toBe(true);
    }
  });

  it("can be checked", () => {
    expect(check(graph, NO_FACTS, registry).nodes.size).toBe(Object.keys(graph.nodes).length);
  });
});

it("every kind of node that a file here has is known still, but those made up", () => {
  const types = new Set(
    files.flatMap((file) =>
      Object.values(opened(readFileSync(join(corpus, file), "utf8")).graph.nodes).map(({ type }) => type),
    ),
  );
  expect([...types].filter((type) => !registry.has(type))).toEqual(["from-the-future"]);
});

describe("a node's settings of an older version", () => {
  const resize = registry.get("resize");
  if (!resize) throw new Error("There is no resize.");
  const newer = new Map(registry).set("resize", {
    ...resize,
    version: 3,
    migrations: {
      1: ({ size, ...settings }) => ({ ...settings, height: size, width: size }),
      2: (settings) => ({ method: "nearest", ...settings }),
    },
  });
  const old: Graph = {
    ...opened(readFileSync(join(corpus, "v1/by-hand.json"), "utf8")).graph,
    nodes: { small: { type: "resize", version: 1, settings: { size: 64 }, title: "Mine" } },
  };

  it("are brought to today's one step at a time, and the reader is told", () => {
    const { graph, problems } = migrateGraph(old, newer);
    expect(graph.nodes.small).toEqual({
      type: "resize",
      version: 3,
      settings: { height: 64, width: 64, method: "nearest" },
      title: "Mine",
    });
    expect(problems.map(({ message }) => message)).toEqual(["Resize was brought from version 1 to 3."]);
  });

  it("are brought no further when they are there already", () => {
    const { graph } = migrateGraph(old, newer);
    expect(migrateGraph(graph, newer)).toEqual({ graph, problems: [] });
  });
});
