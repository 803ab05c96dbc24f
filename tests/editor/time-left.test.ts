import { describe, expect, it } from "vitest";
import { timeLeft, timeLeftText } from "@/editor/state/time-left";

const WAITING = { status: "will run", done: 0, total: 0, since: 0 } as const;
const isNetwork = (node: string) => node === "vgg16";
const left = (runs: Parameters<typeof timeLeft>[1], nodes: Record<string, number>, now = 0) =>
  timeLeft({ ms: 0, nodes }, runs, isNetwork, now);

describe("time left", () => {
  it("is what is expected of all that is to come", () => {
    expect(left({ a: WAITING, b: WAITING, c: WAITING }, { a: 1000, b: 2000 })).toBe(3000);
  });

  it("is not told where nothing is expected", () => {
    expect(timeLeft(undefined, { a: WAITING }, isNetwork, 0)).toBeUndefined();
  });

  it("leaves out what is done, kept or failed", () => {
    const ended = { ...WAITING, done: 3, total: 3 };
    const runs = {
      a: { ...ended, status: "done" as const },
      b: { ...ended, status: "cached" as const },
      c: { ...ended, status: "failed" as const },
    };
    expect(left(runs, { a: 1000, b: 1000, c: 1000 })).toBe(0);
  });

  it("counts frozen layers whose network is built already and whose pictures are still to come", () => {
    const built = { ...WAITING, status: "done" as const };
    expect(left({ vgg16: built, head: built }, { vgg16: 5000, head: 40 })).toBe(5000);
    expect(left({ vgg16: { ...built, done: 8, total: 8 } }, { vgg16: 5000 })).toBe(0);
  });

  it("goes by the pace since the first word, not by what was expected, once there is enough of it", () => {
    const running = { status: "running" as const, since: 0, total: 100 };
    // The first took 5 s, for compiling; each of the others 0.1 s.
    const steady = { ...running, done: 21, from: { at: 5000, now: 7000, done: 1 } };
    expect(left({ a: steady }, { a: 60_000 }, 7000)).toBeCloseTo(7900, 6);
    expect(left({ a: steady }, { a: 60_000 }, 7500)).toBeCloseTo(7400, 6);
    const early = { ...running, done: 2, from: { at: 5000, now: 5100, done: 1 } };
    expect(left({ a: early }, { a: 60_000 }, 5100)).toBe(54_900);
    expect(left({ a: { ...running, done: 0 } }, { a: 60_000 }, 70_000)).toBe(0);
  });

  it.each([
    [400, "nearly done"],
    [1200, "about 1 s left"],
    [19_600, "about 20 s left"],
    [43_000, "about 45 s left"],
    [92_000, "about 90 s left"],
    [119_000, "about 2 min left"],
    [200_000, "about 3 min 15 s left"],
  ])("says %d ms as %s", (ms, text) => {
    expect(timeLeftText(ms)).toBe(text);
  });
});
