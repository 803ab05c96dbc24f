import { expect, it } from "vitest";
import { moduleSummary, outputShape, splitFrozen } from "@/module/module";
import { stateSpecs } from "@/module/state";
import batchNorm from "../../nodes/layer/batch-norm";
import { build, refusal, settingsOf } from "./harness";

const MAP = { dataShape: [8, 4, 4], node: "norm" };

it("keeps the shape, and has torch's names in the state dict", () => {
  const module = build(batchNorm, {}, MAP);
  expect(outputShape(module)).toEqual([8, 4, 4]);
  expect(moduleSummary(module)).toMatchObject({ parameters: 16, trained: 16 });
  expect([...stateSpecs(module).keys()]).toEqual([
    "norm.weight",
    "norm.bias",
    "norm.running_mean",
    "norm.running_var",
    "norm.num_batches_tracked",
  ]);
});

it("frozen is worked out once per picture, as it does not look at the batch", () => {
  expect(splitFrozen(build(batchNorm, { frozen: true }, MAP)).prefix.layers).toHaveLength(1);
  expect(splitFrozen(build(batchNorm, {}, MAP)).prefix.layers).toHaveLength(0);
});

it("writes torch's layer", () => {
  const settings = settingsOf(batchNorm, { frozen: true });
  const { lines } = batchNorm.torch({ settings, inputs: { module: "a" }, outputs: { module: "b" } });
  expect(lines).toEqual([
    "layer = nn.LazyBatchNorm2d(eps=0.00001, momentum=0.1)",
    'b = Network([a], "b", frozen(layer))',
  ]);
});

it("refuses a vector, and channels that are not known", async () => {
  expect((await refusal(() => build(batchNorm, {}, { dataShape: [8] }))).message).toContain(
    "Batch norm takes maps",
  );
  expect((await refusal(() => build(batchNorm))).message).toContain("C is not known yet");
});
