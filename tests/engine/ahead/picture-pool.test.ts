import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { aheadPorts } from "@/compile/ahead-ports";
import { check } from "@/compile/check";
import { type Facts, NO_FACTS } from "@/compile/checked";
import { plan } from "@/compile/plan";
import type { FromPictureWorker, ToPictureWorker } from "@/engine/ahead/messages";
import { PictureDesk } from "@/engine/ahead/picture-desk";
import { PictureMaker } from "@/engine/ahead/picture-maker";
import { PicturePool, type PictureWorker } from "@/engine/ahead/picture-pool";
import { emptyGraph, type Graph } from "@/graph/document";
import { applyEdit } from "@/graph/edits";
import { parseGraph } from "@/graph/parse";
import { NodeError } from "@/graph/problem";
import type { Pictures } from "@/graph/run";
import type { Dataset } from "@/graph/values";
import { registry } from "@/registry";

const nuclei = (changes: Record<string, Record<string, unknown>> = {}): Graph => {
  let graph = parseGraph(readFileSync("graphs/nuclei-segmentation.json", "utf8")).graph ?? emptyGraph();
  const all = { images: { count: 10 }, resize: { height: 48, width: 48 }, ...changes };
  for (const [node, settings] of Object.entries(all))
    for (const [setting, value] of Object.entries(settings))
      graph = applyEdit(graph, { kind: "set", node, setting, value });
  return graph;
};

const unreadable: Pictures = {
  looksLikePicture: () => true,
  pages: () => 1,
  decode: (_, path) => Promise.reject(new NodeError(`${path} is cut off.`, { got: "half a picture" })),
};

/** A desk behind a channel that copies and takes over memory as a worker's does; `die` is the end of it. */
function workers(pictures = unreadable) {
  const all: { asked: number; die(): void }[] = [];
  const spawn = (): PictureWorker => {
    const desk = new PictureDesk(registry, pictures);
    const state = { asked: 0, isDead: false, die() {} };
    const worker: PictureWorker = {
      onmessage: null,
      onerror: null,
      terminate: () => {
        state.isDead = true;
      },
      postMessage: async (message: ToPictureWorker, transfer?: unknown) => {
        const told = structuredClone(message, { transfer: (transfer as ArrayBuffer[]) ?? [] });
        if ("id" in told) state.asked++;
        const answer = await desk.receive(told);
        if (!answer || state.isDead) return;
        const data: FromPictureWorker = structuredClone(answer.message, { transfer: [...answer.transfer] });
        worker.onmessage?.call(worker as Worker, { data } as MessageEvent);
      },
    };
    state.die = () => {
      state.isDead = true;
      worker.onerror?.call(worker as Worker, {} as ErrorEvent);
    };
    all.push(state);
    return worker;
  };
  return { all, spawn };
}

function opened(graph: Graph, pool: PicturePool, facts: Facts = NO_FACTS) {
  const steps = plan(check(graph, facts, registry), registry);
  pool.open({ graph, facts, files: new Map() }, aheadPorts(steps));
  const maker = new PictureMaker({ graph, facts, files: new Map() }, registry, unreadable);
  /** The dataset of a port as the engine's own thread makes it. */
  return (node: string, port = "dataset"): Dataset => {
    const step = steps.steps.find(({ nodes }) => nodes[0] === node);
    const key = `${step?.key}.${port}`;
    const sample: Dataset["sample"] = (index, epoch) => maker.sample({ key, index, epoch });
    return { kind: "Dataset", key, classes: [], names: ["a", "b", "c"], labels: new Int32Array(3), sample };
  };
}

