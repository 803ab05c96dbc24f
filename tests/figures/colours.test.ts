import { describe, expect, it } from "vitest";
import { inkOn, relativeLuminance, sequentialRgb } from "@/figures/colours";
import { rangeOf, ticks, tickText } from "@/figures/ticks";

const shares = Array.from({ length: 101 }, (_, i) => i / 100);

describe("the colours of shares", () => {
  it("grow darker with the share on white, lighter on black, all the way", () => {
    const light = shares.map((share) => relativeLuminance(sequentialRgb(share)));
    for (let i = 1; i < light.length; i++) expect(light[i]).toBeLessThan(light[i - 1] ?? 0);
    const dark = shares.map((share) => relativeLuminance(sequentialRgb(share, "black")));
    for (let i = 1; i < dark.length; i++) expect(dark[i]).toBeGreaterThan(dark[i - 1] ?? 1);
  });

  it("carry text that can be read on every one of them (WCAG AA, 4.5 : 1)", () => {
    for (const [share, page] of shares.flatMap((s) => [[s, "white"] as const, [s, "black"] as const])) {
      const back = relativeLuminance(sequentialRgb(share, page));
      const hex = inkOn(share, page).slice(1);
      const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
      const ink = relativeLuminance({ r, g, b });
      const contrast = (Math.max(back, ink) + 0.05) / (Math.min(back, ink) + 0.05);
      expect(contrast, `at ${share} on ${page}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe("ticks", () => {
  it("are round and within the range", () => {
    expect(ticks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks(1, 5, 6)).toEqual([1, 2, 3, 4, 5]);
    expect(ticks(3, 3)).toEqual([3]);
  });

  it("ask for a range that holds every finite value", () => {
    expect(rangeOf([0.9, 1.0, null, Number.POSITIVE_INFINITY])[1]).toBeGreaterThan(1);
    expect(rangeOf([])).toEqual([0, 1]);
    expect(rangeOf([2, 2])).toEqual([0, 2.2]);
  });

  it("are written short", () => {
    expect(tickText(0.30000000000000004)).toBe("0.3");
    expect(tickText(1e-4)).toBe("1e-4");
  });
});
