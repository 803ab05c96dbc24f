import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { canonicalText } from "@/graph/canonical";
import { endpoint } from "@/graph/document";
import { parseGraph } from "@/graph/parse";
import { registry } from "@/registry";

const folder = join(import.meta.dirname, "../graphs");
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .sort();

const WIDTH = 208;
const GAP = 48;

/** Roughly how tall a card becomes, px: its title, a row a setting, and a preview where it has something to show. */
function heightOf(type: string): number {
  const definition = registry.get(type);
  const shows = Object.values((definition?.outputs ?? {}) as Ports).some(({ kind }) =>
    ["Dataset", "Figure", "History", "Metrics"].includes(kind),
  );
  return 72 + 26 * (definition?.card.length ?? 0) + (shows ? 72 : 0);
}

it("there are example graphs", () => {
  expect(files).toContain("steel-defects.json");
});

describe.each(files)("%s", (file) => {
  const text = readFileSync(join(folder, file), "utf8");
  const { graph, problems } = parseGraph(text);
  if (!graph) throw new Error(problems.map((problem) => problem.message).join("\n"));

  it("opens without a problem, and saving it gives the same bytes", () => {
    expect(problems).toEqual([]);
    expect(canonicalText(graph)).toBe(text);
  });

  it("has known nodes only, with settings that they allow", () => {
    for (const [id, node] of Object.entries(graph.nodes)) {
      const definition = registry.get(node.type);
      expect(definition?.version, id).toBe(node.version);
      for (const [name, value] of Object.entries(node.settings)) {
        expect(definition?.settings[name]?.schema.safeParse(value).success, `${id}.${name}`).toBe(true);
      }
    }
  });

  it("has edges between ports of one kind, one edge an input, and no needed input open", () => {
    const wired = new Set<string>();
    for (const { from, to } of graph.edges) {
      const [source, target] = [endpoint(from), endpoint(to)];
      const output = registry.get(graph.nodes[source.node]?.type ?? "")?.outputs as Ports;
      const input = registry.get(graph.nodes[target.node]?.type ?? "")?.inputs as Ports;
      expect(output[source.port]?.kind, from).toBeDefined();
      expect(input[target.port]?.kind, to).toBe(output[source.port]?.kind);
      expect(wired.has(to), to).toBe(false);
      wired.add(to);
    }
    for (const [id, node] of Object.entries(graph.nodes)) {
      for (const [port, { optional }] of Object.entries((registry.get(node.type)?.inputs ?? {}) as Ports)) {
        if (!optional) expect([...wired]).toContain(`${id}.${port}`);
      }
    }
  });

  it("lies on the page without one card over another", () => {
    expect(Object.keys(graph.layout).sort()).toEqual(Object.keys(graph.nodes).sort());
    const places = Object.entries(graph.layout);
    for (const [index, [a, [ax, ay]]] of places.entries()) {
      for (const [b, [bx, by]] of places.slice(index + 1)) {
        const upper = graph.nodes[ay < by ? a : b]?.type ?? "";
        const apart = Math.abs(ax - bx) >= WIDTH + GAP || Math.abs(ay - by) >= heightOf(upper) + GAP / 2;
        expect(apart, `${a} and ${b}`).toBe(true);
      }
    }
  });

  it("is read like a page: from left to right, and from the end of one line to the beginning of the next", () => {
    for (const { from, to } of graph.edges) {
      const [left = 0, top = 0] = graph.layout[endpoint(from).node] ?? [];
      const [right = 0, below = 0] = graph.layout[endpoint(to).node] ?? [];
      const nextLine = below - top >= heightOf(graph.nodes[endpoint(from).node]?.type ?? "");
      expect(right - left >= WIDTH + GAP || nextLine, `${from} to ${to}`).toBe(true);
    }
  });
});

describe("steel-defects.json", () => {
  const { graph } = parseGraph(readFileSync(join(folder, "steel-defects.json"), "utf8"));

  it("trains as the course does", () => {
    expect(graph?.nodes.trainer?.settings).toEqual({ epochs: 5, batchSize: 4, shuffle: true, seed: 0 });
    expect(graph?.nodes.adam?.settings).toEqual({ learningRate: 1e-4 });
    expect(graph?.nodes.head?.settings).toMatchObject({ hidden: [2048], outputs: 0 });
    expect(graph?.nodes.images?.settings.untilFiles).toBe("sample-steel");
  });
});

describe("nuclei-segmentation.json", () => {
  const { graph } = parseGraph(readFileSync(join(folder, "nuclei-segmentation.json"), "utf8"));

  it("trains as the course does, on sample cells until there are files", () => {
    expect(graph?.nodes.trainer?.settings).toMatchObject({ epochs: 20, batchSize: 4, seed: 0 });
    expect(graph?.nodes.adam?.settings).toEqual({ learningRate: 1e-3 });
    expect(graph?.nodes.loss?.type).toBe("dice-loss");
    expect(graph?.nodes.rotate?.settings).toMatchObject({ from: -60, to: 60 });
    expect(graph?.nodes.images?.settings.untilFiles).toBe("sample-cells");
  });

  it("turns the training pictures alone", () => {
    const edges = graph?.edges.map(({ from, to }) => `${from} ${to}`);
    expect(edges).toContain("split.train rotate.dataset");
    expect(edges).toContain("rotate.dataset trainer.train");
    expect(edges?.filter((edge) => edge.startsWith("rotate."))).toHaveLength(1);
  });
});

type Ports = Readonly<Record<string, { readonly kind: string; readonly optional: boolean }>>;
