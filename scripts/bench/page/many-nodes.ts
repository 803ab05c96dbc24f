import { emptyGraph, type Graph, type Node } from "../../../src/graph/document";

/** One training as people wire it: type and settings by name, and its edges. */
const TRAINING: Readonly<Record<string, readonly [string, Readonly<Record<string, unknown>>]>> = {
  images: ["image-archive", {}],
  convert: ["convert-colour", { mode: "RGB" }],
  resize: ["resize", { height: 224, width: 224 }],
  tensor: ["to-tensor", {}],
  normalize: ["normalize", {}],
  split: ["split", {}],
  vgg16: ["vgg16", {}],
  head: ["mlp-head", { hidden: [2048] }],
  loss: ["cross-entropy", {}],
  adam: ["adam", { learningRate: 1e-4 }],
  trainer: ["trainer", { epochs: 5 }],
  evaluate: ["evaluate", {}],
  predict: ["predict", {}],
  confusion: ["confusion-matrix", {}],
  metrics: ["metrics", {}],
  curves: ["loss-curves", {}],
};

const EDGES = [
  ["images.dataset", "convert.dataset"],
  ["convert.dataset", "resize.dataset"],
  ["resize.dataset", "tensor.dataset"],
  ["tensor.dataset", "normalize.dataset"],
  ["normalize.dataset", "split.dataset"],
  ["split.train", "trainer.train"],
  ["split.validation", "trainer.validation"],
  ["vgg16.module", "head.module"],
  ["head.module", "trainer.module"],
  ["loss.loss", "trainer.loss"],
  ["adam.optimizer", "trainer.optimizer"],
  ["trainer.model", "evaluate.model"],
  ["split.test", "evaluate.dataset"],
  ["loss.loss", "evaluate.loss"],
  ["trainer.model", "predict.model"],
  ["split.test", "predict.dataset"],
  ["predict.predictions", "confusion.predictions"],
  ["predict.predictions", "metrics.predictions"],
  ["trainer.history", "curves.history"],
] as const;

/**
 * A graph of exactly so many nodes: trainings side by side, each with data and seeds of its own so that no two are one
 * step; what is left over are conversions between the last one's pictures and its first transform. Nothing in it is wrong.
 */
export function manyNodes(count: number): Graph {
  const nodes: Record<string, Node> = {};
  const edges: { from: string; to: string }[] = [];
  const add = (id: string, type: string, settings: Readonly<Record<string, unknown>>) => {
    nodes[id] = { type, version: 1, settings };
  };
  const size = Object.keys(TRAINING).length;
  const trainings = Math.floor(count / size);
  if (trainings === 0) throw new RangeError(`A generated graph has at least ${size} nodes, not ${count}.`);
  for (let at = 0; at < trainings; at++) {
    for (const [name, [type, settings]] of Object.entries(TRAINING)) {
      const own = name === "images" || name === "head" ? { seed: at } : {};
      add(`${name}${at}`, type, { ...settings, ...own });
    }
    for (const [from, to] of EDGES) edges.push({ from: numbered(from, at), to: numbered(to, at) });
  }
  const [first, second] = [`images${trainings - 1}.dataset`, `convert${trainings - 1}.dataset`];
  let last = first;
  for (let at = trainings * size; at < count; at++) {
    add(`again${at}`, "convert-colour", { mode: "RGB" });
    edges.push({ from: last, to: `again${at}.dataset` });
    last = `again${at}.dataset`;
  }
  const into = edges.findIndex(({ from, to }) => from === first && to === second);
  edges[into] = { from: last, to: second };
  return { ...emptyGraph(`${count} nodes`), nodes, edges };
}

function numbered(end: string, at: number): string {
  return end.replace(".", `${at}.`);
}
