import { describe, expect, it } from "vitest";
import { appendLayers, type Grown, joinBranches, ownerOf } from "@/module/compose";
import { type Layer, MODULE_INPUT } from "@/module/layer";
import { moduleFacts, outputShape } from "@/module/module";

const linear = (name: string, inFeatures: number, outFeatures: number): Layer => ({
  name,
  type: "linear",
  settings: { inFeatures, outFeatures, bias: true },
});
const relu = (name: string): Layer => ({ name, type: "relu", settings: {} });
const start: Grown = { module: { in: [4], layers: [] }, origins: [] };
const names = ({ module }: Grown) => module.layers.map((layer) => layer.name);

describe("layers behind a network", () => {
  it("keep their names, and the node's id comes before all of them where another node has one of these", () => {
    const one = appendLayers(start, [linear("head.0", 4, 4), relu("head.1")], "first");
    expect(names(one)).toEqual(["head.0", "head.1"]);
    const two = appendLayers(one, [linear("head.0", 4, 2), relu("tail")], "second");
    expect(names(two)).toEqual(["head.0", "head.1", "second.head.0", "second.tail"]);
    expect(two.origins.map(ownerOf)).toEqual(["first", "first", "second", "second"]);
  });

  it("get a number too where even the id is taken", () => {
    const one = appendLayers(start, [linear("head.0", 4, 4), linear("neck", 4, 4)], "first");
    expect(names(appendLayers(one, [linear("head.0", 4, 2)], "neck")).at(-1)).toBe("neck2.head.0");
  });

  it("take what they are told to from the layers before, and their own by the names that they get", () => {
    const one = appendLayers(start, [linear("head.0", 4, 4)], "first");
    const own = [relu("head.1"), { name: "sum", type: "add", settings: {}, from: ["head.0", "head.1"] }];
    const two = appendLayers(one, own, "second");
    expect(two.module.layers.at(-1)?.from).toEqual(["head.0", "head.1"]);
    const three = appendLayers(
      two,
      [relu("sum"), { ...own[1], name: "more", from: ["head.0", "sum"] }] as Layer[],
      "third",
    );
    expect(three.module.layers.at(-1)).toMatchObject({ name: "third.more", from: ["head.0", "third.sum"] });
    expect(outputShape(two.module)).toEqual([4]);
  });
});

describe("branches that join", () => {
  const trunk = appendLayers(start, [linear("trunk", 4, 3)], "trunk");
  const left = appendLayers(trunk, [relu("left")], "left");
  const right = appendLayers(trunk, [linear("right", 3, 5)], "right");

  it("have what they share once, and each goes on from there", () => {
    const joined = joinBranches([left, right], [4]);
    expect(names(joined)).toEqual(["trunk", "left", "right"]);
    expect(joined.module.layers.map((layer) => layer.from)).toEqual([undefined, undefined, ["trunk"]]);
    expect(joined.ends).toEqual(["left", "right"]);
    expect(moduleFacts(joined.module).map((fact) => fact.output)).toEqual([[3], [3], [5]]);
  });

  it("begin at the network's input each, where they share nothing", () => {
    const other = appendLayers(start, [linear("other", 4, 2)], "other");
    const joined = joinBranches([left, other], [4]);
    expect(joined.module.layers.at(-1)?.from).toEqual([MODULE_INPUT]);
    expect(outputShape(joined.module)).toEqual([2]);
  });

  it("keep layers of two nodes apart that are called alike, and know one node's layers by whatever name", () => {
    const a = appendLayers(start, [linear("head.0", 4, 3)], "a");
    const b = appendLayers(start, [linear("head.0", 4, 3)], "b");
    const both = joinBranches([a, b], [4]);
    expect(names(both)).toEqual(["head.0", "b.head.0"]);
    const again = joinBranches([both, b], [4]);
    expect(names(again)).toEqual(["head.0", "b.head.0"]);
    expect(again.ends).toEqual(["b.head.0", "b.head.0"]);
  });

  it("may be the input itself", () => {
    const joined = joinBranches([trunk, start], [4]);
    expect(joined.ends).toEqual(["trunk", MODULE_INPUT]);
    expect(names(joined)).toEqual(["trunk"]);
  });
});
