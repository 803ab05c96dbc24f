import { beforeAll, expect, it } from "vitest";
import { trainingMemory } from "@/compile/memory-cost";
import { unetLayers } from "@/data/unet";
import { MemoryCache } from "@/engine/cache";
import { fit as trainModule } from "@/engine/fit";
import { memoryOf } from "@/engine/wasm/backend";
import type { Kernels } from "@/engine/wasm/kernels";
import { DeviceWeights, initialState } from "@/engine/weights";
import type { Module } from "@/module/module";
import diceNode from "../../../nodes/loss/dice-loss";
import adamNode from "../../../nodes/optimizer/adam";
import { run } from "../../nodes/harness";
import { maskedDataset } from "../../nodes/masked";
import { openKernels } from "./harness";

let kernels: Kernels;
beforeAll(async () => {
  kernels = await openKernels();
});

/** The device's memory once a network was trained for two steps: it never shrinks, so this is the most that it had. */
async function measured(module: Module, side: number, batch: number): Promise<number> {
  const mask = Array.from({ length: side * side }, (_, at) => Number(at % 7 === 0));
  const data = maskedDataset(
    side,
    side,
    Array.from({ length: 2 * batch }, () => mask),
  );
  const none = () => Promise.reject(new Error("There are no files."));
  const weights = new DeviceWeights();
  await trainModule(
    {
      module,
      train: data,
      validation: undefined,
      loss: (await run(diceNode, {})).loss,
      optimizer: (await run(adamNode, {})).optimizer,
      epochs: 1,
      batchSize: batch,
      shuffle: false,
      seed: 0,
      keep: "last",
      patience: 0,
      schedule: { kind: "constant", every: 1, factor: 0.1 },
      clipNorm: 0,
      onEpoch: () => undefined,
    },
    await initialState(module, { shipped: none, given: none }),
    {
      weights,
      cache: new MemoryCache(),
      device: "wasm",
      signal: new AbortController().signal,
      featureProgress: () => undefined,
    },
    () => undefined,
  );
  weights.dispose();
  return memoryOf(kernels.backend).buffer.byteLength;
}

// Each takes more than the one before it, so that what is measured is its own.
it.each([
  [8, 64, 4],
  [8, 96, 4],
  [8, 128, 6],
  [16, 160, 4],
  [32, 128, 6],
])(
  "the memory of a U-Net of base %i at %i px, %i at a time, is estimated within 0.7 to 1.5",
  async (base, side, batch) => {
    const settings = {
      inChannels: 1,
      outChannels: 1,
      base,
      depth: 4,
      batchNorm: true,
      convBias: false,
    } as const;
    const layers = unetLayers({ ...settings, upsampling: "transposed", dropout: 0 });
    const module: Module = { in: [1, side, side], layers };
    const estimate = trainingMemory({ module, batch, slots: 2, isSteady: true })?.peak ?? 0;
    const actual = await measured(module, side, batch);
    expect(estimate / actual).toBeGreaterThan(0.7);
    expect(estimate / actual).toBeLessThan(1.5);
  },
);
