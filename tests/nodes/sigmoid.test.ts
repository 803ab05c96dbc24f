import { expect, it } from "vitest";
import { outputShape } from "@/module/module";
import sigmoid from "../../nodes/layer/sigmoid";
import { build } from "./harness";

it("is one layer called by its node, and keeps every shape", () => {
  for (const dataShape of [[1, 4, 4], [12]]) {
    const module = build(sigmoid, {}, { dataShape, node: "mine" });
    expect(module.layers).toEqual([{ name: "mine", type: "sigmoid", settings: {} }]);
    expect(outputShape(module)).toEqual(dataShape);
  }
});

it("stands behind a network in torch too", () => {
  const context = { settings: { layerName: "" }, inputs: { module: "before" }, outputs: { module: "after" } };
  expect(sigmoid.torch(context).lines).toEqual(['after = Network([before], "after", nn.Sigmoid())']);
  expect(sigmoid.torch({ ...context, inputs: {} }).lines).toEqual([
    'after = Network([], "after", nn.Sigmoid())',
  ]);
});
