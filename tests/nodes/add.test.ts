import { describe, expect, it } from "vitest";
import add from "../../nodes/layer/add";
import conv2d from "../../nodes/layer/conv2d";
import { build, buildType, refusal } from "./harness";

const trunk = buildType(conv2d, { filters: 4 }, { dataShape: [3, 8, 8], node: "trunk" });
const behind = (filters: number, node: string, settings = {}) =>
  buildType(conv2d, { filters, ...settings }, { inputs: { module: trunk }, dataShape: [3, 8, 8], node });

it("adds a and b of one shape, with what they share once", () => {
  const made = buildType(add, {}, { inputs: { a: trunk, b: behind(4, "change") }, node: "sum" });
  expect(made.out).toEqual([4, 8, 8]);
  expect(made.module.layers.map(({ name, from }) => [name, from])).toEqual([
    ["trunk", undefined],
    ["change", undefined],
    ["sum", ["trunk", "change"]],
  ]);
});

it("is a sum in torch", () => {
  const context = { settings: { layerName: "" }, inputs: { a: "x", b: "y" }, outputs: { module: "net" } };
  expect(add.torch(context).lines).toEqual(['net = Network([x, y], "net", sum)']);
});

describe("it refuses", () => {
  it("another number of channels, and offers a 1 × 1 convolution", async () => {
    const error = await refusal(() => build(add, {}, { inputs: { a: trunk, b: behind(7, "wide") } }));
    expect(error.details).toEqual({
      port: "b",
      expected: "[4, 8, 8]",
      got: "[7, 8, 8]",
      insert: { type: "conv2d", settings: { filters: 4, kernelSize: 1, padding: 0 } },
    });
  });

  it("another size, which no 1 × 1 convolution mends", async () => {
    const b = behind(4, "small", { stride: 2 });
    const error = await refusal(() => build(add, {}, { inputs: { a: trunk, b } }));
    expect(error.details.insert).toBeUndefined();
    expect(error.message).toContain("a gives [4, 8, 8] and b gives [4, 4, 4].");
  });
});
