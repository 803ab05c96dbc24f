import { check } from "../../../src/compile/check";
import { plan } from "../../../src/compile/plan";
import { planMemory } from "../../../src/compile/plan-memory";
import { EngineClient } from "../../../src/engine/client";
import type { Device, EngineInfo, KernelChoice } from "../../../src/engine/protocol";
import type { Asset, Graph } from "../../../src/graph/document";
import type { DataFacts, WeightFacts } from "../../../src/graph/node";
import { registry } from "../../../src/registry";

/** What one run was: its clock as a user has it, and what it did. */
export interface Ran {
  readonly ms: number;
  readonly status: string;
  readonly problem: string | undefined;
  /** Ms of every node that ran or showed what was kept, the longest first. */
  readonly steps: readonly (readonly [string, number])[];
  /** Pictures that went through a frozen network. */
  readonly features: number;
  /** Bytes that the device held at most, where that is known. */
  readonly deviceBytes: number | undefined;
}

let engine: EngineClient | undefined;
let runs = 0;

function running(): EngineClient {
  if (!engine) throw new Error("The engine was not started on this page.");
  return engine;
}

/** The engine in its worker, as the editor and the command line have it. */
export const engineSide = {
  async start(device: Device | "auto" = "auto", kernels: KernelChoice = "fast"): Promise<EngineInfo> {
    engine?.end("Another one is started.");
    engine = new EngineClient();
    return engine.call("start", { device, kernels });
  },

  /** Hands the files of the page's input to a node. */
  async give(node: string): Promise<Asset | undefined> {
    const files = [...chosenFiles()].map((file) => ({ path: file.name, file }));
    return running().call("give", { node, files });
  },

  async run(graph: Graph, cancelAfter?: number): Promise<Ran> {
    const client = running();
    const run = ++runs;
    // Each time that features are worked out, the progress says of how many pictures, at 0 and then batch by batch.
    let features = 0;
    const stop = client.listen((event) => {
      if (
        event.kind === "progress" &&
        event.run === run &&
        / pictures$/.test(event.text ?? "") &&
        event.done === 0
      )
        features += event.total;
    });
    const timer =
      cancelAfter === undefined
        ? undefined
        : setTimeout(() => void client.call("cancel", { run }), cancelAfter);
    const start = performance.now();
    const { status, problems, steps, deviceBytes } = await client.call("run", { graph, run });
    const ms = performance.now() - start;
    clearTimeout(timer);
    stop();
    return {
      ms,
      status,
      problem: problems.find(({ severity }) => severity === "error")?.message,
      steps: steps
        .filter((step) => step.ms > 0)
        .map((step) => [step.node, step.ms] as const)
        .sort((a, b) => b[1] - a[1]),
      features,
      deviceBytes,
    };
  },

  async tensors(): Promise<number> {
    return (await running().call("memory", {})).tensors;
  },

  /** The most that the plan of a run says it takes on the device, bytes. */
  async estimate(graph: Graph, given: readonly string[]): Promise<number> {
    const data: Record<string, DataFacts> = {};
    const weights: Record<string, WeightFacts> = {};
    for (const node of given) {
      const found = await running().call("inspect", { graph, node });
      if (found.data) data[node] = found.data;
      if (found.weights) weights[node] = found.weights;
    }
    const checked = check(graph, { data, weights, files: new Set(given) }, registry);
    const problem = checked.problems.find(({ severity }) => severity === "error");
    if (problem) throw new Error(`The graph is wrong at ${problem.node}: ${problem.message}`);
    return planMemory(plan(checked, registry)).peak;
  },

  end(): void {
    engine?.end("The bench is over.");
    engine = undefined;
  },
};

export function chosenFiles(): FileList {
  const input = document.querySelector<HTMLInputElement>("#files");
  if (!input?.files) throw new Error("The page has no input for files.");
  return input.files;
}
