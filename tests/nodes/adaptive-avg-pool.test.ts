import { expect, it } from "vitest";
import { outputShape } from "@/module/module";
import pool from "../../nodes/layer/adaptive-avg-pool";
import { build, refusal, settingsOf } from "./harness";

it("gives one size for every size", () => {
  for (const dataShape of [
    [8, 9, 12],
    [8, 3, 3],
    [8, "H", "W"],
  ]) {
    expect(outputShape(build(pool, { size: 7 }, { dataShape }))).toEqual([8, 7, 7]);
  }
  expect(build(pool, {}, { dataShape: [8, 9, 12], node: "mean" }).layers).toEqual([
    { name: "mean", type: "adaptiveAvgPool2d", settings: { size: 1 } },
  ]);
});

it("writes torch's layer", () => {
  const context = {
    settings: settingsOf(pool, { size: 7 }),
    inputs: { module: "a" },
    outputs: { module: "b" },
  };
  expect(pool.torch(context).lines).toEqual(['b = Network([a], "b", nn.AdaptiveAvgPool2d((7, 7)))']);
});

it("refuses a vector", async () => {
  const error = await refusal(() => build(pool, {}, { dataShape: [8] }));
  expect(error.message).toContain("Average pooling takes maps");
});
