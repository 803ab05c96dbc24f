import { expect, it } from "vitest";
import { outputShape } from "@/module/module";
import conv2d from "../../nodes/layer/conv2d";
import flatten from "../../nodes/layer/flatten";
import { build } from "./harness";

it("makes a vector of a map, and keeps a vector", () => {
  const input = build(conv2d, { filters: 16 }, { dataShape: [3, 7, 5] });
  expect(outputShape(build(flatten, {}, { input }))).toEqual([16 * 7 * 5]);
  expect(outputShape(build(flatten, {}, { dataShape: [12] }))).toEqual([12]);
});

it("gives a formula while the size is not known", () => {
  expect(outputShape(build(flatten, {}, { dataShape: [3, "H", "W"] }))).toEqual(["3·H·W"]);
});

it("is torch's", () => {
  const lines = flatten.torch({ settings: { layerName: "" }, inputs: {}, outputs: { module: "net" } }).lines;
  expect(lines).toEqual(['net = Network([], "net", nn.Flatten())']);
});
