import { expect, it } from "vitest";
import { outputShape, splitFrozen } from "@/module/module";
import conv2d from "../../nodes/layer/conv2d";
import dropout from "../../nodes/layer/dropout";
import { build, settingsOf } from "./harness";

it("keeps every shape", () => {
  for (const dataShape of [[8, 4, 4], [12]]) {
    expect(outputShape(build(dropout, { p: 0.2 }, { dataShape }))).toEqual(dataShape);
  }
  expect(build(dropout, { p: 0.2 }, { dataShape: [12], node: "some" }).layers).toEqual([
    { name: "some", type: "dropout", settings: { p: 0.2 } },
  ]);
});

it("ends what can be worked out once, since it draws anew", () => {
  const input = build(conv2d, { frozen: true }, { dataShape: [3, 8, 8] });
  const { prefix } = splitFrozen(build(dropout, {}, { input }));
  expect(prefix.layers.map(({ type }) => type)).toEqual(["conv2d"]);
});

it("writes torch's layer", () => {
  const context = { settings: settingsOf(dropout, { p: 0.25 }), inputs: {}, outputs: { module: "m" } };
  expect(dropout.torch(context).lines).toEqual(['m = Network([], "m", nn.Dropout(p=0.25))']);
});
