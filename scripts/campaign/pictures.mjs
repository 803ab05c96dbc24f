import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildReaders } from "../hostile/build.mjs";
import { root } from "../install.mjs";

const COUNT = 1000;
const BAD = 50;

/** A set of pictures, of which some are bad in ten ways, given to the built command line: the bad named, the good trained on. */
export async function run({ seed, folder, say }) {
  const { pictureSet } = await import(await buildReaders());
  const set = pictureSet(seed, COUNT, BAD);
  const pictures = join(folder, "pictures");
  mkdirSync(pictures, { recursive: true });
  for (const { path, bytes } of [...set.good, ...set.bad]) writeFileSync(join(pictures, path), bytes);
  const graph = join(folder, "pictures.json");
  writeFileSync(graph, JSON.stringify(GRAPH));
  const out = join(folder, "pictures-out");
  const { status, words } = await tensorloom(["run", graph, "--data", `images=${pictures}`, "--out", out]);
  if (status !== 0) say(words);
  const results =
    status === 0
      ? JSON.parse(readFileSync(join(out, "results.json"), "utf8"))
      : { problems: [], outputs: {} };
  const told = results.problems.map(({ message }) => message).join("\n");
  const named = set.bad.filter(({ path }) => told.includes(path)).length;
  const blamed = set.good.filter(({ path }) => told.includes(path)).length;
  const used = learnedFrom(results.outputs);
  return [
    {
      what: `bad pictures in a set of ${COUNT}: named`,
      must: String(BAD),
      measured: String(named),
      reached: named === BAD,
    },
    { what: "good pictures called bad", must: "0", measured: String(blamed), reached: blamed === 0 },
    {
      what: "others trained on",
      must: String(COUNT - BAD),
      measured: String(used),
      reached: used === COUNT - BAD,
    },
  ];
}

/** Pictures in the confusion matrix: the network was judged on the very dataset that it was trained on. */
function learnedFrom(outputs) {
  const rows = outputs.confusion?.matrix ?? [];
  return rows.flat().reduce((sum, count) => sum + count, 0);
}

const node = (type, settings = {}) => ({ type, version: 1, settings });

const GRAPH = {
  format: "tensorloom",
  formatVersion: 1,
  title: "A set with bad pictures",
  nodes: {
    images: node("image-archive", { label: "name" }),
    tensor: node("to-tensor"),
    flat: node("flatten"),
    head: node("mlp-head", { hidden: [16] }),
    loss: node("cross-entropy"),
    adam: node("adam"),
    trainer: node("trainer", { epochs: 1, batchSize: 50 }),
    predict: node("predict"),
    confusion: node("confusion-matrix", { normalized: false }),
  },
  edges: [
    ["images.dataset", "tensor.dataset"],
    ["tensor.dataset", "trainer.train"],
    ["flat.module", "head.module"],
    ["head.module", "trainer.module"],
    ["loss.loss", "trainer.loss"],
    ["adam.optimizer", "trainer.optimizer"],
    ["trainer.model", "predict.model"],
    ["tensor.dataset", "predict.dataset"],
    ["predict.predictions", "confusion.predictions"],
  ].map(([from, to]) => ({ from, to })),
};

function tensorloom(words) {
  const child = spawn(process.execPath, [join(root, "scripts", "tensorloom.mjs"), ...words], { cwd: root });
  let said = "";
  child.stdout.on("data", (data) => {
    said += data;
  });
  child.stderr.on("data", (data) => {
    said += data;
  });
  return new Promise((resolve) => child.once("close", (status) => resolve({ status, words: said })));
}
