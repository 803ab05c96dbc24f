import { describe, expect, it } from "vitest";
import { moduleSummary, outputShape } from "@/module/module";
import conv2d from "../../nodes/layer/conv2d";
import { build, refusal, settingsOf } from "./harness";

const PICTURES = { dataShape: [3, 32, 20] };

it("finds its channels by itself and keeps the size by default", () => {
  const module = build(conv2d, { filters: 8 }, { ...PICTURES, node: "edges" });
  expect(outputShape(module)).toEqual([8, 32, 20]);
  expect(moduleSummary(module).parameters).toBe(8 * 3 * 9 + 8);
  expect(module.layers[0]).toMatchObject({
    name: "edges",
    type: "conv2d",
    weights: { kind: "random", seed: 0 },
  });
});

it("follows torch's formula for stride, padding and dilation", () => {
  const settings = { kernelSize: 5, stride: 2, padding: 1, dilation: 2 };
  expect(outputShape(build(conv2d, settings, PICTURES))).toEqual([16, 13, 7]);
  expect(outputShape(build(conv2d, {}, { dataShape: [3, "H", "W"] }))).toEqual([16, "H", "W"]);
});

it("frozen learns nothing", () => {
  expect(moduleSummary(build(conv2d, { frozen: true }, PICTURES)).trained).toBe(0);
});

it("writes torch's layer, and only what differs from torch's defaults", () => {
  const lines = (settings: Parameters<typeof settingsOf<typeof conv2d.settings>>[1]) =>
    conv2d.torch({
      settings: settingsOf(conv2d, settings),
      inputs: { module: "a" },
      outputs: { module: "b" },
    });
  expect(lines({}).lines).toEqual(['b = Network([a], "b", nn.LazyConv2d(16, kernel_size=3, padding=1))']);
  expect(lines({ padding: 0, stride: 2, dilation: 3, bias: false }).lines[0]).toContain(
    "nn.LazyConv2d(16, kernel_size=3, stride=2, dilation=3, bias=False)",
  );
  expect(lines({ frozen: true }).lines.at(-1)).toContain("frozen(layer)");
  expect(lines({ frozen: true }).definitions?.[1]).toContain("def frozen(layer):");
});

describe("it refuses", () => {
  it("a vector", async () => {
    const error = await refusal(() => build(conv2d, {}, { dataShape: [512] }));
    expect(error.details).toEqual({ port: "module", expected: "[channels, rows, columns]", got: "[512]" });
  });

  it("a map smaller than the filter, and offers enough padding", async () => {
    const settings = { kernelSize: 9, padding: 0 };
    const error = await refusal(() => build(conv2d, settings, { dataShape: [3, 32, 4] }));
    expect(error.message).toContain("reaches over 9 px does not fit into a map of 32 × 4 px");
    expect(error.fix?.("conv").edit).toMatchObject({ setting: "padding", value: 3 });
    expect(outputShape(build(conv2d, { ...settings, padding: 3 }, { dataShape: [3, 32, 4] }))).toEqual([
      16, 30, 2,
    ]);
  });

  it("channels that are not known, without blaming the edge", async () => {
    const error = await refusal(() => build(conv2d));
    expect(error.message).toContain("how many channels it gets, and C is not known yet");
    expect(error.details.port).toBeUndefined();
  });
});
