import { describe, expect, it } from "vitest";
import type { Checkpoint } from "@/engine/checkpoint/checkpoint";
import { KeptCheckpoints } from "@/engine/checkpoint/kept-checkpoints";
import { asDirectory, Folder } from "../kept/folder";

const KEY = "wasm/fast:abc";
const about = { epoch: 1, epochs: 5, batch: 2, batches: 9, isDone: false };

const checkpoint = (steps: number): Checkpoint => ({
  epoch: 1,
  batch: 2,
  steps,
  batchLosses: Float32Array.of(1.5, Number.NaN),
  epochs: [{ trainLoss: Number.NaN, trainAccuracy: -0 }],
  lossSum: 1 / 3,
  score: { rows: 8, right: 3, counts: undefined },
  parameters: [{ shape: [2], data: Float32Array.of(steps, -0) }],
  slots: [[{ shape: [2], data: Float32Array.of(1e-45, Number.POSITIVE_INFINITY) }]],
  before: [{ shape: [2], data: Float32Array.of(3, 4) }],
  buffers: new Map([["bn.running_mean", { shape: [1], data: Float32Array.of(7) }]]),
  best: new Map([["head.weight", { shape: [1], data: Float32Array.of(9) }]]),
  film: {
    epochs: 5,
    pictures: [],
    frames: [
      { epoch: 1, record: { trainLoss: 1, trainAccuracy: 0 }, maps: [Uint8Array.of(1, 2)], values: [[1, 2]] },
    ],
  },
  kernelTimes: new Map([["3x3", { own: 1, stock: 2 }]]),
  isDone: false,
});
const keptIn = (folder: Folder, most?: number) => new KeptCheckpoints(asDirectory(folder), most);
const write = (kept: KeptCheckpoints, steps: number, key = KEY) =>
  kept.write(key, checkpoint(steps), about, 100);

describe("checkpoints in the browser's own folder", () => {
  it("come back as they were, to the next page too, the newest of them", async () => {
    const folder = new Folder();
    for (const steps of [1, 2, 3]) expect(await write(keptIn(folder), steps)).toBeUndefined();
    expect(await keptIn(folder).read(KEY)).toEqual(checkpoint(3));
    expect(Object.is((await keptIn(folder).read(KEY))?.epochs[0]?.trainAccuracy, -0)).toBe(true);
    expect(folder.files.size).toBe(2);
    expect(await keptIn(folder).read("wasm/exact:abc")).toBeUndefined();
  });

  it("are whole or not there: killed at any byte of the next, the one before is read", async () => {
    const probe = new Folder();
    await write(keptIn(probe), 1);
    const [size] = [...probe.files.values()].map(({ bytes }) => bytes.length);
    expect(size).toBeGreaterThan(600);
    for (let power = 0; power < (size ?? 0); power++) {
      const folder = new Folder();
      await write(keptIn(folder), 1);
      folder.power = power;
      await expect(write(keptIn(folder), 2)).rejects.toThrow("dead");
      folder.power = Number.POSITIVE_INFINITY;
      expect((await keptIn(folder).read(KEY))?.steps).toBe(1);
      // And the next one is written as if nothing had been.
      expect(await write(keptIn(folder), 3)).toBeUndefined();
      expect((await keptIn(folder).read(KEY))?.steps).toBe(3);
    }
  });

  it("are noticed where one byte is another, and the one before is used", async () => {
    const whole = new Folder();
    await write(keptIn(whole), 1);
    await write(keptIn(whole), 2);
    const second = [...whole.files].find(([name]) => name.endsWith("-0"));
    for (let at = 0; at < (second?.[1].bytes.length ?? 0); at++) {
      const folder = new Folder();
      for (const [name, { bytes, at: time }] of whole.files)
        folder.files.set(name, { bytes: bytes.slice(), at: time });
      const bytes = folder.files.get(second?.[0] ?? "")?.bytes as Uint8Array;
      bytes[at] = (bytes[at] ?? 0) ^ 4;
      expect((await keptIn(folder).read(KEY))?.steps, `byte ${at}`).toBe(1);
    }
  });

  it("give way to room: the oldest training goes first, and what never fits is said", async () => {
    const folder = new Folder();
    const most = 5000;
    for (const key of ["a", "b", "c", "d"]) await write(keptIn(folder, most), 1, key);
    const left = (await keptIn(folder, most).list()).map(({ key }) => key);
    expect(left).toContain("d");
    expect(left).not.toContain("a");
    expect(await keptIn(folder).write(KEY, checkpoint(1), about, 3e9)).toBe("no room");
    folder.room = 300;
    expect(await write(keptIn(folder), 1)).toBe("no room");
    expect(await keptIn(folder).read(KEY)).toBeUndefined();
  });

  it("are of so many trainings and no more, however small", async () => {
    const folder = new Folder();
    for (let at = 0; at < 100; at++) await write(keptIn(folder), 1, `training ${at}`);
    expect(folder.files.size).toBeLessThanOrEqual(60);
    expect((await keptIn(folder).list()).map(({ key }) => key)).toContain("training 99");
    expect(await keptIn(folder).read("training 0")).toBeUndefined();
  });

  it("are listed with how far the training is, and removed", async () => {
    const folder = new Folder();
    await write(keptIn(folder), 1);
    await write(keptIn(folder), 2);
    const [one] = await keptIn(folder).list();
    expect(one).toMatchObject({ key: KEY, ...about });
    await keptIn(folder).remove(KEY);
    expect(folder.files.size).toBe(0);
  });

  it("leave only the result of a training that is over", async () => {
    const folder = new Folder();
    await write(keptIn(folder), 1);
    await keptIn(folder).write(KEY, { ...checkpoint(2), isDone: true }, { ...about, isDone: true }, 100);
    expect(folder.files.size).toBe(1);
    expect((await keptIn(folder).read(KEY))?.isDone).toBe(true);
  });
});
