import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { RunResult } from "@/engine/protocol";
import { type AnyRunNode, isModelNode, type NodeDefinition } from "@/graph/node";
import type { Dataset } from "@/graph/values";
import { registry } from "@/registry";
import { session, smallSteel, startEngine } from "./harness";

beforeAll(startEngine);

const statuses = (result: RunResult) =>
  Object.fromEntries(result.steps.map((step) => [step.node, step.status]));
const withoutTimes = (result: RunResult) => ({
  ...result,
  ms: 0,
  steps: result.steps.map((step) => ({ ...step, ms: 0 })),
  timed: result.timed?.map((piece) => ({ ...piece, ms: 0 })),
});

/** The registry with one run node's function replaced by a wrapped one. */
function withRun(
  type: string,
  wrap: (run: AnyRunNode["run"]) => AnyRunNode["run"],
): ReadonlyMap<string, NodeDefinition> {
  const definition = registry.get(type);
  if (!definition || isModelNode(definition)) throw new Error(`${type} does not run.`);
  return new Map([...registry, [type, { ...definition, run: wrap(definition.run) }]]);
}

/** Counts how often each picture is made at the end of the line of transforms. */
function counting(counts: Map<string, number>): ReadonlyMap<string, NodeDefinition> {
  return withRun("normalize", (run) => async (context) => {
    const { dataset } = (await run(context)) as { dataset: Dataset };
    return {
      dataset: {
        ...dataset,
        sample(index, epoch) {
          const name = dataset.names[index] ?? "";
          counts.set(name, (counts.get(name) ?? 0) + 1);
          return dataset.sample(index, epoch);
        },
      },
    };
  });
}

describe("a run", () => {
  it("does every step, reports its numbers, and leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    const { result } = await session().run(smallSteel());
    expect(result.status).toBe("done");
    expect(new Set(Object.values(statuses(result)))).toEqual(new Set(["done"]));
    expect(result.outputs.trainer).toMatchObject({ epochs: [{}, {}] });
    expect(result.outputs["evaluate-test"]).toMatchObject({ count: 6 });
    const { matrix, classes } = result.outputs.confusion as { matrix: number[][]; classes: string[] };
    expect(classes).toEqual(["Cr", "In", "PS", "Pa", "RS", "Sc"]);
    expect(matrix.flat().reduce((a, b) => a + b, 0)).toBe(6);
    expect(tf.memory().numTensors).toBe(before);
    expect(result.tensors).toEqual({ before, after: before });
  });

  it("gives the same numbers twice from the same seeds, and others from another", async () => {
    const first = await session().run(smallSteel());
    const second = await session().run(smallSteel());
    expect(withoutTimes(second.result)).toEqual(withoutTimes(first.result));
    const other = await session().run(smallSteel({ trainer: { seed: 1 } }));
    expect(other.result.outputs.trainer).not.toEqual(first.result.outputs.trainer);
  });

  it("runs the frozen network once per picture, for all epochs and for everyone who asks", async () => {
    const counts = new Map<string, number>();
    const engine = session({ registry: counting(counts) });
    await engine.run(smallSteel({ trainer: { epochs: 3 } }));
    const shown = 12 * 2; // thumbnails of normalize and split, at most this many makings
    const made = [...counts.values()].reduce((a, b) => a + b, 0);
    expect(counts.size).toBe(30);
    expect(made).toBeLessThanOrEqual(30 + 4 * shown);
    const before = made;
    await engine.run(
      smallSteel({ trainer: { epochs: 4 }, adam: { learningRate: 0.01 }, split: { seed: 3 } }),
    );
    const after = [...counts.values()].reduce((a, b) => a + b, 0);
    expect(after - before).toBeLessThanOrEqual(3 * 12);
  });

  it("takes everything from the cache when nothing has changed", async () => {
    const engine = session();
    await engine.run(smallSteel());
    const { result } = await engine.run(smallSteel());
    expect(new Set(Object.values(statuses(result)))).toEqual(new Set(["cached"]));
  });

  it("does again only what a change reaches", async () => {
    const engine = session();
    await engine.run(smallSteel());
    const { result } = await engine.run(smallSteel({ adam: { learningRate: 0.1 } }));
    expect(statuses(result)).toMatchObject({
      split: "cached",
      vgg16: "cached",
      adam: "done",
      trainer: "done",
    });
  });
});

