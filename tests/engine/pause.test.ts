import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { MemoryCache } from "@/engine/cache";
import { breathe, Hold, Stopped } from "@/engine/cancel";
import { fit as trainModule } from "@/engine/fit";
import type { ComputeHost } from "@/engine/source";
import { DeviceWeights } from "@/engine/weights";
import type { FitSpec } from "@/graph/run";
import type { StateDict } from "@/module/state";
import diceNode from "../../nodes/loss/dice-loss";
import adamNode from "../../nodes/optimizer/adam";
import { run } from "../nodes/harness";
import { maskedDataset, segmenter } from "../nodes/masked";
import { session, smallSteel, startEngine } from "./harness";

beforeAll(startEngine);

const data = maskedDataset(
  2,
  2,
  Array.from({ length: 6 }, (_, i) => [1, i % 2, 0, i % 3 === 0 ? 1 : 0]),
);
const start: StateDict = new Map([
  ["conv.weight", { shape: [1, 1, 1, 1], data: Float32Array.of(0.1) }],
  ["conv.bias", { shape: [1], data: Float32Array.of(0.2) }],
]);

/** Trains with a hold at hand; `onBatch` is told how many batches are done. */
async function train(onBatch: (done: number, hold: Hold) => void, waiting: (hold: Hold) => void) {
  const stop = new AbortController();
  const hold = new Hold(stop.signal, () => waiting(hold));
  const host: ComputeHost = {
    weights: new DeviceWeights(),
    cache: new MemoryCache(),
    device: "cpu",
    signal: stop.signal,
    featureProgress: () => undefined,
  };
  const spec: FitSpec = {
    module: segmenter(2, 2),
    train: data,
    validation: data,
    loss: (await run(diceNode, {})).loss,
    optimizer: (await run(adamNode, {}, { learningRate: 0.3 })).optimizer,
    epochs: 4,
    batchSize: 2,
    shuffle: true,
    seed: 0,
    keep: "last",
    patience: 0,
    schedule: { kind: "cosine", every: 1, factor: 0.1 },
    clipNorm: 0,
    onEpoch: () => undefined,
  };
  try {
    return { stop, made: await trainModule(spec, start, host, (done) => onBatch(done, hold)) };
  } finally {
    host.weights.dispose();
  }
}

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a run that is held", () => {
  it("waits at the next batch, and gives the very numbers of one that did not wait", async () => {
    const whole = await train(
      () => undefined,
      () => undefined,
    );
    let last = 0;
    const waits: [number, number][] = [];
    const held = await train(
      (done, hold) => {
        last = done;
        if (done === 2 || done === 7) hold.hold();
      },
      async (hold) => {
        const before = last;
        await later(40);
        waits.push([before, last]);
        hold.release();
      },
    );
    expect(waits).toEqual([
      [2, 2],
      [7, 7],
    ]);
    expect(held.made).toEqual(whole.made);
  });

  it("is stopped while it waits, and leaves no tensor", async () => {
    const before = tf.memory().numTensors;
    const stop = new AbortController();
    const hold = new Hold(stop.signal, () => setTimeout(() => stop.abort(), 10));
    hold.hold();
    await expect(breathe(stop.signal)).rejects.toThrow(Stopped);
    // What was stopped cannot be held any more.
    hold.hold();
    await expect(breathe(stop.signal)).rejects.toThrow(Stopped);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("says each time that it waits, also when it is let go and held again at once", async () => {
    const stop = new AbortController();
    let told = 0;
    const hold = new Hold(stop.signal, () => {
      told++;
      hold.release();
      if (told === 1) hold.hold();
    });
    hold.hold();
    await breathe(stop.signal);
    expect(told).toBe(2);
    await breathe(stop.signal);
    expect(told).toBe(2);
  });

  it("counts no time while it waits, and its steps say so", async () => {
    const stop = new AbortController();
    const hold = new Hold(stop.signal, () => setTimeout(() => hold.release(), 400));
    const graph = smallSteel();
    const { host } = session();
    const held = session({
      cache: host.cache,
      emit: (event) => {
        if (event.kind === "running" && event.node === "tensor") hold.hold();
      },
    });
    const before = performance.now();
    const { result } = await held.run(graph, stop.signal, ["normalize"]);
    expect(result.status).toBe("done");
    expect(hold.ms).toBeGreaterThan(350);
    expect(result.steps.find(({ node }) => node === "tensor")?.ms).toBeLessThan(300);
    expect(performance.now() - before - result.ms).toBeGreaterThan(350);
  });
});
