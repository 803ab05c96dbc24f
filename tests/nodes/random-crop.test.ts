import { expect, it } from "vitest";
import { crop } from "@/pixels/crop";
import randomCrop from "../../nodes/transform/random-crop";
import { infer, pictureType, refusal, run } from "./harness";
import { oddOf, pairOf, pairsOf } from "./pairs";

const pair = pairOf(9, 12, "RGBA");
const size = { height: 6, width: 5 };

it("cuts the same window out of both, at every place that there is and nowhere else", async () => {
  const { dataset } = await run(randomCrop, { dataset: pairsOf([pair]) }, size);
  const places = new Map<string, string>();
  for (let top = 0; top <= 3; top++)
    for (let left = 0; left <= 7; left++)
      places.set(crop(pair.image, top, left, size).data.join(), `${top} ${left}`);
  const seen = new Set<string | undefined>();
  for (let epoch = 0; epoch < 400; epoch++) {
    const { image, mask } = await dataset.sample(0, epoch);
    expect(mask).toEqual(oddOf(image));
    seen.add(places.get(image.data.join()));
  }
  expect(seen.has(undefined)).toBe(false);
  expect(seen.size).toBe(32);
});

it("knows the size before it runs, and leaves a picture of that size whole", async () => {
  const type = pictureType({ shape: [4, "H", 12] }, { hasMasks: true });
  const { dataset: said } = infer(randomCrop, { dataset: type }, size);
  expect(said.image.shape).toEqual([4, 6, 5]);
  expect(said).toMatchObject({ random: "Random crop draws anew each epoch", hasMasks: true });
  const { dataset } = await run(randomCrop, { dataset: pairsOf([pair]) }, { height: 9, width: 12 });
  expect((await dataset.sample(0, 4)).image).toEqual(pair.image);
});

it("refuses pictures that are smaller, before the run where their size is known, else by name", async () => {
  const known = await refusal(() =>
    infer(randomCrop, { dataset: pictureType({ shape: [1, 9, 12] }) }, { height: 10, width: 5 }),
  );
  expect(known.message).toBe(
    "Random crop wants 10 × 5 px, but the pictures are 9 × 12 px. Ask for less, or insert Pad.",
  );
  expect(known.fix?.("crop").edit).toMatchObject({
    edits: [
      { setting: "height", value: 9 },
      { setting: "width", value: 5 },
    ],
  });
  const { dataset } = await run(randomCrop, { dataset: pairsOf([pair]) }, { height: 6, width: 13 });
  const late = await refusal(() => dataset.sample(0, 0));
  expect(late.message).toContain("but picture 0 is 9 × 12 px");
});
