import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../install.mjs";
import { EnginePage, smallTraining } from "./engine-page.mjs";

export const nuclei = () =>
  JSON.parse(readFileSync(join(root, "graphs", "nuclei-segmentation.json"), "utf8"));

/** Checkpoints so often that some fall due between two deaths. */
export const OFTEN = { seconds: 0.1, batches: 2 };

/** The engine on a page: of this profile, or of one of its own where none is given. */
export async function openEngine(host, device, context, checkpoints = OFTEN) {
  const page = await (context ? context.newPage() : host.page());
  const engine = new EnginePage(page, await host.address());
  await engine.prepare();
  await engine.open({ device, kernels: "fast", checkpoints });
  return engine;
}

/** The small training with another seed: other pictures' order, other draws, another recipe. */
export function trainingOf(seed, sizes) {
  const graph = smallTraining(nuclei(), sizes);
  graph.nodes.trainer.settings.seed = seed;
  return graph;
}

/** Its weights where nothing befell it, in a browser that keeps nothing for others. */
export async function undisturbed(host, graph, device) {
  const engine = await openEngine(host, device);
  const start = performance.now();
  const { weights } = await engine.train(graph);
  const ms = performance.now() - start;
  await engine.page.context().close();
  return { weights, ms };
}

/** Numbers in [0, 1) that are the same for the same seed. */
export function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