describe("pictures made by workers", () => {
  it("are those made here to the bit, masks and draws too, in any order", async () => {
    const { spawn, all } = workers();
    const pool = new PicturePool(2, spawn);
    const dataset = opened(nuclei(), pool);
    for (const here of [dataset("images"), dataset("tensor"), dataset("split", "train"), dataset("rotate")]) {
      const ahead = pool.ahead(here);
      for (const [index, epoch] of [
        [3, 0],
        [0, 2],
        [3, 1],
        [0, 0],
        [1, 0],
      ] as const) {
        const [one, other] = await Promise.all([ahead.sample(index, epoch), here.sample(index, epoch)]);
        expect(one.image.data).toEqual(other.image.data);
        expect(one.mask?.data).toEqual(other.mask?.data);
        expect([one.name, one.label, one.image.width]).toEqual([other.name, other.label, other.image.width]);
      }
    }
    expect(all.map(({ asked }) => asked > 0)).toEqual([true, true]);
  });

  it("use the memory of pictures that are done with", async () => {
    const { spawn } = workers();
    const pool = new PicturePool(1, spawn);
    const ahead = pool.ahead(opened(nuclei(), pool)("tensor"));
    const first = await ahead.sample(0, 0);
    expect(first.fresh).toBe(true);
    const { data } = first.image;
    expect(data.length).toBeGreaterThan(0);
    expect((await ahead.sample(1, 0)).image.data).not.toEqual(data);
    expect((await ahead.sample(0, 0)).image.data).toEqual(data);
  });

  it("follow the graph of the run that began last", async () => {
    const { spawn } = workers();
    const pool = new PicturePool(1, spawn);
    const small = pool.ahead(opened(nuclei(), pool)("resize"));
    expect((await small.sample(0, 0)).image.height).toBe(48);
    const large = pool.ahead(opened(nuclei({ resize: { height: 64 } }), pool)("resize"));
    expect((await large.sample(0, 0)).image.height).toBe(64);
    // A dataset of the run before is made here: the workers do not know it any more.
    expect((await small.sample(1, 0)).image.height).toBe(48);
  });

  it("are made here when a worker dies, those that were asked for already too", async () => {
    const { spawn, all } = workers();
    const pool = new PicturePool(1, spawn);
    const here = opened(nuclei(), pool)("tensor");
    const ahead = pool.ahead(here);
    const asked = ahead.sample(2, 0);
    all[0]?.die();
    expect((await asked).image.data).toEqual((await here.sample(2, 0)).image.data);
    expect((await ahead.sample(1, 0)).image.data).toEqual((await here.sample(1, 0)).image.data);
  });

  it("are made here where there are no workers", async () => {
    const pool = new PicturePool(2, () => {
      throw new Error("Worker is not defined");
    });
    const here = opened(nuclei(), pool)("tensor");
    expect((await pool.ahead(here).sample(1, 0)).image.data).toEqual((await here.sample(1, 0)).image.data);
  });

  it("fail with the same sentence, what was expected and what came", async () => {
    const graph: Graph = {
      ...emptyGraph(),
      nodes: { images: { type: "image-archive", version: 1, settings: {} } },
    };
    const found = {
      classes: ["a"],
      length: 1,
      shape: [3, 8, 8],
      dtype: "uint8",
      remarks: [],
      details: { paths: ["1.png"], labels: [0], prints: [""], unknown: [], unclear: [] },
    } as const;
    const facts: Facts = { data: { images: found as never }, weights: {}, files: new Set(["images"]) };
    const { spawn } = workers();
    const pool = new PicturePool(1, spawn);
    const steps = plan(check(graph, facts, registry), registry);
    const files = new Map([["images", [{ path: "1.png", file: new File(["x"], "1.png") }]]]);
    pool.open({ graph, facts, files }, aheadPorts(steps));
    const key = `${steps.steps[0]?.key}.dataset`;
    const sample = () => Promise.reject(new Error("not here"));
    const dataset: Dataset = {
      kind: "Dataset",
      key,
      classes: ["a"],
      names: ["1.png"],
      labels: new Int32Array(1),
      sample,
    };
    const failure = await pool
      .ahead(dataset)
      .sample(0, 0)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NodeError);
    expect((failure as NodeError).message).toContain("is cut off");
    expect((failure as NodeError).details.got).toBe("half a picture");
  });
});
