import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { differences, trainersOf } from "@/export/carry";
import type { Graph } from "@/graph/document";
import { registry } from "@/registry";
import { CHROMIUM_ARGUMENTS, ensureChromium } from "../../scripts/browser.mjs";
import { ensureBuilt } from "../../scripts/build.mjs";
import { tensorloom, writeGraph } from "../cli/harness";
import { lookingGraph } from "../cli/looking-graph";
import {
  codeOf,
  example,
  PATIENTLY,
  pythonWithTorch,
  runPython,
  set,
  temporaryFolder,
  underTorch,
} from "./harness";

const python = pythonWithTorch() ?? "";

const inBrowser = {
  page: join(process.cwd(), "dist/page"),
  chromium: ensureChromium,
  chromiumArguments: CHROMIUM_ARGUMENTS,
};
const STEEL = ["resize.height=64", "resize.width=64", "head.hidden=[16]", "images.count=4"];

/** A graph exported along with a run in Chromium, at a size for tests. */
async function carried(folder: string, graph: string, file: string, ...settings: string[]) {
  const words = ["export", `graphs/${graph}.json`, "--to", file.endsWith(".py") ? "script" : "notebook"];
  const { exit, out, err } = await tensorloom(
    [...words, "-o", join(folder, file), "--carry", ...settings.flatMap((text) => ["--set", text])],
    inBrowser,
  );
  expect(exit, err).toBe(0);
  return out;
}

/** The probabilities of each picture, by its name. */
function probabilities(csv: string): ReadonlyMap<string, readonly number[]> {
  const [, ...rows] = csv.trim().split("\n");
  return new Map(rows.map((row) => row.split(",")).map(([name = "", , , , ...p]) => [name, p.map(Number)]));
}

/** Logits are known from probabilities up to a constant. */
function centred(logits: readonly number[]): readonly number[] {
  const mean = logits.reduce((a, b) => a + b, 0) / logits.length;
  return logits.map((value) => value - mean);
}

/** Compares the arrays of what torch saved with those of a safetensors file, bit by bit. */
const SAME_BITS = `import json, sys
import torch

state = torch.load(sys.argv[1])
raw = open(sys.argv[2], "rb").read()
start = 8 + int.from_bytes(raw[:8], "little")
header = json.loads(raw[8:start])
header.pop("__metadata__", None)
assert sorted(header) == sorted(state), "other names"
for name, array in state.items():
    begin, end = header[name]["data_offsets"]
    assert header[name]["shape"] == list(array.shape), name
    assert raw[start + begin : start + end] == array.numpy().tobytes(), name
print(len(state), "equal")
`;

