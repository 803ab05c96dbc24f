import { describe, expect, it } from "vitest";
import { blocksOf, settingsInWords } from "@/editor/box/blocks";
import type { Layer } from "@/module/layer";
import { type Module, moduleFacts } from "@/module/module";
import vgg16 from "../../nodes/model/vgg16";
import { build } from "../nodes/harness";

const conv = (name: string, channels: number, from?: readonly string[]): Layer => ({
  name,
  type: "conv2d",
  settings: {
    inChannels: channels,
    outChannels: 4,
    kernelSize: 3,
    stride: 1,
    padding: 1,
    dilation: 1,
    bias: true,
  },
  ...(from ? { from } : {}),
});
const pool: Layer = {
  name: "pool",
  type: "maxPool2d",
  settings: { kernelSize: 2, stride: 2, padding: 0 },
};

describe("the layers of a box", () => {
  it("stand in VGG16's five blocks, each ended by its pooling", () => {
    const blocks = blocksOf(build(vgg16, {}, { dataShape: [3, 64, 64] }), () => true);
    expect(blocks.map(({ title, rows }) => [title, rows.length])).toEqual([
      ["features, block 1", 5],
      ["features, block 2", 5],
      ["features, block 3", 7],
      ["features, block 4", 7],
      ["features, block 5", 7],
      ["", 1],
      ["", 1],
      ["classifier", 5],
    ]);
    expect(blocks[0]?.rows.at(-1)?.facts.layer.type).toBe("maxPool2d");
  });

  it("know where their inputs come from, over other layers too", () => {
    const module: Module = {
      in: [4, 8, 8],
      layers: [conv("a", 4), conv("b", 4), { name: "sum", type: "add", settings: {}, from: ["a", "b"] }],
    };
    const rows = blocksOf(module, () => true).flatMap((block) => block.rows);
    expect(rows.map(({ sources }) => sources)).toEqual([[-1], [0], [0, 1]]);
  });

  it("are those of the node alone; what comes from before it comes into the box", () => {
    const module: Module = { in: [4, 8, 8], layers: [conv("a", 4), pool, conv("b", 4), conv("c", 4)] };
    const rows = blocksOf(module, (index) => index >= 2).flatMap((block) => block.rows);
    expect(rows.map(({ facts, sources }) => [facts.layer.name, ...sources])).toEqual([
      ["b", -1],
      ["c", 0],
    ]);
  });

  it("say their settings in few signs", () => {
    const facts = moduleFacts({ in: [3, 8, 8], layers: [conv("a", 3), pool] });
    expect(facts.map(settingsInWords)).toEqual(["3 × 3, 3 → 4", "2 × 2, stride 2"]);
  });
});
