import { describe, expect, it } from "vitest";
import { LIMITS, parseGraph } from "@/graph/parse";
import { salvageGraph } from "@/graph/salvage";

const graph = (more: object) =>
  JSON.stringify({ format: "tensorloom", formatVersion: 1, title: "t", nodes: {}, edges: [], ...more });

const many: Readonly<Record<string, (count: number) => string>> = {
  nodes: (count) =>
    graph({
      nodes: Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`n${at}`, { type: "resize", version: 1, settings: {} }]),
      ),
    }),
  notes: (count) => graph({ notes: Array.from({ length: count }, () => ({ text: "x", position: [0, 0] })) }),
  groups: (count) =>
    graph({
      groups: Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`g${at}`, { title: "g", nodes: [] }]),
      ),
    }),
};

describe.each(Object.keys(many))("the %s of a graph", (name) => {
  const most = LIMITS[name as "nodes" | "notes" | "groups"];

  it("are read up to the limit", () => {
    expect(parseGraph(many[name]?.(most) ?? "").problems).toEqual([]);
  });

  it("beyond the limit are refused in words, so that no file can hang the page", () => {
    const [problem] = parseGraph(many[name]?.(most + 1) ?? "").problems;
    expect(problem?.message).toBe(`The graph has ${most + 1} ${name}; at most ${most} are read.`);
  });

  it("beyond the limit are left out where a broken file is opened in part", () => {
    const { graph, ...read } = salvageGraph(many[name]?.(most + 3) ?? "");
    expect(Object.keys(graph?.[name as "nodes" | "notes" | "groups"] ?? {})).toHaveLength(most);
    expect(JSON.stringify(read)).toContain(`a graph has at most ${most} ${name}.`);
  });
});
