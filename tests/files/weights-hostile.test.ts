import { describe, expect, it } from "vitest";
import { readWeights } from "@/files/weights-file";
import { NodeError } from "@/graph/problem";
import { randomStream } from "@/random";
import { fixtureBytes } from "./weight-fixtures";

const FILES = [
  "fine.safetensors",
  "zip.pth",
  "legacy.pth",
  "checkpoint-legacy.pth",
  "strided.pth",
  "keras-first.h5",
  "keras-3.weights.h5",
];

/** Reads, and says whether it was refused. Anything but a NodeError is a fault of ours. */
async function refused(bytes: Uint8Array<ArrayBuffer>, path: string): Promise<boolean> {
  try {
    const { arrays } = await readWeights([{ path, file: new Blob([bytes]) }]);
    for (const { data } of arrays.values()) expect(data.every(Number.isFinite)).toBe(true);
    return false;
  } catch (error) {
    if (!(error instanceof NodeError)) throw error;
    expect(error.message).toContain(path);
    expect(error.message.length).toBeLessThan(700);
    return true;
  }
}

describe.each(FILES)("%s", (path) => {
  it("is refused wherever it is cut off", async () => {
    const bytes = await fixtureBytes(path);
    const step = Math.ceil(bytes.length / 150);
    for (let length = 0; length < bytes.length; length += length < 200 ? 7 : step) {
      expect([length, await refused(bytes.slice(0, length), path)]).toEqual([length, true]);
    }
    expect(await refused(bytes, path)).toBe(false);
  });

  it("is read or refused in words whatever bytes are wrong", async () => {
    const bytes = await fixtureBytes(path);
    const random = randomStream(16, path);
    let refusals = 0;
    for (let round = 0; round < 300; round++) {
      const wrong = bytes.slice();
      const within = round % 2 === 0 ? Math.min(3000, wrong.length) : wrong.length;
      const at = Math.floor(random.uniform() * within);
      wrong[at] = [0, 0x7f, 0x80, 0xff, Math.floor(random.uniform() * 256)][round % 5] ?? 0;
      if (round % 3 === 0) wrong.fill(0xff, at, at + 8);
      if (await refused(wrong, path)) refusals += 1;
    }
    expect(refusals).toBeGreaterThan(20);
  });
});
