import { expect, it } from "vitest";
import type { Module } from "@/module/module";
import featureMaps from "../../nodes/explain/feature-maps";
import { datasetOf, infer, moduleType, pictureType, refusal, run, tensorType } from "./harness";

const conv = (name: string, inChannels: number, outChannels: number) => ({
  name,
  type: "conv2d",
  settings: { inChannels, outChannels, kernelSize: 3, stride: 1, padding: 1, dilation: 1, bias: true },
});
const module: Module = {
  in: [3, 2, 2],
  layers: [
    conv("features.0", 3, 2),
    { name: "features.1", type: "relu", settings: {} },
    conv("features.2", 2, 2),
  ],
};
const image = { height: 2, width: 2, channels: 3, data: new Float32Array(12) };
const dataset = datasetOf([image, image], [0, 1]);
/** Two pictures, two channels, two by two: channel 1 of both is nowhere above 0. */
const output = {
  shape: [2, 2, 2, 2],
  data: Float32Array.of(1, 2, 3, 4, 0, 0, -1, 0, 5, 6, 7, 8, 0, -2, 0, 0),
};
const activations = async ({ layers }: { layers: readonly string[] }) =>
  new Map(layers.map((name) => [name, output]));
const inputs = { module: { kind: "Module", module } as const, dataset };

it("looks behind the n-th convolution, and keeps the whole output under the layer's name", async () => {
  const settings = { convolutions: [2], channels: 1, count: 2 };
  const { figure } = await run(featureMaps, inputs, settings, { compute: { activations } });
  expect([...(figure.arrays?.values ?? [])]).toEqual([["features.2", output]]);
  expect(figure.figure.kind === "maps" && figure.figure.rows).toHaveLength(2);
  expect(JSON.parse(figure.arrays?.about.pictures ?? "")).toEqual(["picture 0", "picture 1"]);
});

it("counts the mean, what is at or below 0, and the channels that are dead", async () => {
  const settings = { layers: "features.1", count: 2 };
  const { figure } = await run(featureMaps, inputs, settings, { compute: { activations } });
  expect(figure.data?.layers).toEqual({
    "features.1": { shape: [2, 2, 2], channels: [0, 1], mean: 33 / 16, zeros: 50, dead: 1 },
  });
});

it("shows the channels that are named", async () => {
  const settings = { convolutions: [1], channel: [1], names: "picture 0", range: "shared" } as const;
  const { figure } = await run(featureMaps, inputs, settings, { compute: { activations } });
  const row = figure.figure.kind === "maps" ? figure.figure.rows[0] : undefined;
  expect(row?.cells.map((cell) => cell.name)).toEqual(["picture 0", "picture 0: features.0 channel 1"]);
  // Viridis: −1 is its first colour, 0 its last.
  expect([...(row?.cells[1]?.rgba.slice(0, 3) ?? [])]).toEqual([253, 231, 36]);
  expect([...(row?.cells[1]?.rgba.slice(8, 11) ?? [])]).toEqual([68, 1, 84]);
});

it("refuses a channel that the layer has not", async () => {
  const settings = { convolutions: [1], channel: [2] };
  const error = await refusal(() => run(featureMaps, inputs, settings, { compute: { activations } }));
  expect(error.message).toBe("features.0 has 2 channels, counted from 0, so there is no channel 2.");
});

it("refuses layers that the network has not, before it runs", async () => {
  const types = { module: moduleType(module), dataset: tensorType() };
  const third = await refusal(() => infer(featureMaps, types, { convolutions: [3] }));
  expect(third.message).toContain("This network has 2 convolutions, so there is nothing after convolution 3");
  const named = await refusal(() => infer(featureMaps, types, { layers: "features.9" }));
  expect(named.message).toContain("no layer features.9. Its layers: features.0, features.1, features.2");
  const none = await refusal(() => infer(featureMaps, types, { convolutions: [] }));
  expect(none.message).toContain("No layer is chosen");
});

it("refuses pictures that are bytes still", async () => {
  const types = { module: moduleType(module), dataset: pictureType() };
  const error = await refusal(() => infer(featureMaps, types, { convolutions: [1] }));
  expect(error.message).toContain("Insert To tensor");
});
