import { expect, it } from "vitest";
import { outputShape } from "@/module/module";
import upsample from "../../nodes/layer/upsample";
import { build, refusal, settingsOf } from "./harness";

it("makes a map larger a whole number of times", () => {
  const module = build(upsample, { scale: 3 }, { dataShape: [8, 4, 5], node: "up" });
  expect(outputShape(module)).toEqual([8, 12, 15]);
  expect(module.layers).toEqual([
    { name: "up", type: "upsample", settings: { scale: 3, mode: "bilinear", alignCorners: true } },
  ]);
});

it("writes torch's layer, which knows corners only between lines", () => {
  const line = (settings: Parameters<typeof settingsOf<typeof upsample.settings>>[1]) =>
    upsample.torch({ settings: settingsOf(upsample, settings), inputs: {}, outputs: { module: "m" } })
      .lines[0];
  expect(line({})).toBe(
    'm = Network([], "m", nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True))',
  );
  expect(line({ alignCorners: false })).toContain("align_corners=False");
  expect(line({ mode: "nearest" })).toBe('m = Network([], "m", nn.Upsample(scale_factor=2, mode="nearest"))');
});

it("refuses a vector", async () => {
  expect((await refusal(() => build(upsample, {}, { dataShape: [8] }))).details.port).toBe("module");
});
