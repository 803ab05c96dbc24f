import { describe, expect, it } from "vitest";
import { connectedComponents, countFound, overlaps } from "@/metrics/objects";

const maskOf = (...rows: readonly string[]) =>
  Uint8Array.from(rows.join(""), (character) => (character === "#" ? 1 : 0));

const corner = maskOf("##..", "..#.", "#..#");

describe("connected parts", () => {
  it("with 4 neighbours do not meet at a corner", () => {
    const { count, labels } = connectedComponents(corner, 3, 4, 4);
    expect(count).toBe(4);
    expect([...labels]).toEqual([1, 1, 0, 0, 0, 0, 2, 0, 3, 0, 0, 4]);
  });

  it("with 8 neighbours do", () => {
    const { count, labels } = connectedComponents(corner, 3, 4, 8);
    expect(count).toBe(2);
    expect([...labels]).toEqual([1, 1, 0, 0, 0, 0, 1, 0, 2, 0, 0, 1]);
  });

  it("of nothing are none, and do not go around the edge", () => {
    expect(connectedComponents(new Uint8Array(6), 2, 3, 8).count).toBe(0);
    expect(connectedComponents(maskOf("..#", "#.."), 2, 3, 4).count).toBe(2);
  });
});

describe("objects found", () => {
  const parts = (...rows: readonly string[]) => connectedComponents(maskOf(...rows), rows.length, 6, 8);

  it("are pairs with more IoU than asked, not as much", () => {
    const pairs = overlaps(parts("##....", "......", "....##"), parts("####..", "......", "....##"));
    expect(pairs.map(({ iou }) => iou)).toEqual([1, 0.5]);
    expect(countFound(pairs, 0.5)).toBe(1);
    expect(countFound(pairs, 0.49)).toBe(2);
  });

  it("take each object once, the largest overlap first", () => {
    const pairs = overlaps(parts("##.###"), parts("######"));
    expect(pairs.map(({ said, iou }) => [said, iou])).toEqual([
      [2, 3 / 6],
      [1, 2 / 6],
    ]);
    expect(countFound(pairs, 0)).toBe(1);
  });
});
