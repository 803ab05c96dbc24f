import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillUniform, permutation, philox4x32, randomStream } from "../src/random";

const words = (text: string) => text.split(" ").map((word) => Number.parseInt(word, 16));
const draw = (n: number, next: () => number) => Array.from({ length: n }, next);
const mean = (numbers: number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

describe("Philox4x32-10", () => {
  // From tests/kat_vectors of Random123: counter, key, words.
  it.each([
    ["00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    ["ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"],
    ["243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"],
  ])("gives the published answer for counter %s", (counter, key, expected) => {
    const out = new Uint32Array(4);
    philox4x32(out, 0, words(counter) as [number, number, number, number], words(key) as [number, number]);
    expect([...out]).toEqual(words(expected));
  });
});

describe("a random stream", () => {
  it("is a function of its four names and of nothing drawn elsewhere", () => {
    const first = randomStream(7, "shuffle", 2, 3);
    const numbers = draw(9, () => first.uint32());
    randomStream(7, "shuffle", 2, 4).uint32();
    const again = randomStream(7, "shuffle", 2, 3);
    expect(draw(9, () => again.uint32())).toEqual(numbers);
  });

  it("changes with each of seed, purpose, epoch and index", () => {
    const start = (...names: Parameters<typeof randomStream>) => randomStream(...names).uint32();
    const starts = [
      start(1, "a"),
      start(2, "a"),
      start(1 + 2 ** 32, "a"),
      start(-1, "a"),
      start(1, "b"),
      start(1, "a", 1),
      start(1, "a", 0, 1),
    ];
    expect(new Set(starts).size).toBe(starts.length);
  });

  it("refuses seeds, epochs and indices that are not whole numbers in range", () => {
    expect(() => randomStream(0.5, "a")).toThrow("A seed is a whole number, but 0.5 came.");
    expect(() => randomStream(1, "a", -1)).toThrow("epoch");
    expect(() => randomStream(1, "a", 0, 2 ** 32)).toThrow("index");
  });

  it("draws uniform numbers from [0, 1) with the right mean and variance", () => {
    const random = randomStream(1, "uniform");
    const numbers = draw(20000, () => random.uniform());
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(mean(numbers)).toBeCloseTo(0.5, 2);
    expect(mean(numbers.map((x) => (x - 0.5) ** 2))).toBeCloseTo(1 / 12, 2);
  });

  it("draws normal numbers with the right moments and tails", () => {
    const random = randomStream(1, "normal");
    const numbers = draw(40000, () => random.normal());
    expect(Math.abs(mean(numbers))).toBeLessThan(0.02);
    expect(mean(numbers.map((x) => x * x))).toBeCloseTo(1, 1);
    expect(Math.abs(mean(numbers.map((x) => x ** 3)))).toBeLessThan(0.06);
    expect(mean(numbers.map((x) => (Math.abs(x) > 1.959964 ? 1 : 0)))).toBeCloseTo(0.05, 2);
    expect(Math.max(...numbers)).toBeGreaterThan(3.3);
  });

  it("draws whole numbers below n, each about as often, and refuses n below 1", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 }), fc.integer(), (n, seed) => {
        const drawn = randomStream(seed, "int").int(n);
        return Number.isInteger(drawn) && drawn >= 0 && drawn < n;
      }),
    );
    const random = randomStream(1, "die");
    const counts = new Array(6).fill(0);
    for (let i = 0; i < 12000; i++) counts[random.int(6)]++;
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(160);
    expect(() => random.int(0)).toThrow("n = 0");
  });

  it("does not favour small numbers where n is just above half the words", () => {
    const random = randomStream(1, "large");
    const n = 3 * 2 ** 30;
    const low = draw(6000, () => random.int(n)).filter((x) => x < n / 3).length;
    // Without rejection the lowest third would take half of the draws.
    expect(Math.abs(low - 2000)).toBeLessThan(160);
  });
});

describe("fillUniform", () => {
  it("fills with float32 numbers in [low, high) whose mean is in the middle", () => {
    const out = new Float32Array(100001);
    fillUniform(out, -0.25, 0.75, 3, "fc.weight");
    expect(Math.min(...out.subarray(0, 50000))).toBeGreaterThanOrEqual(-0.25);
    expect(Math.max(...out.subarray(0, 50000))).toBeLessThan(0.75);
    expect(mean([...out])).toBeCloseTo(0.25, 2);
  });

  it("never reaches high by rounding", () => {
    const out = new Float32Array(300000);
    fillUniform(out, 2 ** 20, 2 ** 20 + 1, 3, "coarse");
    expect(out.every((x) => x < 2 ** 20 + 1)).toBe(true);
  });
});

describe("permutation", () => {
  it("holds every number once, in an order of its own each epoch", () => {
    const order = permutation(100, 5, "shuffle", 1);
    expect([...order].sort((a, b) => a - b)).toEqual(
      draw(
        100,
        (
          (i) => () =>
            i++
        )(0),
      ),
    );
    expect(permutation(100, 5, "shuffle", 1)).toEqual(order);
    expect(permutation(100, 5, "shuffle", 2)).not.toEqual(order);
  });

  it("makes all orders of three equally often", () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 6000; seed++) {
      const order = permutation(3, seed, "three").join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });
});
