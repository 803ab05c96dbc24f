import { expect, it } from "vitest";
import { trainingMemory } from "@/compile/memory-cost";
import { unetLayers } from "@/data/unet";
import { needRoom } from "@/engine/room";
import type { FitSpec } from "@/graph/run";
import { refusal } from "../nodes/harness";
import { maskedDataset } from "../nodes/masked";

const settings = { inChannels: 1, outChannels: 1, depth: 4, batchNorm: true, convBias: false } as const;
const specOf = (base: number, side: number, batchSize: number) => {
  const layers = unetLayers({ ...settings, base, upsampling: "transposed", dropout: 0 });
  const module = { in: [1, side, side], layers };
  const train = maskedDataset(
    1,
    1,
    Array.from({ length: 64 }, () => [1]),
  );
  return { module, train, batchSize, optimizer: { slots: 2 } } as unknown as FitSpec;
};

it("takes what fits, and on a GPU, whose memory no browser tells, everything", () => {
  expect(() => needRoom(specOf(8, 256, 4), "wasm/fast")).not.toThrow();
  expect(() => needRoom(specOf(64, 1024, 64), "webgl")).not.toThrow();
});

it("refuses what cannot fit, and offers the largest batch that does", async () => {
  const spec = specOf(64, 256, 32);
  const error = await refusal(() => needRoom(spec, "wasm/fast"));
  expect(error.message).toMatch(/needs about \d+\.\d GB, and the CPU engine can hold 4\.0 GB/);
  const edit = error.fix?.("trainer").edit;
  expect(edit).toMatchObject({ kind: "set", node: "trainer", setting: "batchSize" });
  const batch = edit?.kind === "set" ? Number(edit.value) : 0;
  expect(() => needRoom({ ...spec, batchSize: batch }, "wasm/fast")).not.toThrow();
  await refusal(() => needRoom({ ...spec, batchSize: batch + 1 }, "wasm/fast"));
});

it("says so where not even one picture fits", async () => {
  const error = await refusal(() => needRoom(specOf(128, 2048, 4), "wasm/exact"));
  expect(error.message).toContain("Not even one picture at a time would fit");
  expect(error.fix).toBeUndefined();
});

it("counts no more pictures at a time than there are", () => {
  const spec = specOf(16, 256, 4096);
  const bytes = (batch: number) =>
    trainingMemory({ module: spec.module, batch, slots: 2, isSteady: false })?.peak ?? 0;
  expect(() => needRoom(spec, "wasm/fast", bytes(64))).not.toThrow();
  expect(() => needRoom(spec, "wasm/fast", bytes(63))).toThrow("needs about");
});
