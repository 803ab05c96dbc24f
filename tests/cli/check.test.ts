import { mkdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { inFolder, tensorloom, writeGraph } from "./harness";

const STEEL = "graphs/steel-defects.json";
const steel = () => JSON.parse(readFileSync(STEEL, "utf8"));

/** `check` of a steel graph that was changed. */
function checked(change: (graph: ReturnType<typeof steel>) => unknown, more: readonly string[] = []) {
  return inFolder((folder) => {
    const graph = steel();
    return tensorloom(["check", writeGraph(folder, change(graph) ?? graph), ...more]);
  });
}

describe("check", () => {
  it("says the shapes of a graph that is fine", async () => {
    const { exit, out, err } = await tensorloom(["check", STEEL, "--set", "images.count=5"]);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(out).toMatch(/^resize +dataset 30 × \[3, 224, 224\]$/m);
    expect(out).toMatch(/nothing is wrong\.\n$/);
  });

  it("leaves pictures out by name, with or without the quotes that a shell takes off", async () => {
    for (const names of ['["Cr_1","Pa_2"]', "[Cr_1, Pa_2]", "Cr_1,Pa_2"]) {
      const set = ["--set", "images.count=5", "--set", `images.exclude=${names}`];
      const { exit, out, err } = await tensorloom(["check", STEEL, ...set]);
      expect({ exit, err }).toEqual({ exit: 0, err: "" });
      expect(out).toMatch(/^resize +dataset 28 × \[3, 224, 224\]$/m);
    }
  });

  it("warns of a picture to leave out that there is not, by its name", async () => {
    const { exit, err } = await tensorloom(["check", STEEL, "--set", 'images.exclude=["Cr_1.jpg"]']);
    expect(exit).toBe(0);
    expect(err).toMatch(/^warning: images\.exclude: Cr_1\.jpg is to be left out, but no picture/m);
  });

  it("gives the same as JSON", async () => {
    const { exit, out } = await tensorloom(["check", STEEL, "--json"]);
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      status: "ready",
      problems: [],
      nodes: { loss: { state: "ready" } },
    });
  });

  it("names the node, the port, what was expected and what came", async () => {
    const { exit, err } = await checked((graph) => {
      graph.edges = graph.edges.map((edge: { from: string; to: string }) =>
        edge.to === "trainer.loss" ? { ...edge, from: "adam.optimizer" } : edge,
      );
    });
    expect(exit).toBe(2);
    expect(err).toContain("error: trainer.loss: ");
    expect(err).toMatch(/expected: .*Loss/);
    expect(err).toMatch(/got: .*Optimizer/);
  });

  it("finds a cycle, an unknown node and a setting out of range all at once", async () => {
    const { exit, err } = await checked((graph) => {
      graph.nodes.mystery = { type: "mystery", version: 1, settings: {} };
      graph.nodes.trainer.settings.epochs = -3;
      graph.edges = graph.edges
        .filter((edge: { to: string }) => edge.to !== "convert.dataset")
        .concat({ from: "normalize.dataset", to: "convert.dataset" });
    });
    expect(exit).toBe(2);
    expect(err).toMatch(/^error: mystery: /m);
    expect(err).toMatch(/^error: trainer\.epochs: /m);
    expect(err).toMatch(/circle|cycle|itself/i);
    expect(err).toContain("to mend it: ");
  });

  it.each([
    ["no JSON", "{ broken", "not JSON"],
    ["another kind of JSON", "[1, 2]", "A graph is a JSON object"],
    ["another format", '{"format":"other"}', "no Tensorloom graph"],
    ["a newer format", '{"format":"tensorloom","formatVersion":9}', "newer Tensorloom"],
    [
      "a reach into a prototype",
      '{"format":"tensorloom","formatVersion":1,"nodes":{"__proto__":{"type":"x","version":1,"settings":{}}}}',
      "__proto__",
    ],
    [
      "deep nesting",
      `{"format":"tensorloom","formatVersion":1,"nodes":${'{"a":'.repeat(50)}1${"}".repeat(50)}}`,
      "nested",
    ],
    ["an empty file", "", "is empty"],
  ])("refuses %s in words", (_, text, words) =>
    inFolder(async (folder) => {
      const { exit, err, out } = await tensorloom(["check", writeGraph(folder, text)]);
      expect({ exit, out }).toEqual({ exit: 2, out: "" });
      expect(err).toContain(words);
      expect(err).not.toContain("    at ");
    }),
  );
});

describe("what is asked for wrongly", () => {
  it.each([
    [["check", "nowhere.json"], "There is no file nowhere.json"],
    [["check", "src"], "src is a folder"],
    [["run", STEEL, "--data", "pictures=x.zip"], "the graph has no node pictures. It has: "],
    [["run", STEEL, "--data", "images=nowhere.zip"], "there is no file or folder nowhere.zip"],
    [["run", STEEL, "--data", "resize=package.json"], "resize takes no files. Nodes that do: images"],
    [["run", STEEL, "--set", "trainer.speed=2"], "trainer has no setting speed. It has: "],
    [["run", STEEL, "--set", "coach.epochs=2"], "the graph has no node coach"],
    [["run", STEEL, "--set", "trainer.epochs=many"], "a whole number from"],
    [["run", STEEL, "--set", "trainer.epochs=1.5"], "a whole number from"],
    [["run", STEEL, "--set", "trainer.constructor=1"], "has no setting constructor"],
    [["run", STEEL, "--set", "__proto__.epochs=1"], "the graph has no node __proto__"],
    [["run", STEEL, "--out", "package.json/x"], "cannot be made"],
  ])("%j ends with 2 and says so", async (words, sentence) => {
    const { exit, out, err } = await tensorloom(words);
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain(sentence);
    expect(err).toContain("Try --help.");
  });

  it("is told apart from help, which goes to the other stream", async () => {
    const { exit, out, err } = await tensorloom(["--help"]);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(out).toContain("--data NODE=PATH");
  });

  it("run stops at a wrong graph before any browser starts", () =>
    inFolder(async (folder) => {
      const graph = steel();
      graph.nodes.split.settings.test = 7;
      const { exit, err } = await tensorloom(["run", writeGraph(folder, graph)]);
      expect(exit).toBe(2);
      expect(err).toContain("error: split.test: ");
    }));

  it("paths are meant from where the user stands", () =>
    inFolder(async (folder) => {
      mkdirSync(`${folder}/sub`);
      writeGraph(`${folder}/sub`, steel(), "g.json");
      const { exit } = await tensorloom(["check", "sub/g.json"], { folder });
      expect(exit).toBe(0);
    }));
});

describe("--set", () => {
  it("takes numbers, lists and words", async () => {
    const set = [
      "head.hidden=[64]",
      "split.seed=3",
      "resize.interpolation=nearest",
      "split.stratified=false",
    ];
    const { exit, err } = await tensorloom(["check", STEEL, ...set.flatMap((text) => ["--set", text])]);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
  });
});