describe.skipIf(python === "")(underTorch("a program that carries a run"), PATIENTLY, () => {
  const { folder, remove } = temporaryFolder();
  const at = (name: string) => join(folder, name);
  const train = () => runPython(python, ["train.py"], folder);
  beforeAll(async () => {
    ensureBuilt();
    const said = await carried(folder, "steel-defects", "train.py", "trainer.epochs=2", ...STEEL);
    expect(said).toContain("train-run.json and train-trainer-start.safetensors and vgg16-eighth.safetensors");
  }, 300_000);
  afterAll(remove);

  /** Runs the program with one of its files changed, and puts it back. */
  async function withChanged(name: string, change: (bytes: Buffer) => Buffer | string) {
    const before = readFileSync(at(name));
    writeFileSync(at(name), change(Buffer.from(before)));
    try {
      return await train();
    } finally {
      writeFileSync(at(name), before);
    }
  }

  it("finds the run's logits and its losses again, batch by batch", async () => {
    const { exit, said } = await train();
    expect(exit, said).toBe(0);
    expect(said).toContain("Logits of the first weights: those of the run in Tensorloom");
    expect(said).toContain("Losses of the first epoch: those of the run in Tensorloom");
    const { trainer } = JSON.parse(readFileSync(at("train-run.json"), "utf8"));
    const theirs: number[] = JSON.parse(readFileSync(at("out/history.json"), "utf8")).batchLosses;
    expect(trainer.losses).toHaveLength(5);
    for (const [batch, loss] of trainer.losses.entries())
      expect(Math.abs(loss - (theirs[batch] ?? 9))).toBeLessThan(1e-3);
  });

  it("gives the browser weights that say there what they said in torch, and come back bit by bit", async () => {
    const code = readFileSync(at("train.py"), "utf8");
    const [asked = "", test] =
      /said, targets = logits_of\(\w+, (\w+)\)\n(?= +probabilities)/.exec(code) ?? [];
    const kept = `json.dumps({"names": ${test}.names, "said": said.tolist()})`;
    writeFileSync(
      at("asked.py"),
      code.replace(asked, `${asked}    (args.out / "said.json").write_text(${kept})\n`),
    );
    const trained = await runPython(python, ["asked.py", "--out", "asked"], folder);
    expect(trained.exit, trained.said).toBe(0);
    const theirs = JSON.parse(readFileSync(at("asked/said.json"), "utf8"));

    const graph = writeGraph(folder, lookingGraph("graphs/steel-defects.json"));
    const words = ["run", graph, "--data", `trained=${at("asked/model.pt")}`, "--out", at("looked")];
    const saving = ["--save-model", `trained=${at("back.safetensors")}`];
    const set = STEEL.flatMap((text) => ["--set", text]);
    const { exit, err } = await tensorloom([...words, ...saving, ...set], inBrowser);
    expect({ exit, err }).toMatchObject({ exit: 0 });

    const ours = probabilities(readFileSync(at("looked/predict.csv"), "utf8"));
    expect(ours.size).toBe(theirs.names.length);
    for (const [row, name] of theirs.names.entries()) {
      const mine = centred((ours.get(basename(name, ".png")) ?? []).map(Math.log));
      const its = centred(theirs.said[row]);
      expect(mine).toHaveLength(6);
      for (const [k, value] of its.entries()) expect(Math.abs((mine[k] ?? 9) - value)).toBeLessThan(1e-4);
    }
    const same = await runPython(python, ["-c", SAME_BITS, "asked/model.pt", "back.safetensors"], folder);
    expect(same.said.trim()).toMatch(/^\d\d equal$/);
  });

  it("stops where a weight is another", async () => {
    const { exit, said } = await withChanged("train-trainer-start.safetensors", (bytes) => {
      bytes.writeFloatLE(3, 8 + Number(bytes.readBigUInt64LE(0)));
      return bytes;
    });
    expect(exit).not.toBe(0);
    expect(said).toContain("train-trainer-start.safetensors is not what the run began with");
  });

  it("stops where two pictures change places in the order", async () => {
    const { exit, said } = await withChanged("train-run.json", (bytes) => {
      const run = JSON.parse(bytes.toString());
      const [order] = run.trainer.orders;
      [order[0], order[9]] = [order[9], order[0]];
      return JSON.stringify(run);
    });
    expect(exit).not.toBe(0);
    expect(said).toMatch(/AssertionError: Losses of the first epoch: off by/);
  });
});

describe.skipIf(python === "")(underTorch("a notebook that carries a run"), PATIENTLY, () => {
  const { folder, remove } = temporaryFolder();
  beforeAll(() => ensureBuilt(), 300_000);
  afterAll(remove);

  it("turns every picture as the run did", async () => {
    const small = ["resize.height=64", "resize.width=64", "images.count=10", "unet.depth=2"];
    await carried(folder, "nuclei-segmentation", "graph.ipynb", "trainer.epochs=2", ...small);
    writeFileSync(join(folder, "graph.py"), codeOf(readFileSync(join(folder, "graph.ipynb"), "utf8")));
    const run = () => runPython(python, ["graph.py"], folder);
    const { exit, said } = await run();
    expect(exit, said).toBe(0);
    expect(said).toContain("Losses of the first epoch: those of the run in Tensorloom");
    const path = join(folder, "graph-run.json");
    const changed = JSON.parse(readFileSync(path, "utf8"));
    changed.rotate.draws[0][5] += 40;
    writeFileSync(path, JSON.stringify(changed));
    expect((await run()).said).toMatch(/AssertionError: (Losses|Logits) of the first/);
  });
});

describe("what a run cannot carry", () => {
  const reasons = (graph: Graph) => {
    const checked = check(graph, NO_FACTS, registry);
    return trainersOf(checked).flatMap((trainer) => differences(checked, trainer));
  };

  it("is nothing for the course's two graphs", () => {
    expect([...reasons(example("steel-defects")), ...reasons(example("nuclei-segmentation"))]).toEqual([]);
  });

  it("is dropout in what is trained, by the layer's name", () => {
    const dropout = ["dropout (head.2) draws for itself in torch."];
    expect(reasons(set(example("steel-defects"), { "head.dropout": 0.5 }))).toEqual(dropout);
  });

  it("is all of it where nothing is drawn or trained", async () => {
    const words = ["export", "graphs/steel-features.json", "--to", "script", "-o", "x.py", "--carry"];
    const { exit, err } = await tensorloom(words);
    expect(exit).toBe(2);
    expect(err).toContain("--carry: Nothing in this graph is drawn or trained");
  });
});
