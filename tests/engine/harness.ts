import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import * as tf from "@tensorflow/tfjs-core";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { plan } from "@/compile/plan";
import { MemoryCache } from "@/engine/cache";
import { Executor, type ExecutorHost } from "@/engine/executor";
import { KeptPictures } from "@/engine/kept-pictures";
import type { RunEvent } from "@/engine/protocol";
import { emptyGraph, type Graph, type Node } from "@/graph/document";
import type { NodeDefinition } from "@/graph/node";
import { registry as all } from "@/registry";

/** The engine without a worker or a GPU, on tfjs's plain JavaScript backend: for small work only. */
export async function startEngine(): Promise<void> {
  await tf.setBackend("cpu");
  await tf.ready();
}

export const node = (type: string, settings: Record<string, unknown> = {}): Node => ({
  type,
  version: 1,
  settings,
});

/** The steel chain at a size that plain JavaScript can bear: 12 pictures of 32 × 32 px, a small VGG16 and head. */
export function smallSteel(changes: Record<string, Record<string, unknown>> = {}): Graph {
  const nodes: Record<string, Node> = {
    images: node("sample-steel", { count: 5 }),
    convert: node("convert-colour"),
    resize: node("resize", { height: 32, width: 32 }),
    tensor: node("to-tensor"),
    normalize: node("normalize"),
    split: node("split", { train: 0.6, validation: 0.2, test: 0.2 }),
    vgg16: node("vgg16", { weights: "random" }),
    head: node("mlp-head", { hidden: [16] }),
    loss: node("cross-entropy"),
    adam: node("adam", { learningRate: 1e-3 }),
    trainer: node("trainer", { epochs: 2 }),
    "evaluate-test": node("evaluate"),
    predict: node("predict"),
    confusion: node("confusion-matrix"),
  };
  const edges = [
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
    ["trainer.model", "evaluate-test.model"],
    ["split.test", "evaluate-test.dataset"],
    ["loss.loss", "evaluate-test.loss"],
    ["trainer.model", "predict.model"],
    ["split.test", "predict.dataset"],
    ["predict.predictions", "confusion.predictions"],
  ] as const;
  for (const [id, settings] of Object.entries(changes)) {
    const before = nodes[id];
    if (before) nodes[id] = { ...before, settings: { ...before.settings, ...settings } };
  }
  return { ...emptyGraph("Small steel"), nodes, edges: edges.map(([from, to]) => ({ from, to })) };
}

export interface Session {
  readonly events: RunEvent[];
  readonly host: ExecutorHost;
  run(
    graph: Graph,
    signal?: AbortSignal,
    targets?: readonly string[],
  ): Promise<{ executor: Executor; result: Awaited<ReturnType<Executor["execute"]>> }>;
}

/** One engine's memory over several runs. */
export function session(overrides: Partial<ExecutorHost> = {}): Session {
  const events: RunEvent[] = [];
  const registry: ReadonlyMap<string, NodeDefinition> = overrides.registry ?? all;
  const refuse = async (): Promise<never> => {
    throw new Error("These tests have no files.");
  };
  const host: ExecutorHost = {
    registry,
    cache: new MemoryCache(),
    device: "cpu",
    pictures: { looksLikePicture: () => false, pages: () => 1, decode: refuse },
    weightFiles: { shipped: refuse, given: refuse },
    keptPictures: new KeptPictures(),
    files: () => undefined,
    facts: () => undefined,
    emit: (event) => {
      events.push(event);
    },
    ...overrides,
  };
  let run = 0;
  return {
    events,
    host,
    async run(graph, signal = new AbortController().signal, targets) {
      const checked = check(graph, NO_FACTS, registry);
      const executor = new Executor(plan(checked, registry, targets), checked, host, ++run, signal);
      return { executor, result: await executor.execute() };
    },
  };
}
