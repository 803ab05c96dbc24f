import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { unetLayers } from "@/data/unet";
import { MemoryCache } from "@/engine/cache";
import { Checkpointing } from "@/engine/checkpoint/checkpointing";
import { KeptCheckpoints } from "@/engine/checkpoint/kept-checkpoints";
import { fit as trainModule } from "@/engine/fit";
import type { ComputeHost } from "@/engine/source";
import { DeviceWeights } from "@/engine/weights";
import type { FitSpec } from "@/graph/run";
import type { Optimizer } from "@/graph/values";
import { stateSpecs } from "@/module/state";
import diceNode from "../../../nodes/loss/dice-loss";
import adamNode from "../../../nodes/optimizer/adam";
import { run } from "../../nodes/harness";
import { maskedDataset } from "../../nodes/masked";
import { startEngine } from "../harness";
import { asDirectory, Folder } from "../kept/folder";

beforeAll(startEngine);

const train = maskedDataset(
  4,
  4,
  Array.from({ length: 6 }, (_, i) => Array.from({ length: 16 }, (_, k) => ((i + k) % 3) / 2)),
);
const validation = maskedDataset(
  4,
  4,
  Array.from({ length: 3 }, (_, i) => Array.from({ length: 16 }, (_, k) => ((2 * i + k) % 5) / 4)),
);
/** Batch norm with its statistics, dropout, a skip: all that has a state. */
const module = {
  in: [1, 4, 4],
  layers: unetLayers({
    inChannels: 1,
    outChannels: 1,
    base: 2,
    depth: 1,
    batchNorm: true,
    convBias: false,
    upsampling: "transposed",
    dropout: 0.25,
  }),
};
const PER_EPOCH = 3;
const EPOCHS = 4;

class Killed extends Error {}

/** Trains until batch `last` is over, where whoever trains is killed or stops, with what is kept in `folder`. */
async function training(
  folder: Folder | undefined,
  end?: { last: number; by: "death" | "stop" },
  fields: Partial<FitSpec> = {},
) {
  const stop = new AbortController();
  const weights = new DeviceWeights();
  const host: ComputeHost = {
    weights,
    cache: new MemoryCache(),
    device: "cpu",
    signal: stop.signal,
    featureProgress: () => undefined,
  };
  const resumed: string[] = [];
  const spec: FitSpec = {
    module,
    train,
    validation,
    loss: (await run(diceNode, {})).loss,
    optimizer: (await run(adamNode, {}, { learningRate: 0.05 })).optimizer,
    epochs: EPOCHS,
    batchSize: 2,
    shuffle: true,
    seed: 3,
    keep: "best",
    patience: 0,
    schedule: { kind: "plateau", every: 0, factor: 0.5 },
    clipNorm: 1,
    onEpoch: () => undefined,
    onResume: ({ epoch, batch }) => resumed.push(`${epoch}/${batch}`),
    ...fields,
  };
  const state = new Map(
    [...stateSpecs(module)].map(([name, { shape }]) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [
        name,
        {
          shape,
          data: Float32Array.from({ length: size }, (_, i) =>
            name.endsWith("running_var") ? 1 : Math.sin(i + name.length) / 2,
          ),
        },
      ];
    }),
  );
  const checkpoints =
    folder &&
    new Checkpointing(
      new KeptCheckpoints(asDirectory(folder)),
      "key",
      { seconds: 1e6, batches: 1 },
      (why) => {
        throw new Error(why);
      },
    );
  try {
    const made = await trainModule(
      spec,
      state,
      host,
      (done) => {
        if (done !== end?.last) return;
        if (end.by === "death") throw new Killed();
        stop.abort();
      },
      checkpoints,
    );
    return { made, resumed };
  } finally {
    weights.dispose();
  }
}

describe("a training that goes on from a checkpoint", () => {
  it("gives the very numbers of one that was not cut off, wherever it was killed or stopped", async () => {
    const tensors = tf.memory().numTensors;
    const { made: whole } = await training(undefined);
    for (let last = 2; last < EPOCHS * PER_EPOCH; last++) {
      const by = last % 2 === 0 ? "death" : "stop";
      const folder = new Folder();
      await expect(training(folder, { last, by })).rejects.toThrow(by === "death" ? Killed : "stopped");
      const { made, resumed } = await training(folder);
      // Killed before the last batch was kept, or stopped behind it.
      const done = by === "death" ? last - 1 : last;
      const epoch = Math.ceil(done / PER_EPOCH) - 1;
      expect(resumed).toEqual([`${epoch}/${done - epoch * PER_EPOCH}`]);
      expect(made, `${by} at ${last}`).toEqual(whole);
    }
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it("may be cut off again and again", async () => {
    const { made: whole } = await training(undefined);
    const folder = new Folder();
    for (const last of [2, 4, 10])
      await expect(training(folder, { last, by: "death" })).rejects.toThrow(Killed);
    expect((await training(folder)).made).toEqual(whole);
  });

  it("is not done again once it is over", async () => {
    const folder = new Folder();
    const { made: whole } = await training(folder);
    const { made, resumed } = await training(folder, { last: 1, by: "death" });
    expect(resumed).toEqual([`${EPOCHS}/0`]);
    expect(made).toEqual(whole);
  });

  it("ends with the last good weights where the loss is lost behind the checkpoint", async () => {
    const adam = (await run(adamNode, {}, { learningRate: 0.05 })).optimizer;
    // An update that goes wrong is seen in the loss of the batch behind it.
    const failing = (optimizer: Optimizer, at: number): Optimizer => ({
      ...optimizer,
      withRate: (rate) => failing(optimizer.withRate(rate), at),
      update: (device, parameter, gradient, slots, step) => {
        const made = optimizer.update(device, parameter, gradient, slots, step);
        return step === at ? { ...made, parameter: device.mul(made.parameter, Number.NaN) } : made;
      },
    });
    const bad = { optimizer: failing(adam, 4) };
    const { made: whole } = await training(undefined, undefined, bad);
    expect(whole.failure).toMatch(
      /not finite \(NaN\) at batch 2 of 3 in epoch 2: the update before it left such numbers in inc\./,
    );
    const folder = new Folder();
    await expect(training(folder, { last: 4, by: "stop" }, bad)).rejects.toThrow("stopped");
    expect((await training(folder, undefined, bad)).made).toEqual(whole);

    // No batch comes behind the last.
    const { made: last } = await training(undefined, undefined, {
      optimizer: failing(adam, EPOCHS * PER_EPOCH),
      keep: "last",
    });
    expect(last.failure).toMatch(
      /^The last update of the training left numbers in inc\.\S+ that are not finite/,
    );
    for (const { data } of last.state.values()) expect(data.every(Number.isFinite)).toBe(true);
  });
});
