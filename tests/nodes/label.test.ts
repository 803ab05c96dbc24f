import { describe, expect, it } from "vitest";
import { labelFromFolder, labelFromName, makeLabeller } from "@/data/label";

describe("the class from a file's name", () => {
  it.each([
    ["neu/Cr_12.jpg", "Cr"],
    ["PS7.bmp", "PS"],
    ["rolled-in_scale_1.jpg", "rolled-in"],
    ["scratch-3.png", "scratch"],
    ["cat (4).jpg", "cat"],
    ["dog.jpg", "dog"],
    ["Größe_1.png", "Größe"],
  ])("of %s is %s", (path, label) => expect(labelFromName(path)).toBe(label));

  it.each(["12.jpg", "_x.jpg", ""])("of %j is none", (path) => expect(labelFromName(path)).toBeUndefined());
});

it("the class from the folder is the nearest one, and none at the top", () => {
  expect(labelFromFolder("set/cat/1.jpg")).toBe("cat");
  expect(labelFromFolder("1.jpg")).toBeUndefined();
});

describe("a pattern", () => {
  const by = (pattern: string) => makeLabeller({ kind: "pattern", pattern });

  it.each([
    ["{class}_*", "neu/Cr_1_2.jpg", "Cr"],
    ["{class}/*", "set/cat/1.jpg", "cat"],
    ["{class}/*/*", "set/cat/day/1.jpg", "cat"],
    ["*-{class}.png", "a-b-c.png", "b-c"],
    ["img_{class}_*.png", "img_cat_7.png", "cat"],
    ["{class}.png", "cat.png", "cat"],
    ["*_{class}x.png", "1_axx.png", "ax"],
    ["{class}__proto__*", "a__proto__.png", "a"],
  ])("%s reads %s as %s", (pattern, path, label) => expect(by(pattern)(path)).toBe(label));

  it.each([
    ["{class}_*", "_1.jpg"],
    ["{class}/*", "1.jpg"],
    ["img_{class}_*.png", "img_.png"],
    ["{class}.png", "cat.jpg"],
    ["{class}.png", ".png"],
    ["ab{class}ba", "aba"],
  ])("%s does not fit %s", (pattern, path) => expect(by(pattern)(path)).toBeUndefined());

  it("needs {class} once, with a character between it and a star", () => {
    expect(() => by("*.jpg")).toThrow("has no {class}");
    expect(() => by("{class}_{class}")).toThrow("has 2 times {class}");
    expect(() => by("{class}*")).toThrow("nothing says where the class ends");
  });

  it("from a stranger does not hang on a long path", () => {
    const labeller = by(`${"*a".repeat(90)}_{class}`);
    const start = performance.now();
    expect(labeller(`${"a".repeat(20000)}b`)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(500);
  });
});
