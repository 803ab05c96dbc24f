import { describe, expect, it } from "vitest";
import {
  aimText,
  isWithin,
  leftOut,
  markdownSection,
  median,
  numberText,
  type Report,
  replaceSection,
  rowOf,
  textTable,
} from "../../scripts/bench/figures.mjs";

const measured = rowOf({
  part: "transfer",
  what: "sixty pictures",
  unit: "ms",
  ours: [900, 300, 310],
  other: [1000, 1000, 4000],
  aim: { most: 0.35 },
  against: "PyTorch",
});

describe("median", () => {
  it("is the middle value in any order, and of an even number the mean of the two in the middle", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 1, 2, 100])).toBe(6);
    expect(median([10, 9, 100])).toBe(10);
  });

  it("leaves the samples as they were taken, and is not made of nothing", () => {
    const samples = [3, 1, 2];
    median(samples);
    expect(samples).toEqual([3, 1, 2]);
    expect(() => median([])).toThrow("no values");
  });
});

describe("a row", () => {
  it("has the ratio of the medians, ours over the other's, and keeps every sample", () => {
    expect(measured).toMatchObject({ ours: 310, other: 1000, ratio: 0.31, reached: true });
    expect(measured.samples).toEqual({ ours: [900, 300, 310], other: [1000, 1000, 4000] });
  });

  it("is held against its aim by the ratio, or by our own figure where there is no other", () => {
    const row = { part: "plan", what: "1,000 nodes", unit: "ms" };
    expect(rowOf({ ...row, ours: [17], aim: { most: 16 } })).toMatchObject({ ratio: null, reached: false });
    expect(rowOf({ ...row, ours: [16], aim: { most: 16 } }).reached).toBe(true);
    expect(rowOf({ ...row, ours: [17], other: [17], aim: { most: 16 } }).reached).toBe(true);
    expect(rowOf({ ...row, ours: [17] }).reached).toBe(null);
  });

  it("may have an aim with two ends", () => {
    const aim = { least: 0.7, most: 1.5 };
    expect([0.69, 0.7, 1, 1.5, 1.51].map((value) => isWithin(value, aim))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(isWithin(Number.NaN, aim)).toBe(false);
  });
});

describe("text", () => {
  it("of numbers has three digits", () => {
    expect([0, 0.03124, 1.049, 12.34, 999, 12345.6].map(numberText)).toEqual([
      "0",
      "0.0312",
      "1.05",
      "12.3",
      "999",
      "12,346",
    ]);
    expect(numberText(4e-8)).toBe("4.0e-8");
    expect(numberText(null)).toBe("–");
  });

  it("of aims says which way", () => {
    expect(aimText({ most: 0.125 })).toBe("≤ 0.125");
    expect(aimText({ most: 16 }, "ms")).toBe("≤ 16 ms");
    expect(aimText({ least: 0.7, most: 1.5 })).toBe("0.7–1.5");
    expect(aimText({ least: 0, most: 0 }, "tensors")).toBe("0 tensors");
    expect(aimText(null)).toBe("–");
  });

  it("of a table has a line a row, its columns one below the other, and says reached, missed or why not", () => {
    const missed = rowOf({ part: "plan", what: "1,000 nodes", unit: "ms", ours: [17], aim: { most: 16 } });
    const lines = textTable([
      measured,
      missed,
      leftOut("decode", "a JPEG", "PyTorch is not installed here"),
    ]).split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(/310 ms +PyTorch: 1,000 ms +0\.31 +≤ 0\.35 +reached$/);
    expect(lines[2]).toMatch(/17 ms .* ≤ 16 ms +missed$/);
    expect(lines[3]).toMatch(/left out: PyTorch is not installed here$/);
    expect(new Set(lines.slice(0, 3).map((line) => line.search(/ what| sixty| 1,000 nodes/))).size).toBe(1);
  });
});

const report: Report = {
  date: "2026-11-25T12:00:00.000Z",
  machine: { cpu: "A | B", cores: 2, memory: "24 GiB" },
  browser: "Chromium 156",
  torch: "PyTorch 1.13",
  rows: [
    measured,
    rowOf({ part: "a", what: "b | c", unit: "ms", ours: [2], aim: { most: 1 } }),
    leftOut("d", "e", "f"),
  ],
};

describe("a document's section", () => {
  it("says when, on what, and how many aims were reached of those that were judged", () => {
    const text = markdownSection(report);
    expect(text).toContain(
      "Measured on 2026-11-25: A | B, 2 cores, 24 GiB of memory; Chromium 156; PyTorch 1.13.",
    );
    expect(text).toContain("1 of 2 aims reached.");
    expect(text).toContain("| a | b \\| c | 2 ms | – | – | ≤ 1 ms | missed |");
  });

  it("takes the place of what is between the markers, and of nothing else", () => {
    const before = "# Title\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nrest\n";
    const after = replaceSection(before, "new");
    expect(after).toBe("# Title\n<!-- bench:begin -->\nnew\n<!-- bench:end -->\nrest\n");
    expect(replaceSection(after, "new")).toBe(after);
  });

  it("is refused where the markers are missing, doubled or the wrong way round", () => {
    const [begin, end] = ["<!-- bench:begin -->", "<!-- bench:end -->"];
    for (const text of ["", begin, end, `${end}${begin}`, `${begin}${begin}${end}`, `${begin}${end}${end}`])
      expect(() => replaceSection(text, "new"), text).toThrow("each once");
  });
});
