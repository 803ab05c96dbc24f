import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesFor, floatsFor, giveBack, unusedBytes } from "../../src/pixels/memory";

describe("memory that is used again", () => {
  it("is the memory that was given back, where the length is the same", () => {
    const first = bytesFor(1201);
    giveBack(first);
    expect(bytesFor(1200).buffer).not.toBe(first.buffer);
    expect(bytesFor(1201).buffer).toBe(first.buffer);
    expect(bytesFor(1201).buffer).not.toBe(first.buffer);
  });

  it("serves bytes and floats alike", () => {
    const floats = floatsFor(301);
    giveBack(floats);
    expect(bytesFor(1204).buffer).toBe(floats.buffer);
  });

  it("is never lent twice at once, in whatever order and however often it is given back", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 4 })), { maxLength: 60 }),
        (steps) => {
          const lent: Uint8Array[] = [];
          for (const [takes, number] of steps) {
            if (takes) {
              const taken = bytesFor(1000 * number);
              expect(lent.some(({ buffer }) => buffer === taken.buffer)).toBe(false);
              lent.push(taken);
              continue;
            }
            const [back] = lent.splice(number % Math.max(1, lent.length), 1);
            if (back) giveBack(back);
            if (back) giveBack(back);
          }
          for (const one of lent) giveBack(one);
        },
      ),
    );
  });

  it("takes nothing that came from elsewhere", () => {
    const before = unusedBytes();
    giveBack(new Uint8Array(5000));
    expect(unusedBytes()).toBe(before);
  });

  it("holds no more than 64 MB unused, however much comes back", () => {
    const many = Array.from({ length: 100 }, (_, index) => bytesFor(1e6 + index));
    for (const one of many) giveBack(one);
    expect(unusedBytes()).toBeLessThanOrEqual(64 * 1024 ** 2);
    expect(unusedBytes()).toBeGreaterThan(60 * 1024 ** 2);
  });
});
