import { expect, it } from "vitest";
import { outputShape } from "@/module/module";
import softmax from "../../nodes/layer/softmax";
import { build } from "./harness";

it("is one layer called by its node, and keeps every shape", () => {
  for (const dataShape of [[6, 4, 4], [6]]) {
    const module = build(softmax, {}, { dataShape, node: "mine" });
    expect(module.layers).toEqual([{ name: "mine", type: "softmax", settings: {} }]);
    expect(outputShape(module)).toEqual(dataShape);
  }
});

it("stands behind a network in torch too", () => {
  const context = { settings: { layerName: "" }, inputs: { module: "before" }, outputs: { module: "after" } };
  expect(softmax.torch(context).lines).toEqual(['after = Network([before], "after", nn.Softmax(dim=1))']);
  expect(softmax.torch({ ...context, inputs: {} }).lines).toEqual([
    'after = Network([], "after", nn.Softmax(dim=1))',
  ]);
});
