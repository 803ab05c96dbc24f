import { describe, expect, test } from "vitest";
import { estimateMs, learn, NO_SPEEDS, readSpeeds, type Speeds, type Timed } from "@/compile/speeds";
import type { Amount } from "@/compile/work";

const PROBE = { flopsPerMs: 1e6, batchMs: 1, pictureMs: 2 };
const probed: Speeds = { probes: { wasm: PROBE }, timed: [] };
/** 100 ms of convolutions, 10 pictures and 5 batches. */
const work: Amount = { kind: "features", flops: 1e8, pictures: 10, batches: 5 };
const past = (ms: number, changed: Partial<Timed> = {}): Timed => ({
  ...work,
  device: "wasm",
  ms,
  ...changed,
});

describe("how long a piece of work takes", () => {
  test("is not known of a device that was never measured", () => {
    expect(estimateMs(work, "webgl/some GPU", probed)).toBeUndefined();
  });

  test("follows from the probe and from what such work usually takes, where nothing like it was done before", () => {
    const kept = 3 * (100 + 2 * 10 + 5);
    expect(estimateMs(work, "wasm", probed)).toBe(kept);
    const others = learn(probed, [past(1000, { kind: "train" }), past(1000, { device: "cpu" })]);
    expect(estimateMs(work, "wasm", others)).toBe(kept);
    expect(estimateMs({ ...work, kind: "node:resize" }, "wasm", probed)).toBe(125);
  });

  test("is the middle of what the same work took before", () => {
    const speeds = learn(probed, [past(240), past(250), past(900)]);
    expect(estimateMs(work, "wasm", speeds)).toBeCloseTo(250);
  });

  test("grows with the amount: twice the pictures, twice the time", () => {
    const speeds = learn(probed, [past(250)]);
    const twice = { ...work, flops: 2e8, pictures: 20, batches: 10 };
    expect(estimateMs(twice, "wasm", speeds)).toBeCloseTo(500);
  });

  test("goes by work that is alike, not by other networks", () => {
    const tiny = { flops: 1e3, pictures: 10, batches: 5 };
    const speeds = learn(probed, [past(250), past(2500, tiny), past(2500, tiny), past(2500, tiny)]);
    expect(estimateMs(work, "wasm", speeds)).toBeCloseTo(250);
    expect(estimateMs({ ...work, ...tiny }, "wasm", speeds)).toBeCloseTo(2500);
  });
});

describe("work that is like nothing done here before", () => {
  const tiny = { flops: 1e3, pictures: 10, batches: 5 };
  const usual = estimateMs(work, "wasm", probed) ?? 0;

  test("takes what is usual, not what very different work took beside its probe", () => {
    const speeds = learn(probed, [past(25_000, tiny)]);
    const estimate = estimateMs(work, "wasm", speeds) ?? 0;
    expect(estimate / usual).toBeGreaterThan(1);
    expect(estimate / usual).toBeLessThan(1.2);
  });

  test("is told the better by other work the nearer that is", () => {
    const estimates = [1, 2, 5, 9].map((doublings) => {
      const other = { ...work, flops: work.flops / 2 ** doublings };
      const byProbe = other.flops / PROBE.flopsPerMs + 25;
      return estimateMs(work, "wasm", learn(probed, [past(30 * byProbe, other)])) ?? 0;
    });
    expect(estimates[0]).toBeCloseTo(10 * usual);
    expect([...estimates].sort((a, b) => b - a)).toEqual(estimates);
    expect(estimates[3]).toBeLessThan(2 * usual);
  });
});

test("the oldest pieces of work are forgotten", () => {
  const many = learn(
    probed,
    Array.from({ length: 500 }, (_, at) => past(at + 1)),
  );
  expect(many.timed).toHaveLength(200);
  expect(many.timed.at(-1)?.ms).toBe(500);
});

describe("what was stored", () => {
  test("is read back as it was", () => {
    const speeds = learn(probed, [past(240), past(3, { kind: "node:split", flops: 0 })]);
    expect(readSpeeds(JSON.parse(JSON.stringify(speeds)))).toEqual(speeds);
  });

  test.each([undefined, null, 7, "{}", [], {}, { probes: [], timed: [] }, { probes: {}, timed: {} }])(
    "counts as nothing where it is %o",
    (value) => {
      expect(readSpeeds(value)).toEqual(NO_SPEEDS);
    },
  );

  test("loses only what is wrong in it", () => {
    const value = {
      probes: { wasm: PROBE, webgl: { flopsPerMs: 0, batchMs: 1, pictureMs: 1 }, cpu: null },
      timed: [
        past(240),
        past(Number.NaN),
        past(-1),
        { ...past(5), flops: "1" },
        { ...past(5), kind: "else" },
        { ...past(5), device: 3 },
        null,
      ],
    };
    expect(readSpeeds(value)).toEqual({ probes: { wasm: PROBE }, timed: [past(240)] });
  });
});