describe("a run that fails", () => {
  it("is refused before it begins where a training cannot fit, with what would", async () => {
    const { result } = await session({ device: "wasm/fast" }).run(
      smallSteel({ vgg16: { width: "1", frozen: false }, images: { count: 5 } }),
    );
    expect(result.status).toBe("failed");
    const { images, trainer, ...others } = statuses(result);
    expect(trainer).toBe("failed");
    expect(new Set([images, ...Object.values(others)])).toEqual(new Set(["skipped"]));
    expect(result.problems[0]).toMatchObject({ node: "trainer", setting: "batchSize" });
    expect(result.problems[0]?.message).toContain("Not even one picture at a time would fit");
  });

  it("blocks what needs the failed step, finishes the rest, and says why in words", async () => {
    const broken = withRun("evaluate", () => async () => {
      throw new Error("made to fail");
    });
    const { result } = await session({ registry: broken }).run(smallSteel());
    expect(result.status).toBe("failed");
    expect(statuses(result)).toMatchObject({ "evaluate-test": "failed", confusion: "done" });
    expect(result.problems[0]?.message).toMatch(/mistake of its own in Evaluate: made to fail/);
  });

  it("stops at a loss that is not finite, keeps the last good weights, and blocks what follows", async () => {
    const before = tf.memory().numTensors;
    const { executor, result } = await session().run(smallSteel({ adam: { learningRate: 1e6 } }));
    expect(statuses(result)).toMatchObject({
      trainer: "failed",
      "evaluate-test": "blocked",
      confusion: "blocked",
    });
    const problem = result.problems.find((each) => each.node === "trainer");
    expect(problem?.message).toMatch(
      /(ran away|not finite).*batch \d+ of \d+ in epoch 1.*last good weights.*learning rate is 1000000; try 0\.001 or less/,
    );
    const model = executor.values.get("trainer")?.model;
    const weights = model?.kind === "TrainedModel" ? [...model.state.values()] : [];
    expect(weights.length).toBeGreaterThan(0);
    expect(weights.every(({ data }) => data.every(Number.isFinite))).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("a run that is stopped", () => {
  it("ends within one batch and leaves nothing behind", async () => {
    const before = tf.memory().numTensors;
    const stop = new AbortController();
    let progressed = 0;
    const engine = session({
      emit(event) {
        if (event.kind !== "progress" || event.node !== "trainer") return;
        progressed++;
        stop.abort();
      },
    });
    const { result } = await engine.run(smallSteel({ trainer: { epochs: 500 } }), stop.signal);
    expect(result.status).toBe("stopped");
    expect(progressed).toBe(1);
    expect(statuses(result)).toMatchObject({ trainer: "skipped", confusion: "skipped", split: "done" });
    expect(tf.memory().numTensors).toBe(before);
  });

  it("can be run again and gives the same as one that was not stopped", async () => {
    const engine = session();
    const stop = new AbortController();
    stop.abort();
    await engine.run(smallSteel(), stop.signal);
    const again = await engine.run(smallSteel());
    const fresh = await session().run(smallSteel());
    expect(again.result.outputs).toEqual(fresh.result.outputs);
  });
});

it("events of a step come in order: running, outputs, step", async () => {
  const engine = session();
  await engine.run(smallSteel(), undefined, ["split"]);
  const kinds = engine.events.flatMap((event) =>
    "node" in event && event.node === "split"
      ? [event.kind]
      : event.kind === "step" && event.step.node === "split"
        ? ["step"]
        : [],
  );
  expect(kinds).toEqual(["running", "outputs", "step"]);
  expect(engine.events.every((event) => event.run === 1)).toBe(true);
});
