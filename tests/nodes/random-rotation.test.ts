import { expect, it } from "vitest";
import type { Image } from "@/graph/values";
import type { Picture } from "@/pixels/picture";
import { rotate } from "@/pixels/rotate";
import { rotateTensor } from "@/pixels/rotate-tensor";
import { toTensor } from "@/pixels/tensor";
import randomRotation from "../../nodes/transform/random-rotation";
import { infer, pictureType, refusal, run, tensorType } from "./harness";
import { pairOf, pairsOf } from "./pairs";

const pair = pairOf(20, 31, "RGB");
const turned = async (settings: object, one: { image: Image; mask: Picture } = pair) =>
  (await run(randomRotation, { dataset: pairsOf([one, one]) }, settings)).dataset;

it.each(["bilinear", "nearest"] as const)(
  "turns by a given angle as PIL does, to the bit, %s; the mask by nearest",
  async (interpolation) => {
    for (const angle of [-60, -7.3, 15, 45, 90, 180]) {
      const { image, mask } = await (await turned({ from: angle, to: angle, interpolation, fill: 9 })).sample(
        0,
        0,
      );
      expect(image).toEqual(rotate(pair.image, angle, interpolation, 9));
      expect(mask).toEqual(rotate(pair.mask, angle, "nearest", 0));
      expect([...new Set(mask?.data)].sort()).toEqual([0, 1]);
    }
  },
);

it("turns the mask by the picture's own angle, whatever is drawn", async () => {
  // With the mask as its picture, both must come out alike.
  const same = { image: pair.mask, mask: pair.mask };
  const dataset = await turned({ interpolation: "nearest" }, same);
  for (const epoch of [0, 1, 2, 3]) {
    const { image, mask } = await dataset.sample(1, epoch);
    expect(image.data).toEqual(mask?.data);
    expect(image.data).not.toEqual(pair.mask.data);
  }
});

it("draws anew for each epoch and picture, from the seed alone", async () => {
  const dataset = await turned({});
  const seen = [];
  for (const [index, epoch] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const)
    seen.push((await dataset.sample(index, epoch)).image);
  for (const [at, image] of seen.entries())
    for (const other of seen.slice(at + 1)) expect(image).not.toEqual(other);
  expect((await (await turned({})).sample(1, 1)).image).toEqual(seen[3]);
  expect((await (await turned({ seed: 1 })).sample(1, 1)).image).not.toEqual(seen[3]);
});

it("turns tensors as torchvision does", async () => {
  const { height, width, channels } = pair.image;
  const tensor = { height, width, channels, data: toTensor(pair.image) };
  const dataset = await turned(
    { from: 30, to: 30, fill: -1.5 },
    {
      image: tensor,
      mask: pair.mask,
    },
  );
  const { image, mask } = await dataset.sample(0, 0);
  expect(image.data).toEqual(rotateTensor(tensor, 30, "bilinear", -1.5));
  expect(mask).toEqual(rotate(pair.mask, 30, "nearest", 0));
});

it("says that what comes out changes from epoch to epoch", () => {
  const once = infer(randomRotation, { dataset: pictureType({}, { hasMasks: true }) }).dataset;
  expect(once).toMatchObject({ random: "Random rotation draws anew each epoch", hasMasks: true });
  expect(
    infer(randomRotation, { dataset: { ...once, random: "Random flip draws anew each epoch" } }).dataset
      .random,
  ).toBe("Random flip and Random rotation draw anew each epoch");
});

it("refuses angles backwards, and a fill that bytes cannot hold", async () => {
  const backwards = await refusal(() =>
    infer(randomRotation, { dataset: pictureType() }, { from: 20, to: -20 }),
  );
  expect(backwards.message).toBe(
    "The angles go from 20° to -20°, which is backwards. Let From be the smaller one.",
  );
  expect(backwards.fix?.("rotate").edit).toMatchObject({ kind: "all" });
  const fill = await refusal(() => infer(randomRotation, { dataset: pictureType() }, { fill: 300 }));
  expect(fill.message).toContain("but 300 is to fill them");
  expect(fill.fix?.("rotate").edit).toMatchObject({ setting: "fill", value: 255 });
  expect(infer(randomRotation, { dataset: tensorType() }, { fill: -0.5 }).dataset.random).toBeDefined();
});
