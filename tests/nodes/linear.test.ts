import { describe, expect, it } from "vitest";
import { moduleSummary, outputShape } from "@/module/module";
import linear from "../../nodes/layer/linear";
import { build, refusal, SIX, settingsOf } from "./harness";

it("gives one logit a class of the data, or as many as it is told to", () => {
  expect(outputShape(build(linear, {}, { dataShape: [512], classes: SIX }))).toEqual([6]);
  const module = build(linear, { outputs: 10 }, { dataShape: [512], node: "fc" });
  expect(outputShape(module)).toEqual([10]);
  expect(moduleSummary(module).parameters).toBe(5130);
  expect(module.layers[0]).toMatchObject({ name: "fc", weights: { kind: "random", seed: 0 } });
});

it("writes torch's layer", () => {
  const lines = (settings: Parameters<typeof settingsOf<typeof linear.settings>>[1]) =>
    linear.torch({
      settings: settingsOf(linear, settings),
      inputs: { module: "a" },
      outputs: { module: "b" },
    });
  expect(lines({}).lines).toEqual(['b = Network([a], "b", nn.LazyLinear(len(classes)))']);
  expect(lines({ outputs: 3, bias: false }).lines).toEqual([
    'b = Network([a], "b", nn.LazyLinear(3, bias=False))',
  ]);
});

describe("it refuses", () => {
  it("a map, and offers to flatten it", async () => {
    const error = await refusal(() => build(linear, { outputs: 2 }, { dataShape: [16, 7, 7] }));
    expect(error.message).toContain("gives [16, 7, 7]. Insert Flatten");
    expect(error.details.insert).toEqual({ type: "flatten" });
  });

  it("classes that are not known", async () => {
    const error = await refusal(() => build(linear, {}, { dataShape: [512] }));
    expect(error.details.setting).toBe("outputs");
  });

  it("a length that is not known, without blaming the edge", async () => {
    const error = await refusal(() => build(linear, { outputs: 2 }, { dataShape: ["3·H·W"] }));
    expect(error.message).toContain("3·H·W is not known yet");
    expect(error.details.port).toBeUndefined();
  });
});
