import { check } from "../../../src/compile/check";
import { plan } from "../../../src/compile/plan";
import { EngineClient } from "../../../src/engine/client";
import type { Device, EngineInfo, KernelChoice } from "../../../src/engine/protocol";
import type { Asset, Graph } from "../../../src/graph/document";
import { registry } from "../../../src/registry";

/** What one run was: its clock as a user has it, and what it did. */
export interface Ran {
  readonly ms: number;
  readonly status: string;
  readonly problem: string | undefined;
  /** Pictures that went through a frozen network. */
  readonly features: number;
  readonly tensors: { readonly before: number; readonly after: number };
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
    engine = new EngineClient(
      () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "bench engine" }),
    );
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
    const { status, problems, tensors } = await client.call("run", { graph, run });
    const ms = performance.now() - start;
    clearTimeout(timer);
    stop();
    return {
      ms,
      status,
      problem: problems.find(({ severity }) => severity === "error")?.message,
      features,
      tensors,
    };
  },

  async tensors(): Promise<number> {
    return (await running().call("memory", {})).tensors;
  },

  /** The most that the device's memory has had, bytes. */
  peak(): Promise<number> {
    const channel = new BroadcastChannel("bench memory");
    return new Promise((resolve) => {
      channel.onmessage = ({ data }) => {
        channel.close();
        resolve(data.bytes);
      };
      channel.postMessage("ask");
    });
  },

  /** The most that a plan says its trainings take on the device, bytes. */
  async estimate(graph: Graph, given: readonly string[]): Promise<number> {
    const client = running();
    const data: Record<string, NonNullable<Awaited<ReturnType<typeof inspect>>["data"]>> = {};
    const weights: Record<string, NonNullable<Awaited<ReturnType<typeof inspect>>["weights"]>> = {};
    const inspect = (node: string) => client.call("inspect", { graph, node });
    for (const node of given) {
      const found = await inspect(node);
      if (found.data) data[node] = found.data;
      if (found.weights) weights[node] = found.weights;
    }
    const checked = check(graph, { data, weights, files: new Set(given) }, registry);
    const bytes = plan(checked, registry).steps.flatMap(({ training }) => training?.bytes ?? []);
    const [problem] = checked.problems.filter(({ severity }) => severity === "error");
    if (problem) throw new Error(`The graph is wrong at ${problem.node}: ${problem.message}`);
    if (bytes.length === 0) throw new Error("The plan has no training whose size is known.");
    return Math.max(...bytes);
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
