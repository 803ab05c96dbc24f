import { describe, expect, it } from "vitest";
import { contentsOf } from "@/editor/share/contents";
import { emptyGraph } from "@/graph/document";

describe("what is told of a graph before it is opened", () => {
  it("lists every note of an honest graph, as it was written", () => {
    const notes = ["<b>one</b>", "two"].map((text) => ({ text, position: [0, 0] as [number, number] }));
    expect(contentsOf({ ...emptyGraph(), notes }).notes).toEqual(["<b>one</b>", "two"]);
  });

  it("ends after a hundred notes and says how many more there are, so that no file can slow the page down", () => {
    const notes = Array.from({ length: 200_000 }, () => ({
      text: "x",
      position: [0, 0] as [number, number],
    }));
    const told = contentsOf({ ...emptyGraph(), notes }).notes;
    expect(told).toHaveLength(101);
    expect(told.at(-1)).toBe("and 199,900 more");
  });
});
