import { describe, expect, it } from "vitest";
import { outputShape } from "@/module/module";
import maxPool from "../../nodes/layer/max-pool";
import { build, refusal, settingsOf } from "./harness";

it("halves, and drops an odd last row or column", () => {
  const module = build(maxPool, {}, { dataShape: [8, 9, 12], node: "half" });
  expect(module.layers[0]).toMatchObject({ name: "half", type: "maxPool2d" });
  expect(outputShape(module)).toEqual([8, 4, 6]);
  expect(outputShape(build(maxPool, {}, { dataShape: [8, "H", "W"] }))).toEqual([8, "H/2", "W/2"]);
});

it("may overlap", () => {
  const settings = { kernelSize: 3, stride: 1, padding: 1 };
  expect(outputShape(build(maxPool, settings, { dataShape: [8, 9, 12] }))).toEqual([8, 9, 12]);
  const context = { settings: settingsOf(maxPool, settings), inputs: {}, outputs: { module: "m" } };
  expect(maxPool.torch(context).lines).toEqual([
    'm = Network([], "m", nn.MaxPool2d(kernel_size=3, stride=1, padding=1))',
  ]);
});

describe("it refuses", () => {
  it("a vector", async () => {
    expect((await refusal(() => build(maxPool, {}, { dataShape: [8] }))).details.got).toBe("[8]");
  });

  it("padding of more than half a window, as torch does, and offers half", async () => {
    const error = await refusal(() => build(maxPool, { padding: 2 }, { dataShape: [8, 9, 9] }));
    expect(error.details).toEqual({ setting: "padding", expected: "at most 1", got: "2" });
    expect(error.fix?.("p").edit).toMatchObject({ setting: "padding", value: 1 });
  });

  it("a map smaller than the window", async () => {
    const error = await refusal(() => build(maxPool, {}, { dataShape: [8, 1, 9] }));
    expect(error.message).toContain("does not fit into 1 × 9 px");
  });
});
