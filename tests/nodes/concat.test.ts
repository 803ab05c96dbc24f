import { describe, expect, it } from "vitest";
import concat from "../../nodes/layer/concat";
import conv2d from "../../nodes/layer/conv2d";
import flatten from "../../nodes/layer/flatten";
import { build, buildType, refusal } from "./harness";

const trunk = buildType(conv2d, { filters: 4 }, { dataShape: [3, 8, 8], node: "trunk" });
const behind = (filters: number, node: string, settings = {}) =>
  buildType(conv2d, { filters, ...settings }, { inputs: { module: trunk }, dataShape: [3, 8, 8], node });

it("joins the channels of a and b in this order, with what they share once", () => {
  const inputs = { a: trunk, b: behind(5, "more") };
  const made = buildType(concat, {}, { inputs, node: "both" });
  expect(made.out).toEqual([9, 8, 8]);
  expect(made.module.layers.map(({ name }) => name)).toEqual(["trunk", "more", "both"]);
  expect(made.module.layers.at(-1)).toMatchObject({ type: "concat", from: ["trunk", "more"] });
  const turned = build(concat, {}, { inputs: { a: inputs.b, b: inputs.a }, node: "both" });
  expect(turned.layers.at(-1)?.from).toEqual(["more", "trunk"]);
});

it("runs what branches share once in torch too", () => {
  const context = { settings: { layerName: "" }, inputs: { a: "skip", b: "up" }, outputs: { module: "net" } };
  const { lines, definitions } = concat.torch(context);
  expect(lines).toEqual(['net = Network([skip, up], "net", partial(torch.cat, dim=1))']);
  expect(definitions?.[0]).toContain("class Network(nn.Module):");
});

describe("it refuses", () => {
  it("maps of different height or width", async () => {
    const b = behind(4, "less", { padding: 0 });
    const error = await refusal(() => build(concat, {}, { inputs: { a: trunk, b } }));
    expect(error.details).toEqual({ port: "b", expected: "[D, 8, 8]", got: "[4, 6, 6]" });
  });

  it("a map with a vector", async () => {
    const b = buildType(flatten, {}, { inputs: { module: trunk }, node: "flat" });
    const error = await refusal(() => build(concat, {}, { inputs: { a: trunk, b } }));
    expect(error.details).toMatchObject({ port: "b", got: "[256]" });
  });

  it("branches that begin with different pictures", async () => {
    const b = buildType(conv2d, {}, { dataShape: [1, 8, 8], node: "other" });
    const error = await refusal(() => build(concat, {}, { inputs: { a: trunk, b } }));
    expect(error.message).toContain("begin with different pictures, [3, 8, 8] and [1, 8, 8]");
  });
});
