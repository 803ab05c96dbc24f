import { describe, expect, it } from "vitest";
import { flipHorizontal, flipVertical } from "@/pixels/flip";
import randomFlip from "../../nodes/transform/random-flip";
import { infer, pictureType, refusal, run } from "./harness";
import { oddOf, pairOf, pairsOf } from "./pairs";

const pair = pairOf(6, 9, "RGB");
const many = pairsOf(Array.from({ length: 400 }, () => pair));
const flipped = async (settings: object = {}) => (await run(randomFlip, { dataset: many }, settings)).dataset;

describe("with probability 1", () => {
  it.each([
    [{ horizontal: true, vertical: false }, flipHorizontal(pair.image)],
    [{ horizontal: false, vertical: true }, flipVertical(pair.image)],
    [{ horizontal: true, vertical: true }, flipVertical(flipHorizontal(pair.image))],
  ])("mirrors every picture and its mask: %j", async (directions, expected) => {
    const { image, mask } = await (await flipped({ ...directions, probability: 1 })).sample(3, 0);
    expect(image).toEqual(expected);
    expect(mask).toEqual(oddOf(expected));
  });
});

it("takes each direction for about half of the pictures, independently", async () => {
  const dataset = await flipped();
  const kinds = [
    pair.image,
    flipHorizontal(pair.image),
    flipVertical(pair.image),
    flipVertical(flipHorizontal(pair.image)),
  ];
  const counts = [0, 0, 0, 0];
  for (let index = 0; index < 400; index++) {
    const { image, mask } = await dataset.sample(index, 0);
    const kind = kinds.findIndex((other) =>
      Buffer.from(other.data).equals(Buffer.from(image.data as Uint8Array)),
    );
    expect(mask).toEqual(oddOf(image));
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  // 100 ± 8.7 each: five deviations.
  for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(44);
});

it("draws anew each epoch, the same again for the same epoch; 0 leaves all as they are", async () => {
  const dataset = await flipped();
  const epoch = async (number: number) =>
    Promise.all(Array.from({ length: 40 }, async (_, index) => (await dataset.sample(index, number)).image));
  expect(await epoch(1)).toEqual(await epoch(1));
  expect(await epoch(1)).not.toEqual(await epoch(2));
  expect((await (await flipped({ probability: 0 })).sample(5, 5)).image).toEqual(pair.image);
});

it("moves tensors alike, and says that it draws", async () => {
  const { height, width, channels, data } = pair.image;
  const tensor = { height, width, channels, data: Float32Array.from(data) };
  const { dataset } = await run(
    randomFlip,
    { dataset: pairsOf([{ image: tensor, mask: pair.mask }]) },
    { vertical: false, probability: 1 },
  );
  expect((await dataset.sample(0, 0)).image.data).toEqual(Float32Array.from(flipHorizontal(pair.image).data));
  expect(infer(randomFlip, { dataset: pictureType() }).dataset.random).toBe(
    "Random flip draws anew each epoch",
  );
});

it("refuses to mirror in no direction", async () => {
  const error = await refusal(() =>
    infer(randomFlip, { dataset: pictureType() }, { horizontal: false, vertical: false }),
  );
  expect(error.message).toContain("mirrors in no direction");
  expect(error.fix?.("flip").edit).toMatchObject({ setting: "horizontal", value: true });
});
