import { describe, expect, it } from "vitest";
import { moduleSummary, outputShape } from "@/module/module";
import convTranspose2d from "../../nodes/layer/conv-transpose2d";
import { build, refusal, settingsOf } from "./harness";

const MAP = { dataShape: [64, 9, 12] };

it("doubles rows and columns by default", () => {
  const module = build(convTranspose2d, { filters: 32 }, { ...MAP, node: "up" });
  expect(outputShape(module)).toEqual([32, 18, 24]);
  expect(moduleSummary(module).parameters).toBe(64 * 32 * 4 + 32);
  expect(module.layers[0]).toMatchObject({ name: "up", type: "convTranspose2d" });
});

it("follows torch's formula", () => {
  const settings = { kernelSize: 5, stride: 3, padding: 1, outputPadding: 2 };
  expect(outputShape(build(convTranspose2d, settings, MAP))).toEqual([16, 29, 38]);
});

it("writes torch's layer", () => {
  const settings = settingsOf(convTranspose2d, { outputPadding: 1, bias: false });
  const { lines } = convTranspose2d.torch({ settings, inputs: {}, outputs: { module: "up" } });
  expect(lines).toEqual([
    'up = Network([], "up", nn.LazyConvTranspose2d(16, kernel_size=2, stride=2, output_padding=1, bias=False))',
  ]);
});

describe("it refuses", () => {
  it("a vector", async () => {
    const error = await refusal(() => build(convTranspose2d, {}, { dataShape: [512] }));
    expect(error.details.port).toBe("module");
  });

  it("output padding that is not less than the stride, and offers what is", async () => {
    const error = await refusal(() => build(convTranspose2d, { outputPadding: 2 }, MAP));
    expect(error.details).toEqual({ setting: "outputPadding", expected: "at most 1", got: "2" });
    expect(error.fix?.("up").edit).toMatchObject({ setting: "outputPadding", value: 1 });
  });

  it("padding that leaves nothing", async () => {
    const error = await refusal(() => build(convTranspose2d, { padding: 20 }, MAP));
    expect(error.message).toContain("Nothing is left of 9 × 12 px");
  });
});
