import { expect, it } from "vitest";
import augmentPreview from "../../nodes/evaluate/augment-preview";
import randomFlip from "../../nodes/transform/random-flip";
import { datasetOf, grey, infer, pictureType, recorder, refusal, run } from "./harness";
import { pairOf, pairsOf } from "./pairs";

const pairs = pairsOf([pairOf(12, 12, "RGB"), pairOf(9, 12), pairOf(12, 7)]);
const preview = async (dataset = pairs, settings: object = {}, report = recorder()) => {
  const { figure } = (await run(augmentPreview, { dataset }, settings, { report })).figure;
  if (figure.kind !== "maps") throw new Error(`It is a figure of ${figure.kind}.`);
  return figure;
};

it("has a row a picture and a column an epoch: what that epoch gets", async () => {
  const { dataset } = await run(randomFlip, { dataset: pairs });
  const figure = await preview(dataset, { count: 2, draws: 6 });
  expect(figure.columns).toEqual(["Epoch 1", "Epoch 2", "Epoch 3", "Epoch 4", "Epoch 5", "Epoch 6"]);
  expect(figure.rows).toHaveLength(2);
  for (const row of figure.rows) {
    const index = pairs.names.indexOf(row.name);
    for (const [epoch, cell] of row.cells.entries()) {
      const { image, mask } = await dataset.sample(index, epoch);
      const shown = image.data.length / (image.height * image.width);
      const inside = Array.from(mask?.data ?? []).indexOf(0);
      expect(cell.rgba[4 * inside]).toBe(image.data[shown * inside]);
      expect([cell.height, cell.width]).toEqual([image.height, image.width]);
    }
  }
  expect(new Set(figure.rows[0]?.cells.map(({ rgba }) => rgba.join())).size).toBeGreaterThan(1);
});

it("shows the outline of the mask", async () => {
  const figure = await preview(pairs, { names: "picture 0", draws: 1 });
  const colours = Array.from({ length: 144 }, (_, at) =>
    [...(figure.rows[0]?.cells[0]?.rgba.subarray(4 * at, 4 * at + 3) ?? [])].join(),
  );
  expect(colours).toContain("255,214,10");
});

it("says where nothing is drawn, and is silent where something is", async () => {
  const said: string[] = [];
  const report = { ...recorder(), message: (_: string, text: string) => void said.push(text) };
  await preview(datasetOf([grey(4, 4)]), {}, report);
  expect(said).toEqual(["All draws are alike: no transform before this draws anew each epoch."]);
  const { dataset } = await run(randomFlip, { dataset: pairs });
  await preview(dataset, {}, report);
  expect(said).toHaveLength(1);
});

it("refuses names that no picture has, and a part without pictures", async () => {
  expect((await refusal(() => preview(pairs, { names: "none.png" }))).message).toContain("none.png");
  const empty = pictureType({}, { length: 0 });
  expect((await refusal(() => infer(augmentPreview, { dataset: empty }))).message).toContain(
    "There is no picture to preview",
  );
});
