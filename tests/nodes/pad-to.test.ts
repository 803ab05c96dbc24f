import { describe, expect, it } from "vitest";
import conv2d from "../../nodes/layer/conv2d";
import flatten from "../../nodes/layer/flatten";
import maxPool from "../../nodes/layer/max-pool";
import padTo from "../../nodes/layer/pad-to";
import upsample from "../../nodes/layer/upsample";
import { buildType, refusal, settingsOf } from "./harness";

const PICTURES = { dataShape: [3, 25, 13] };
const skip = buildType(conv2d, { filters: 4 }, { ...PICTURES, node: "skip" });
const small = buildType(maxPool, {}, { inputs: { module: skip }, ...PICTURES, node: "small" });
const up = buildType(upsample, {}, { inputs: { module: small }, ...PICTURES, node: "up" });

it("is as high and wide as the second map, with the first one's channels", () => {
  expect(up.out).toEqual([4, 24, 12]);
  const made = buildType(padTo, {}, { inputs: { a: up, b: skip }, ...PICTURES, node: "fits" });
  expect(made.out).toEqual([4, 25, 13]);
  expect(made.module.layers.at(-1)).toMatchObject({ name: "fits", type: "padTo", from: ["up", "skip"] });
});

it("writes torch's pad with what is missing", () => {
  const context = { settings: settingsOf(padTo), inputs: { a: "up", b: "skip" }, outputs: { module: "net" } };
  const { lines, definitions } = padTo.torch(context);
  expect(lines).toEqual(['net = Network([up, skip], "net", pad_to)']);
  expect(definitions?.at(-1)).toContain("F.pad(x, (right // 2, right - right // 2, down // 2");
});

describe("it refuses", () => {
  it("a map that is larger than the other", async () => {
    const error = await refusal(() => buildType(padTo, {}, { inputs: { a: skip, b: up }, ...PICTURES }));
    expect(error.details).toMatchObject({ port: "a", expected: "[4, 24, 12]", got: "[4, 25, 13]" });
  });

  it("a vector", async () => {
    const flat = buildType(flatten, {}, { inputs: { module: skip }, ...PICTURES, node: "flat" });
    const error = await refusal(() => buildType(padTo, {}, { inputs: { a: up, b: flat }, ...PICTURES }));
    expect(error.details.port).toBe("b");
  });
});
