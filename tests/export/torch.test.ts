import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import type { Graph } from "@/graph/document";
import { stateSpecs } from "@/module/state";
import { registry } from "@/registry";
import {
  example,
  PATIENTLY,
  program,
  pythonWithTorch,
  runPython,
  runTorchrun,
  small,
  underTorch,
  writePrograms,
} from "./harness";

const python = pythonWithTorch() ?? "";

const EXAMPLES = readdirSync("graphs").map((file) => file.replace(/\.json$/, ""));
const SAMPLE = "vgg16-eighth.safetensors";

/** torchvision's ReLU writes into what the convolution before it gave. */
const BEFORE_RELU = `
print("Convolutions before their ReLU:", all(made.min().item() < 0 for made in maps))
`;

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "tensorloom-export-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function written(graph: Graph): Promise<string> {
  const folder = mkdtempSync(join(root, "graph-"));
  await writePrograms(graph, folder);
  return folder;
}

async function run(folder: string, ...words: string[]): Promise<string> {
  const { exit, said } = await runPython(python, words, folder);
  expect(exit, said).toBe(0);
  return said;
}

async function runTwice(folder: string, ...words: string[]): Promise<string> {
  const { exit, said } = await runTorchrun(python, 2, words, folder);
  expect(exit, said).toBe(0);
  return said;
}

const losses = (folder: string, out = "out"): number[] =>
  JSON.parse(readFileSync(join(folder, out, "history.json"), "utf8")).batchLosses;

function expectClose(got: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(expected.length).toBeGreaterThan(0);
  expect(got).toHaveLength(expected.length);
  for (const [at, value] of expected.entries())
    expect(Math.abs((got[at] ?? Number.NaN) - value), `${got} and ${expected}`).toBeLessThan(tolerance);
}

/** Changes text of a file, or fails where there is no such text. */
function change(path: string, from: string, to: string): void {
  const before = readFileSync(path, "utf8");
  expect(before).toContain(from);
  writeFileSync(path, before.replace(from, to));
}

/** Names and shapes of the network that a graph trains, as we have them. */
function ourState(graph: Graph): Readonly<Record<string, unknown>> {
  const [model] = [...check(graph, NO_FACTS, registry).nodes.values()].flatMap(({ outputs }) =>
    outputs.model?.kind === "TrainedModel" ? [outputs.model] : [],
  );
  if (!model) throw new Error("Nothing is trained.");
  return Object.fromEntries([...stateSpecs(model.module)].map(([name, { shape }]) => [name, shape]));
}

/** The variable of what is trained. */
function trainedName(graph: Graph): string | undefined {
  return program(graph).sections.find(({ stage }) => stage === "trains")?.outputs.model;
}

/** Python that loads a script's weights into a notebook's network, strictly, and says what they are called. */
const load = (model: string) => `
print(${model}.load_state_dict(torch.load("both/model.pt"), strict=True))
import json
print(json.dumps({name: array.shape for name, array in torch.load("both/model.pt").items()}))
`;

/** Where a network without weights of its own is filled by a formula: one weight, far from both ends, becomes another. */
const FILLED = "        array.copy_(values.reshape(array.shape))\n";
const DEEP = "down2.maxpool_conv.1.double_conv.3.weight";
const ONE_OTHER = `${FILLED}        array.view(-1)[0] += name == "${DEEP}"\n`;

describe.skipIf(python === "")(underTorch("a program"), PATIENTLY, () => {
  it.each(EXAMPLES)(
    "%s: its script runs alone and in two processes, its notebook runs and takes the script's weights, and all find our numbers",
    async (name) => {
      const graph = small(example(name));
      const folder = await written(graph);
      const alone = await run(folder, "train.py", "--out", "alone");
      const both = await runTwice(folder, "train.py", "--out", "both");
      const model = trainedName(graph);
      if (model) appendFileSync(join(folder, "notebook.py"), load(model));
      if (name === "steel-features") appendFileSync(join(folder, "notebook.py"), BEFORE_RELU);
      const notebook = await run(folder, "notebook.py");
      if (name === "steel-features") expect(notebook).toContain("Convolutions before their ReLU: True");
      if (model) {
        expect(both).toContain("The parameters are equal on all of 2.");
        expect(losses(folder, "both")).toHaveLength(losses(folder, "alone").length);
        expectClose(losses(folder, "both"), losses(folder, "alone"), 1e-3);
        expect(notebook).toContain("<All keys matched successfully>");
        expect(JSON.parse(notebook.trim().split("\n").at(-1) ?? "")).toEqual(ourState(graph));
      }
      for (const said of [alone, both, notebook]) {
        expect(said).toContain("To tensor: as in Tensorloom");
        expect(said).toMatch(/(VGG16|MLP head|U-Net): as in Tensorloom/);
      }
    },
  );

  it("a loss and batch norm of the whole batch, draws, and a batch that two cannot share evenly, are the same in two processes", async () => {
    const folder = await written(small(example("nuclei-segmentation")));
    await run(folder, "train.py", "--out", "alone", "--epochs", "2");
    await runTwice(folder, "train.py", "--out", "both", "--epochs", "2");
    expectClose(losses(folder, "both"), losses(folder, "alone"), 1e-4);
  });

  it.each(EXAMPLES)("%s: stops where one weight is another", async (name) => {
    const graph = small(example(name));
    const folder = await written(graph);
    const path = join(folder, SAMPLE);
    if (SAMPLE in program(graph).beside) {
      const bytes = readFileSync(path);
      bytes.writeFloatLE(3, 8 + Number(bytes.readBigUInt64LE(0)));
      writeFileSync(path, bytes);
    } else change(join(folder, "notebook.py"), FILLED, ONE_OTHER);
    const { exit, said } = await runPython(python, ["notebook.py"], folder);
    expect(exit).not.toBe(0);
    expect(said).toMatch(/AssertionError: (VGG16|MLP head|U-Net): off by/);
  });

  it("a script says in words that there are no pictures", async () => {
    const folder = await written(small(example("steel-features")));
    const { exit, said } = await runPython(python, ["train.py", "--data", "elsewhere.zip"], folder);
    expect(exit).not.toBe(0);
    expect(said).toContain("There is no elsewhere.zip");
  });

  it("a script goes on from a checkpoint as if it had never stopped", async () => {
    const folder = await written(small(example("nuclei-segmentation")));
    await run(folder, "train.py", "--epochs", "2", "--out", "through");
    await run(folder, "train.py", "--epochs", "1");
    await run(folder, "train.py", "--epochs", "2", "--resume", "out/checkpoint.pt");
    expectClose(losses(folder), losses(folder, "through"), 1e-5);
  });

  it("a script finds out two processes that don't share their gradients", async () => {
    const folder = await written(small(example("steel-defects")));
    const shared = "parallel = nn.parallel.DistributedDataParallel(model, devices)";
    change(join(folder, "train.py"), shared, "parallel = model");
    const { exit, said } = await runTorchrun(python, 2, ["train.py"], folder);
    expect(exit).not.toBe(0);
    expect(said).toContain("AssertionError: The parameters of the processes differ.");
  });
});
