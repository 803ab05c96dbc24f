import { describe, expect, it } from "vitest";
import { initialState, type WeightFiles } from "@/engine/weights";
import { appendLayers, joinBranches } from "@/module/compose";
import type { Layer, WeightSource } from "@/module/layer";
import type { StateDict } from "@/module/state";

const FILE: WeightSource = { kind: "file", sha256: "0".repeat(64), name: "net.safetensors" };
const linear = (name: string): Layer => ({
  name,
  type: "linear",
  settings: { inFeatures: 2, outFeatures: 1, bias: false },
  weights: FILE,
});
const there: StateDict = new Map([
  ["a.weight", { shape: [1, 2], data: Float32Array.of(1, 2) }],
  ["b.weight", { shape: [1, 2], data: Float32Array.of(3, 4) }],
  ["c.weight", { shape: [1, 2], data: Float32Array.of(5, 6) }],
]);

/** The file, as far as it is asked for, and how often it is. */
function reading(): { files: WeightFiles; asked: string[][] } {
  const asked: string[][] = [];
  const given: WeightFiles["given"] = async (_sha256, _name, wanted) => {
    const names = [...there.keys()].filter(wanted);
    asked.push(names);
    return new Map(names.map((name) => [name, there.get(name) ?? { shape: [], data: new Float32Array() }]));
  };
  return { files: { given, shipped: () => Promise.reject(new Error("nothing is shipped")) }, asked };
}

describe("the first values of layers whose weights are in a file", () => {
  it("are found by the layers' names, in one reading of what is needed", async () => {
    const { files, asked } = reading();
    const state = await initialState({ in: [2], layers: [linear("b")] }, files);
    expect([...(state.get("b.weight")?.data ?? [])]).toEqual([3, 4]);
    expect(asked).toEqual([["b.weight"]]);
  });

  it("are found in a second branch too, where layers are called otherwise, in the same reading", async () => {
    const empty = { module: { in: [2], layers: [] }, origins: [] };
    const branches = ["one", "two"].map((node) => appendLayers(empty, [linear("a")], node));
    const { module } = joinBranches(branches, [2]);
    expect(module.layers.map(({ name }) => name)).toEqual(["a", "two.a"]);
    const { files, asked } = reading();
    const state = await initialState(module, files);
    expect([...(state.get("two.a.weight")?.data ?? [])]).toEqual([1, 2]);
    expect([...(state.get("a.weight")?.data ?? [])]).toEqual([1, 2]);
    expect(asked).toEqual([["a.weight"]]);
  });

  it("keep the file's name when they are called anew twice", () => {
    const empty = { module: { in: [2], layers: [] }, origins: [] };
    const first = appendLayers(empty, [linear("a")], "one");
    const second = appendLayers(first, [linear("a")], "two");
    const other = appendLayers(empty, [{ ...linear("two.a") }], "three");
    const { module } = joinBranches([other, second], [2]);
    const sources = module.layers.map(({ name, weights }) => [
      name,
      weights?.kind === "file" && weights.layer,
    ]);
    expect(sources.filter(([, layer]) => layer === "a")).toHaveLength(1);
  });
});
