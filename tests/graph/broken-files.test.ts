import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { canonicalText } from "@/graph/canonical";
import { emptyGraph } from "@/graph/document";
import { migrateGraph } from "@/graph/migrate";
import { parseGraph } from "@/graph/parse";
import { salvageGraph } from "@/graph/salvage";
import { registry } from "@/registry";
import { brokenFile, largeFile } from "./broken-files";

/** `node scripts/fuzz-files.mjs` asks for 20,000 files and for the time that each took. */
const FILES = Number(process.env.TENSORLOOM_BROKEN_FILES ?? 2000);
const SEED = Number(process.env.TENSORLOOM_SEED ?? 1);
const IS_TIMED = process.env.TENSORLOOM_BROKEN_FILES !== undefined;
const SLOW = 1000;

const corpus = join(import.meta.dirname, "../fixtures/graphs/v1");
const wholes = readdirSync(corpus).map((name) => readFileSync(join(corpus, name), "utf8"));

/** All that opening a file does before a page shows it. */
function open(text: string): "whole" | "in part" | "refused" {
  const read = salvageGraph(text);
  if (!read.graph) {
    expect(read.problems.length).toBeGreaterThan(0);
    return "refused";
  }
  // What was opened is a graph like any other: it is saved, and opens again without a word.
  const saved = canonicalText(read.graph);
  const again = parseGraph(saved);
  expect(again.problems).toEqual([]);
  expect(canonicalText(again.graph ?? emptyGraph())).toBe(saved);
  expect(check(migrateGraph(read.graph, registry).graph, NO_FACTS, registry).nodes.size).toBe(
    Object.keys(read.graph.nodes).length,
  );
  return read.leftOut.length > 0 ? "in part" : "whole";
}

it("any damaged or made-up file opens as far as it goes or is refused in words, and what opened is whole", () => {
  const counts = { whole: 0, "in part": 0, refused: 0 };
  let slowest = 0;
  let slow = 0;
  fc.assert(
    fc.property(brokenFile(wholes), (text) => {
      const start = performance.now();
      counts[open(text)]++;
      const took = performance.now() - start;
      slowest = Math.max(slowest, took);
      if (took > SLOW) slow++;
    }),
    { numRuns: FILES, seed: SEED, endOnFailure: !IS_TIMED },
  );
  const told = `${FILES} files, seed ${SEED}: ${counts.whole} whole, ${counts["in part"]} in part, ${counts.refused} refused; slowest ${slowest.toFixed(0)} ms, over ${SLOW} ms: ${slow}`;
  if (IS_TIMED) {
    process.stdout.write(`${told}\n`);
    expect(slow, told).toBe(0);
  }
  // The files are broken in many ways: all three have to come up, or nothing was tried.
  expect(Math.min(...Object.values(counts)), told).toBeGreaterThan(FILES / 100);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

it("a large file of which one node, or the end, is broken opens without the rest being read twice over", () => {
  const graph =
    parseGraph(wholes.find((text) => text.includes('"Steel defects"')) ?? "").graph ?? emptyGraph();
  const large = largeFile(graph, 117);
  const one = salvageGraph(large.replace('"type": "vgg16"', '"type": 3'));
  expect(one.graph && Object.keys(one.graph.nodes)).toHaveLength(1988);
  const torn = salvageGraph(large.slice(0, large.length / 2));
  expect(torn.graph && Object.keys(torn.graph.nodes).length).toBeGreaterThan(800);
});
