import { describe, expect, it } from "vitest";
import { BEATS, Heartbeat, PULSE } from "@/engine/heartbeat";

function patient(patience = 1, shared = true) {
  let now = 0;
  const memory = shared ? new SharedArrayBuffer(BEATS.bytes) : undefined;
  const beats = memory && new Int32Array(memory);
  const heart = new Heartbeat(memory, patience, () => now);
  heart.heard();
  /** Asks once a second until it is given up, at most so many seconds. */
  const silentFor = (most: number, eachSecond: (second: number) => void = () => undefined) => {
    for (let second = 1; second <= most; second++) {
      now += PULSE;
      eachSecond(second);
      if (!heart.isAlive()) return second;
    }
    return undefined;
  };
  const sleep = (ms: number) => {
    now += ms;
  };
  return { heart, beats, silentFor, sleep };
}

describe("the heartbeat", () => {
  it("gives a worker up that neither answers nor computes for ten seconds", () => {
    expect(patient().silentFor(60)).toBe(10);
    expect(patient(2).silentFor(60)).toBe(20);
  });

  it("does not while answers come, or kernels begin, or nothing is awaited", () => {
    const answering = patient();
    expect(answering.silentFor(60, (second) => second % 9 === 0 && answering.heart.heard())).toBeUndefined();
    const computing = patient();
    const compute = (second: number) =>
      second % 9 === 0 && Atomics.add(computing.beats as Int32Array, BEATS.count, 1);
    expect(computing.silentFor(60, compute)).toBeUndefined();
    const resting = patient();
    resting.silentFor(9);
    resting.heart.rest();
    expect(resting.silentFor(9)).toBeUndefined();
  });

  it("leaves one kernel two minutes, and all of them where it cannot see", () => {
    const { beats, silentFor } = patient();
    Atomics.store(beats as Int32Array, BEATS.inside, 1);
    expect(silentFor(300)).toBe(120);
    expect(patient(1, false).silentFor(300)).toBe(120);
  });

  it("leaves a worker that is not loaded a minute", () => {
    let now = 0;
    const heart = new Heartbeat(new SharedArrayBuffer(BEATS.bytes), 1, () => now);
    for (now = PULSE; now < 60 * PULSE; now += PULSE) expect(heart.isAlive()).toBe(true);
    expect(heart.isAlive()).toBe(false);
  });

  it("holds nothing against it where the page was asleep", () => {
    const { silentFor, sleep, heart } = patient();
    silentFor(5);
    sleep(3_600_000);
    expect(heart.isAlive()).toBe(true);
    expect(silentFor(60)).toBe(10);
  });
});
