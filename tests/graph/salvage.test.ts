import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { canonicalText } from "@/graph/canonical";
import { parseGraph } from "@/graph/parse";
import { salvageGraph } from "@/graph/salvage";
import { readTorn } from "@/graph/torn-json";

const steel = readFileSync("graphs/steel-defects.json", "utf8");

function opened(text: string) {
  const salvaged = salvageGraph(text);
  if (!salvaged.graph) throw new Error(salvaged.problems.map(({ message }) => message).join(" "));
  return { graph: salvaged.graph, said: salvaged.leftOut.map(({ message }) => message) };
}

// biome-ignore lint/suspicious/noExplicitAny: a file that somebody broke has no type.
function broken(change: (graph: any) => void): string {
  const graph = JSON.parse(steel);
  change(graph);
  return JSON.stringify(graph);
}

describe("a broken file", () => {
  it("that is whole opens as ever, with nothing to say", () => {
    const { graph, said } = opened(steel);
    expect(canonicalText(graph)).toBe(steel);
    expect(said).toEqual([]);
  });

  it("loses the one node that is wrong and its edges, each named with the reason", () => {
    const { graph, said } = opened(broken(({ nodes }) => delete nodes.head.type));
    expect(Object.keys(graph.nodes)).toHaveLength(16);
    expect(said[0]).toBe("Left out the node head: type has to be a text, and is missing.");
    expect(said.slice(1).join("\n")).toMatch(
      /edge from vgg16\.module to head\.module: there is no node head/,
    );
  });

  it("keeps a node of which one setting, the title or the version is wrong", () => {
    const { graph, said } = opened(
      broken(({ nodes }) => {
        nodes.resize.settings["1x"] = 3;
        nodes.vgg16.title = "t".repeat(300);
        delete nodes.trainer.version;
      }),
    );
    expect(graph.nodes.resize?.settings).toEqual(JSON.parse(steel).nodes.resize.settings);
    expect(graph.nodes.vgg16?.title).toBeUndefined();
    expect(graph.nodes.trainer?.version).toBe(1);
    expect(said).toHaveLength(3);
    expect(said.join("\n")).toMatch(/node resize: settings\.1x cannot be called so/);
    expect(said.join("\n")).toMatch(/node trainer has no version: 1 was taken/);
  });

  it("loses an edge, a note, a group, a place and files that are wrong, and nothing beside them", () => {
    const { graph, said } = opened(
      broken((graph) => {
        graph.edges.push({ from: 3, to: "a.b" }, "nonsense");
        graph.notes = [
          { text: "Good", position: [1, 2] },
          { text: 5, position: [1, 2] },
        ];
        graph.groups = { good: { title: "Good", nodes: ["head", 7] }, bad: 4 };
        graph.layout.head = [1, "x"];
        graph.assets = { images: { name: "a.zip", bytes: -1, sha256: "0".repeat(64) } };
      }),
    );
    expect(graph.edges).toHaveLength(JSON.parse(steel).edges.length);
    expect(graph.notes).toEqual([{ text: "Good", position: [1, 2] }]);
    expect(graph.groups).toEqual({ good: { title: "Good", nodes: ["head"] } });
    expect(graph.layout.head).toBeUndefined();
    expect(graph.assets).toEqual({});
    expect(said).toHaveLength(7);
  });

  it("opens without a part that is no part at all", () => {
    const { graph, said } = opened(
      broken((graph) => Object.assign(graph, { edges: 3, notes: {}, title: 9 })),
    );
    expect([graph.edges, graph.notes, graph.title]).toEqual([[], [], "Untitled"]);
    expect(said).toHaveLength(3);
  });

  it("loses a setting that is nested without end, not its node", () => {
    const deep = `${'{"a":'.repeat(500)}1${"}".repeat(500)}`;
    const { graph, said } = opened(steel.replace('"height": 224', `"height": ${deep}`));
    expect(graph.nodes.resize?.settings).toEqual({
      ...JSON.parse(steel).nodes.resize.settings,
      height: undefined,
    });
    expect(said).toEqual(["Left out nodes.resize.settings.height: it is nested deeper than 32 levels."]);
  });

  it("names two hundred places and counts the rest", () => {
    const { said } = opened(broken(({ edges }) => edges.push(...Array(5000).fill(7))));
    expect(said).toHaveLength(201);
    expect(said[200]).toBe("4800 more places were left out.");
  });

  it("is refused where it is no document, is newer, or reaches for a prototype", () => {
    for (const text of [
      "",
      "[1, 2",
      '{"format":"comfy","nodes":{',
      '{"format":"tensorloom","formatVersion":2,"nodes":[]}',
      steel.replace('"normalized": false', '"__proto__": { "x": 1 }').slice(0, 4000),
      '{"format":"tensorloom","formatVersion":1,"nodes":{"__proto__":{}}}',
      '{"format":"tensorloom","formatVersion":1,"nodes":{},"__proto__":{"title":"x"}}',
      broken(({ nodes }) => (nodes.constructor = nodes.head)),
    ]) {
      const { graph, ...rest } = salvageGraph(text);
      expect(graph, text.slice(0, 60)).toBeUndefined();
      expect(JSON.stringify(rest)).toMatch(/message/);
    }
  });

  it("stays broken for whoever checks it", () => {
    const text = broken(({ nodes }) => delete nodes.head.type);
    expect(parseGraph(text).graph).toBeUndefined();
  });
});

describe("a file that breaks off", () => {
  it("is read as far as it goes, wherever that is, and says where", () => {
    let most = 0;
    for (let end = 60; end < steel.length - 2; end += 7) {
      const { graph, said } = opened(steel.slice(0, end));
      expect(said[0]).toMatch(/^The file breaks off in line \d+/);
      const count = Object.keys(graph.nodes).length;
      expect(count).toBeGreaterThanOrEqual(most);
      most = count;
    }
    expect(most).toBe(17);
  });

  it("never takes half a number or half a word for a whole one", () => {
    expect(readTorn('{"a": 1, "b": 22')?.value).toEqual({ a: 1 });
    expect(readTorn('{"a": [true, fal')?.value).toEqual({ a: [true] });
    expect(readTorn('{"a": "half')?.value).toEqual({});
    expect(readTorn('{"a": {"b": [1, {"c": "d"}, ')?.value).toEqual({ a: { b: [1, { c: "d" }] } });
    expect(readTorn('{"a": 1, "b": 22')?.path).toEqual(["b"]);
  });

  it("is read up to the place from which it is no JSON", () => {
    expect(readTorn('{"a": 1,\n "b": oops, "c": 2}')).toMatchObject({ value: { a: 1 }, line: 2 });
    expect(readTorn('{"a": 1} and more')?.value).toEqual({ a: 1 });
    expect(readTorn("oops")).toBeUndefined();
  });
});
