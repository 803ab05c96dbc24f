import { describe, expect, it } from "vitest";
import { cutCells } from "@/data/segmentation-figure";
import segmentationOverlay from "../../nodes/explain/segmentation-overlay";
import { infer, refusal, run, tensorType } from "./harness";
import { maskedDataset, maskedType, segmenter, segmenterType } from "./masked";

const dataset = maskedDataset(2, 3, [
  [1, 1, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0],
  [1, 1, 1, 1, 1, 1],
  [0, 0, 1, 0, 0, 1],
]);
const model = {
  kind: "TrainedModel",
  module: segmenter(2, 3),
  classes: ["nucleus"],
  state: new Map(),
} as const;
/** Of each picture the logits: the first pixel is said, and the third with a probability of 0.73. */
const forward = async ({ dataset: { names } }: { dataset: typeof dataset }) => ({
  output: Float32Array.from(names.flatMap(() => [9, -9, 1, -9, -9, -9])),
  width: 6,
  loss: undefined,
});
const show = async (settings: object) =>
  (await run(segmentationOverlay, { model, dataset }, settings, { compute: { forward } })).figure;

/** The colours of one cell's pixels. */
async function cell(settings: object, row: number, column: number) {
  const { figure } = await show(settings);
  const rgba = figure.kind === "maps" ? figure.rows[row]?.cells[column]?.rgba : undefined;
  return Array.from({ length: 6 }, (_, at) => [...(rgba ?? []).slice(4 * at, 4 * at + 3)]);
}

const named = { names: "cell 0, cell 3" };

it("shows three pictures by the seed, or those that are named, with their Dice and IoU", async () => {
  expect((await show({})).data?.pictures).toHaveLength(3);
  expect((await show({ seed: 5 })).data?.pictures).toEqual((await show({ seed: 5 })).data?.pictures);
  const { data, figure } = await show(named);
  expect(data).toEqual({
    pictures: ["cell 0", "cell 3"],
    dice: [0.5, 0.5],
    iou: [1 / 3, 1 / 3],
    pixelAccuracy: [4 / 6, 4 / 6],
    overall: { dice: 0.5, iou: 1 / 3, pixelAccuracy: 4 / 6 },
    threshold: 0.5,
  });
  expect(figure).toMatchObject({ kind: "maps", rows: [{ values: [0.5, 1 / 3, 4 / 6] }, {}] });
});

it("paints the true mask, the prediction, and what was missed or is false", async () => {
  const [white, black, missed, wrong] = [
    [255, 255, 255],
    [0, 0, 0],
    [230, 97, 0],
    [64, 196, 255],
  ];
  expect(await cell(named, 0, 1)).toEqual([white, white, black, black, black, black]);
  expect(await cell(named, 0, 2)).toEqual([white, black, white, black, black, black]);
  expect(await cell(named, 0, 5)).toEqual([white, missed, wrong, black, black, black]);
});

it("draws the boundary in red on both sides of the border, and leaves the rest of the picture", async () => {
  const [red, black] = [
    [255, 0, 0],
    [0, 0, 0],
  ];
  // The first pixel alone is said at 0.9: it and its two neighbours are the boundary.
  expect(await cell({ ...named, threshold: 0.9 }, 0, 3)).toEqual([red, red, black, red, black, black]);
});

it("draws as much red as there is boundary where the picture is larger than what is shown", async () => {
  const side = 640;
  const size = { height: side, width: side };
  const probability = Float32Array.from({ length: side * side }, (_, at) => (at % side < side / 2 ? 1 : 0));
  const picture = {
    name: "a",
    caption: "",
    height: 320,
    width: 320,
    rgba: new Uint8ClampedArray(4 * 320 * 320),
  };
  const [, boundary] = cutCells({ name: "a", size, picture, mask: probability, probability }, 0.5);
  const row = Array.from({ length: 320 }, (_, x) => boundary?.[1].rgba[4 * x] ?? 0);
  // Two columns of 640 are as wide as one of 320: full red in the middle would be a wider line.
  expect(row.reduce((sum, red) => sum + red, 0) / 255).toBeCloseTo(1, 1);
  expect(row.findIndex((red) => red > 0)).toBeGreaterThanOrEqual(158);
});

it("gives probabilities and masks as numbers, by name", async () => {
  const { arrays } = await show({ ...named, threshold: 0.9 });
  expect(arrays?.about.pictures).toBe('["cell 0","cell 3"]');
  const { shape, data } = arrays?.values.get("probability") ?? { shape: [], data: [] };
  expect(shape).toEqual([2, 2, 3]);
  expect(data[2]).toBeCloseTo(1 / (1 + Math.exp(-1)), 6);
  expect([...(arrays?.values.get("mask")?.data ?? [])]).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1]);
  expect([...(arrays?.values.get("prediction")?.data ?? [])]).toEqual([1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
});

describe("it refuses", () => {
  const types = { model: segmenterType(2, 3), dataset: maskedType(2, 3) };

  it("pictures without masks", async () => {
    const plain = tensorType({ shape: [1, 2, 3], mode: "L" });
    const error = await refusal(() => infer(segmentationOverlay, { ...types, dataset: plain }));
    expect(error.message).toContain("these pictures have none");
  });

  it("a name that no picture has", async () => {
    const error = await refusal(() => show({ names: "cell 9" }));
    expect(error.details).toMatchObject({ setting: "names", got: "cell 9" });
  });

  it("nothing that fits", () => {
    expect(infer(segmentationOverlay, types).figure.kind).toBe("Figure");
  });
});
