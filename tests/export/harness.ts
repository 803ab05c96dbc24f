import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { drawingNodes, drawnFiles } from "@/export/drawn";
import { exportGraph } from "@/export/export-graph";
import { programOf, type Target } from "@/export/program";
import { emptyGraph, type Graph } from "@/graph/document";
import { applyEdit } from "@/graph/edits";
import type { NodeDefinition } from "@/graph/node";
import { parseGraph } from "@/graph/parse";
import { registry } from "@/registry";
import { freePort } from "../free-port";

export function example(name: string): Graph {
  return parseGraph(readFileSync(`graphs/${name}.json`, "utf8")).graph ?? emptyGraph();
}

export function set(graph: Graph, values: Readonly<Record<string, unknown>>): Graph {
  return Object.entries(values).reduce((changed, [place, value]) => {
    const [node = "", setting = ""] = place.split(".");
    return applyEdit(changed, { kind: "set", node, setting, value });
  }, graph);
}

export function program(
  graph: Graph,
  to: Target = "notebook",
  nodes: ReadonlyMap<string, NodeDefinition> = registry,
) {
  return programOf({ checked: check(graph, NO_FACTS, nodes), registry: nodes, to });
}

/** The text of an export; with the nodes that have something in it, of one that carries a run. */
export async function exported(graph: Graph, to: Target, nodes?: ReadonlySet<string>): Promise<string> {
  const checked = check(graph, NO_FACTS, registry);
  // Or it would advise to install a backend for Node.
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const { text } = await exportGraph({
    checked,
    registry,
    to,
    drawn: drawingNodes(checked, new Set()),
    name: to === "notebook" ? "graph.ipynb" : "train.py",
    tf,
    ...(nodes ? { carried: { name: "graph", nodes } } : {}),
    shipped: async (path) => Uint8Array.from(readFileSync(`public/${path}`)),
  });
  return text;
}

/** The code of a notebook as a script: no Jupyter is needed to run it. */
export function codeOf(notebook: string): string {
  const { cells } = JSON.parse(notebook) as { cells: { cell_type: string; source: string[] }[] };
  return cells
    .filter(({ cell_type }) => cell_type === "code")
    .map(({ source }) => source.join(""))
    .join("\n\n");
}

let found: string | undefined | null = null;

/** A Python that has torch and what else a program needs; none where there is none. */
export function pythonWithTorch(): string | undefined {
  if (found === null)
    found = ["/usr/bin/python3", "python3"].find(
      (python) => spawnSync(python, ["-c", "import torch, torchvision, sklearn, matplotlib"]).status === 0,
    );
  return found;
}

/**
 * For tests under torch, in milliseconds. Each program imports torch anew, which takes seconds, and on a busy machine
 * many.
 */
export const PATIENTLY = { timeout: 600_000 } as const;

/** The title of tests under torch: where they are skipped, it says why. */
export function underTorch(what: string): string {
  return pythonWithTorch()
    ? `${what}, under torch`
    : `${what}, under torch: SKIPPED, no python3 here has torch, torchvision, sklearn and matplotlib`;
}

/** A folder, and what removes it. */
export function temporaryFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "tensorloom-export-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Ran {
  readonly exit: number | null;
  /** What it printed, on both streams. */
  readonly said: string;
}

/** Runs a program of a folder; one thread each, so that the numbers don't depend on the machine. */
export function runPython(python: string, words: readonly string[], folder: string): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, words, {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, MPLBACKEND: "Agg", OMP_NUM_THREADS: "1" },
    });
    const said: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => said.push(part));
    child.on("error", reject);
    child.on("close", (exit) => resolve({ exit, said: Buffer.concat(said).toString() }));
  });
}

/**
 * The same in several processes, as Debian's torch 1.13 wants to be asked. `--standalone`, spelled out: there its port is
 * the same for everybody on a machine, and who comes second ends with the first.
 */
export async function runTorchrun(
  python: string,
  count: number,
  words: readonly string[],
  folder: string,
): Promise<Ran> {
  const meeting = `--nnodes 1 --rdzv_backend c10d --rdzv_endpoint localhost:${await freePort()} --rdzv_id alone`;
  const launch = `-m torch.distributed.run ${meeting} -r 1 -t 1 --nproc_per_node ${count}`;
  return runPython(python, [...launch.split(" "), ...words], folder);
}

/** Settings that make a graph small enough for a test, whatever is in it: by the nodes' types. */
const SMALL: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  // Three of six classes are 13 to learn from: two processes cannot share the last batch.
  "image-archive": { count: 3 },
  "image-mask-archive": { count: 10 },
  resize: { height: 32, width: 32 },
  "mlp-head": { hidden: [16] },
  "u-net": { depth: 2 },
  trainer: { epochs: 1 },
};

export function small(graph: Graph): Graph {
  const values = Object.entries(graph.nodes).flatMap(([id, { type }]) =>
    Object.entries(SMALL[type] ?? {}).map(([setting, value]) => [`${id}.${setting}`, value] as const),
  );
  return set(graph, Object.fromEntries(values));
}

/**
 * Writes both programs of a graph with all that lies beside them into a folder: train.py, and the notebook's code as
 * notebook.py.
 */
export async function writePrograms(graph: Graph, folder: string): Promise<void> {
  writeFileSync(join(folder, "train.py"), await exported(graph, "script"));
  writeFileSync(join(folder, "notebook.py"), codeOf(await exported(graph, "notebook")));
  const checked = check(graph, NO_FACTS, registry);
  for (const id of drawingNodes(checked, new Set()))
    for await (const file of drawnFiles(checked, id)) {
      mkdirSync(dirname(join(folder, file.path)), { recursive: true });
      writeFileSync(join(folder, file.path), file.bytes);
    }
  for (const [name, path] of Object.entries(program(graph, "script").beside))
    copyFileSync(join("public", path), join(folder, name));
}
