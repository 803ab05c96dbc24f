import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emptyGraph, type Graph } from "@/graph/document";
import { parseGraph } from "@/graph/parse";
import { codeOf, example, exported, temporaryFolder } from "./harness";

const EXAMPLES: Readonly<Record<string, Graph>> = Object.fromEntries(
  readdirSync("graphs").map((file) => [file, example(file.replace(/\.json$/, ""))] as const),
);

/** Examples, and graphs that a walkthrough has of its own. */
const GRAPHS: Readonly<Record<string, Graph>> = {
  ...EXAMPLES,
  ...Object.fromEntries(
    readdirSync("public/walkthroughs").flatMap((file) => {
      const { start } = JSON.parse(readFileSync(join("public/walkthroughs", file), "utf8"));
      return start.graph ? [[file, parseGraph(JSON.stringify(start.graph)).graph ?? emptyGraph()]] : [];
    }),
  ),
};

/** Nodes of the examples that have something in a run that is carried. */
const CARRIERS = ["split", "rotate", "trainer"];

/** Without nodes that lie there for later: in a script they make a variable that nobody uses. */
function wired(graph: Graph): Graph {
  const ends = new Set(graph.edges.flatMap(({ from, to }) => [from.split(".")[0], to.split(".")[0]]));
  return { ...graph, nodes: Object.fromEntries(Object.entries(graph.nodes).filter(([id]) => ends.has(id))) };
}

/** pyflakes where it is here; else Python's own parser, which finds less. */
const LINTERS = [
  ["pyflakes3"],
  ["/usr/bin/python3", "-m", "pyflakes"],
  ["python3", "-m", "pyflakes"],
  ["python3", "-m", "py_compile"],
].filter(([program = "", ...words]) => {
  const probe = words.includes("py_compile") ? ["--version"] : [...words, "--version"];
  return spawnSync(program, probe).status === 0;
});
const [linter] = LINTERS;

describe.skipIf(!linter)(linter ? `Python, by ${linter.join(" ")}` : "Python: SKIPPED, no python3", () => {
  const { folder, remove } = temporaryFolder();
  const files: string[] = [];
  const write = (name: string, text: string) => {
    files.push(join(folder, name));
    writeFileSync(files.at(-1) ?? "", text);
  };
  beforeAll(async () => {
    for (const [name, all] of Object.entries(GRAPHS)) {
      const graph = wired(all);
      const trains = "trainer" in graph.nodes && name in EXAMPLES;
      for (const carried of [undefined, ...(trains ? [new Set(CARRIERS)] : [])]) {
        const stem = `${name.replace(/\W/g, "_")}${carried ? "_carried" : ""}`;
        write(`${stem}_notebook.py`, codeOf(await exported(graph, "notebook", carried)));
        write(`${stem}_script.py`, await exported(graph, "script", carried));
      }
    }
  }, 120_000);
  afterAll(remove);

  it("finds nothing in any example's notebook and script, with a run and without", () => {
    expect(files.length).toBeGreaterThanOrEqual(4 * 2 + 2 * 2);
    const [program = "", ...words] = linter ?? [];
    const { stdout, stderr } = spawnSync(program, [...words, ...files], { encoding: "utf8" });
    expect(`${stdout}${stderr}`.replaceAll(folder, "")).toBe("");
  });

  it("has no line above 100 characters", () => {
    const long = files.flatMap((file) =>
      readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line.length > 100)
        .map((line) => `${file.replace(folder, "")}: ${line}`),
    );
    expect(long).toEqual([]);
  });
});

it("takes a network's classes from the pictures that it sees, where there are several loaders", async () => {
  const script = await exported(GRAPHS["going-wrong.json"] as Graph, "script");
  expect(script).toContain("nn.LazyLinear(len(split_train.classes))");
});

it("writes what a stranger's graph is called, and nothing that it says runs", async () => {
  const graph = { ...example("steel-features"), title: '"""\nimport os\n"""\\' };
  const script = await exported(graph, "script");
  expect(script.split('"""')[1]).toContain("import os");
  expect(script.split('"""')[2]?.trimStart()).toMatch(/^import argparse/);
});
