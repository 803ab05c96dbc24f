import { expect, it } from "vitest";
import { outputShape } from "@/module/module";
import relu from "../../nodes/layer/relu";
import { build } from "./harness";

it("is one layer called by its node, and keeps every shape", () => {
  for (const dataShape of [[8, 4, 4], [12]]) {
    const module = build(relu, {}, { dataShape, node: "mine" });
    expect(module.layers).toEqual([{ name: "mine", type: "relu", settings: {} }]);
    expect(outputShape(module)).toEqual(dataShape);
  }
});

it("stands behind a network in torch too", () => {
  const context = { settings: { layerName: "" }, inputs: { module: "before" }, outputs: { module: "after" } };
  expect(relu.torch(context).lines).toEqual(['after = Network([before], "after", nn.ReLU())']);
  expect(relu.torch({ ...context, inputs: {} }).lines).toEqual(['after = Network([], "after", nn.ReLU())']);
});
