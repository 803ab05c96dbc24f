import { describe, expect, it } from "vitest";
import { freePlace } from "@/editor/panels/free-place";
import { describeType, findNodes, firstSentence, search } from "@/editor/panels/search";
import { registry } from "@/registry";

const all = [...registry.values()];
const types = (words: string) => findNodes(all, words).map((definition) => definition.type);

describe("the library's search", () => {
  it("puts a match in the name first", () => {
    expect(types("res")[0]).toBe("resize");
    expect(types("vgg")[0]).toBe("vgg16");
  });

  it("finds nodes by their category and by the words of their docs", () => {
    expect(types("loss")).toContain("cross-entropy");
    expect(types("stochastic")).toContain("sgd");
  });

  it("needs every word", () => {
    expect(types("resize nonsenseword")).toEqual([]);
  });

  it("shows the docs' first sentence without Markdown", () => {
    expect(firstSentence("Draws **six** kinds\nof `steel`. More.")).toBe("Draws six kinds of steel.");
  });
});

describe("the place of a new node", () => {
  it("is the one wished for when it is free", () => {
    expect(freePlace([], [10, 20])).toEqual([10, 20]);
  });

  it("covers no other card", () => {
    const taken: (readonly [number, number])[] = [];
    for (let count = 0; count < 20; count++) {
      const [x, y] = freePlace(taken, [0, 0]);
      for (const [tx, ty] of taken) expect(Math.abs(tx - x) >= 240 || Math.abs(ty - y) >= 170).toBe(true);
      taken.push([x, y]);
    }
  });
});

describe("the palette's search", () => {
  const find = (words: string) => search(all, describeType, words);

  it("finds by the letters that begin words, and marks them", () => {
    const [first] = find("cm");
    expect(first?.item.type).toBe("confusion-matrix");
    expect(first?.marks).toEqual([0, 10]);
    expect(find("rr").map(({ item }) => item.type)).toContain("random-rotation");
  });

  it("forgives one wrong, missing, added or exchanged letter", () => {
    for (const words of ["reisze", "resise", "resze", "ressize"]) expect(types(words)[0]).toBe("resize");
    expect(types("trianer")[0]).toBe("trainer");
    expect(types("xq")).toEqual([]);
  });

  it("marks what was typed inside the name", () => {
    expect(find("size")[0]).toMatchObject({ item: { type: "resize" }, marks: [2, 3, 4, 5] });
  });
});

describe("of two that match", () => {
  it("the one that begins a word stands before the one that has it inside", () => {
    const titles = ["Remap", "A map", "Map"].map((title) => ({ title, names: "", doc: "" }));
    expect(search(titles, (item) => item, "map").map(({ item }) => item.title)).toEqual([
      "Map",
      "A map",
      "Remap",
    ]);
  });
});
