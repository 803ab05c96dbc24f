import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Layer } from "@/module/layer";
import { layerTypes } from "@/module/layers";
import { type Module, moduleFacts, moduleSummary, outputShape, splitFrozen } from "@/module/module";
import { inverseAxes, permute } from "@/module/permute";
import { windowDim } from "@/module/shape";
import { pickState, stateSpecs } from "@/module/state";

const conv = (name: string, inChannels: number, outChannels: number, frozen = false): Layer => ({
  name,
  type: "conv2d",
  settings: { inChannels, outChannels, kernelSize: 3, stride: 1, padding: 1, dilation: 1, bias: true },
  frozen,
});
const linear = (name: string, inFeatures: number, outFeatures: number): Layer => ({
  name,
  type: "linear",
  settings: { inFeatures, outFeatures, bias: true },
});
const plain = (name: string, type: string, settings = {}): Layer => ({ name, type, settings });
const pool = (name: string) => plain(name, "maxPool2d", { kernelSize: 2, stride: 2, padding: 0 });

const net: Module = {
  in: [3, 8, 8],
  layers: [
    conv("features.0", 3, 4, true),
    plain("features.1", "relu"),
    pool("features.2"),
    plain("flatten", "flatten"),
    linear("head.0", 64, 6),
  ],
};

describe("a module", () => {
  it("tells the shape behind every layer", () => {
    expect(moduleFacts(net).map((fact) => fact.output)).toEqual([[4, 8, 8], [4, 8, 8], [4, 4, 4], [64], [6]]);
  });

  it("counts parameters and operations as torch's layers have them", () => {
    expect(moduleSummary(net).parameters).toBe(3 * 4 * 9 + 4 + 64 * 6 + 6);
    expect(moduleSummary(net).trained).toBe(64 * 6 + 6);
    expect(moduleFacts(net)[0]?.flops).toBe(4 * 8 * 8 * (2 * 27 + 1));
  });

  it("carries symbols through until the size is known", () => {
    const open = { ...net, in: [3, "H", "W"], layers: net.layers.slice(0, 3) };
    expect(outputShape(open)).toEqual([4, "H/2", "W/2"]);
    expect(moduleSummary(open).flops).toBeUndefined();
  });

  it("refuses a shape that a layer cannot take, saying what was expected and what came", () => {
    expect(() => outputShape({ in: [1, 8, 8], layers: net.layers })).toThrow(/3 channels and got 1/);
    expect(() => outputShape({ in: [4, 4], layers: [linear("a", 16, 2)] })).toThrow(/takes a vector/);
    expect(() => outputShape({ in: [3, 1, 1], layers: [pool("p")] })).toThrow(/does not fit into 1 × 1 px/);
  });

  it("splits where nothing changes from epoch to epoch any more", () => {
    const { prefix, rest } = splitFrozen(net);
    expect(prefix.layers.map((layer) => layer.name)).toEqual([
      "features.0",
      "features.1",
      "features.2",
      "flatten",
    ]);
    expect(rest.in).toEqual([64]);
    expect(rest.layers.map((layer) => layer.name)).toEqual(["head.0"]);
  });

  it("keeps an unfrozen dropout out of the part that is run once", () => {
    const layers = [
      conv("features.0", 3, 4, true),
      plain("head.0", "dropout", { p: 0.5 }),
      plain("flatten", "flatten"),
    ];
    expect(splitFrozen({ in: [3, 8, 8], layers }).prefix.layers).toHaveLength(1);
  });

  it("has nothing to keep when its first parameters are trained", () => {
    expect(splitFrozen({ in: [64], layers: [linear("head.0", 64, 6)] }).prefix.layers).toEqual([]);
  });

  it("is not cut between a layer and a later one that takes it from further back", () => {
    const layers = [
      conv("a.0", 3, 3, true),
      conv("b.0", 3, 3, true),
      { ...conv("c.0", 3, 3), from: ["a.0"] },
    ];
    expect(splitFrozen({ in: [3, 8, 8], layers }).prefix.layers.map((layer) => layer.name)).toEqual(["a.0"]);
  });
});

it("finds its kinds of layer by their files", () => {
  expect(layerTypes()).toEqual(
    expect.arrayContaining([
      "adaptiveAvgPool2d",
      "conv2d",
      "dropout",
      "flatten",
      "linear",
      "maxPool2d",
      "relu",
      "softmax",
    ]),
  );
});

it("window sizes follow torch's formula", () => {
  expect(windowDim(224, 3, 1, 1)).toBe(224);
  expect(windowDim(7, 2, 2, 0)).toBe(3);
  expect(windowDim(32, 3, 2, 1, 2)).toBe(15);
  expect(windowDim("H/2", 2, 2, 0)).toBe("H/4");
});

it("a permutation and its inverse give the array back", () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(shapes, fc.infiniteStream(fc.nat(1000)), (shape, stream) => {
      const axes = shape.map((_, axis) => axis).sort(() => ((stream.next().value ?? 0) % 2 ? 1 : -1));
      const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, index) => index);
      const array = { shape, data };
      const there = permute(array, axes);
      const back = permute(there, inverseAxes(axes));
      expect(back.shape).toEqual(shape);
      expect([...back.data]).toEqual([...data]);
    }),
  );
});

describe("a state dict", () => {
  const zeros = new Map(
    [...stateSpecs(net)].map(([name, spec]) => [
      name,
      { shape: spec.shape, data: new Float32Array(spec.shape.reduce((a, b) => a * b, 1)) },
    ]),
  );

  it("has torch's names and layouts", () => {
    expect([...zeros].map(([name, { shape }]) => [name, shape])).toEqual([
      ["features.0.weight", [4, 3, 3, 3]],
      ["features.0.bias", [4]],
      ["head.0.weight", [6, 64]],
      ["head.0.bias", [6]],
    ]);
  });

  it("from a file that does not fit is refused with every array that is wrong", () => {
    const wrong = new Map(zeros);
    wrong.delete("features.0.bias");
    wrong.set("head.0.weight", { shape: [5, 64], data: new Float32Array(320) });
    expect(() => pickState(net, wrong, "vgg.safetensors")).toThrow(
      /vgg\.safetensors does not fit.*features\.0\.bias is missing; head\.0\.weight is \[5, 64\], the network has \[6, 64\]/,
    );
  });
});
