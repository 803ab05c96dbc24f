import { describe, expect, it } from "vitest";
import { moduleFacts, moduleSummary, outputShape } from "@/module/module";
import { stateSpecs } from "@/module/state";
import uNet from "../../nodes/model/u-net";
import { build, refusal, settingsOf } from "./harness";

const PICTURES = { dataShape: [4, 256, 256] };

it("gives one logit for every pixel, of sizes that cannot be halved too", () => {
  expect(outputShape(build(uNet, { base: 4 }, PICTURES))).toEqual([1, 256, 256]);
  expect(outputShape(build(uNet, { base: 4 }, { dataShape: [1, 50, 117] }))).toEqual([1, 50, 117]);
  expect(outputShape(build(uNet, { base: 4, depth: 2 }, { dataShape: [1, "H", "W"] }))).toEqual([
    1,
    "H",
    "W",
  ]);
});

it("is Ronneberger's at base 64, with the reference's names", () => {
  const module = build(uNet, { base: 64 }, { dataShape: [3, 64, 64] });
  // Counted by torch for UNet(n_channels=3, n_classes=1) with transposed convolutions.
  expect(moduleSummary(module).parameters).toBe(31_037_633);
  const names = [...stateSpecs(module).keys()];
  expect(names).toContain("down4.maxpool_conv.1.double_conv.4.running_var");
  expect(names).toContain("up1.up.weight");
  expect(names.at(-1)).toBe("outc.conv.bias");
});

it("joins each level as skip, then what comes up", () => {
  const { layers } = build(uNet, { base: 4, depth: 2 }, PICTURES);
  expect(layers.filter(({ type }) => type === "concat").map(({ from }) => from)).toEqual([
    ["down1.maxpool_conv.1.double_conv.5", "up1.pad"],
    ["inc.double_conv.5", "up2.pad"],
  ]);
});

it("enlarges bilinearly with fewer channels, where asked", () => {
  const module = build(uNet, { base: 4, upsampling: "bilinear" }, { dataShape: [4, 64, 64] });
  // As the reference's UNet(n_channels=4, n_classes=1, base=4, bilinear=True) has.
  expect(moduleSummary(module).parameters).toBe(68_093);
  expect(module.layers.some(({ type }) => type === "convTranspose2d")).toBe(false);
});

it("has biases instead of batch norm, and dropout in its deepest level, where asked", () => {
  const { layers } = build(uNet, { base: 4, depth: 2, batchNorm: false, dropout: 0.3 }, PICTURES);
  const convolutions = layers.filter(({ type, name }) => type === "conv2d" && name !== "outc.conv");
  expect(convolutions.every(({ settings }) => settings.bias === true)).toBe(true);
  expect(layers.filter(({ type }) => type === "dropout").map(({ name }) => name)).toEqual([
    "down2.maxpool_conv.1.double_conv.4",
  ]);
  const facts = moduleFacts({ in: [4, 256, 256], layers });
  const deepest = facts.find(({ layer }) => layer.name === "up1.up")?.inputs[0];
  expect(deepest).toEqual([16, 64, 64]);
});

it("writes the same network in torch", () => {
  const settings = settingsOf(uNet, { base: 8 });
  const { lines, definitions } = uNet.torch({ settings, inputs: {}, outputs: { module: "net" } });
  expect(lines.slice(-4)).toEqual([
    "net = UNet(",
    "    1, base=8, depth=4, bilinear=False,",
    "    batch_norm=True, dropout=0,",
    ")",
  ]);
  expect(definitions?.[0]).toContain("class UNet(nn.Module):");
});

describe("it refuses", () => {
  it("pictures that cannot be halved so often, and offers less depth", async () => {
    const error = await refusal(() => build(uNet, {}, { dataShape: [3, 12, 64] }));
    expect(error.message).toContain("halves the picture 4 times and needs at least 16 px");
    expect(error.fix?.("unet").edit).toMatchObject({ setting: "depth", value: 3 });
    expect(outputShape(build(uNet, { depth: 3 }, { dataShape: [3, 12, 64] }))).toEqual([1, 12, 64]);
  });

  it("vectors, and channels that are not known", async () => {
    expect((await refusal(() => build(uNet, {}, { dataShape: [512] }))).details.got).toBe("[512]");
    expect((await refusal(() => build(uNet))).message).toContain("C is not known yet");
  });
});
