import { expect, it } from "vitest";
import { makePicture } from "@/pixels/picture";
import padNode from "../../nodes/transform/pad";
import { infer, pictureType, refusal, run } from "./harness";
import { oddOf, pairOf, pairsOf } from "./pairs";

const line = {
  image: makePicture("L", 1, 3, Uint8Array.of(1, 2, 3)),
  mask: makePicture("L", 1, 3, Uint8Array.of(1, 0, 1)),
};
const padded = async (settings: object, pair: { image: typeof line.image; mask: typeof line.mask } = line) =>
  (await run(padNode, { dataset: pairsOf([pair]) }, settings)).dataset.sample(0, 0);

// The rows are those of torchvision.transforms.functional.pad of the row 1 2 3.
it.each([
  ["constant", { fill: 9, left: 3, right: 4 }, [9, 9, 9, 1, 2, 3, 9, 9, 9, 9]],
  ["edge", { left: 3, right: 4 }, [1, 1, 1, 1, 2, 3, 3, 3, 3, 3]],
  ["reflect", { left: 2, right: 2 }, [3, 2, 1, 2, 3, 2, 1]],
  ["symmetric", { left: 3, right: 2 }, [3, 2, 1, 1, 2, 3, 3, 2]],
] as const)("%s continues the picture, and the mask as the picture", async (mode, settings, row) => {
  const { image, mask } = await padded({ mode, ...settings });
  expect([...image.data]).toEqual(row);
  expect([...(mask?.data ?? [])]).toEqual(
    mode === "constant" ? [0, 0, 0, 1, 0, 1, 0, 0, 0, 0] : row.map((value) => value & 1),
  );
});

it("adds rows above and below, channel by channel, and knows the size before", async () => {
  const pair = pairOf(4, 5, "RGB");
  const settings = { top: 1, bottom: 3, left: 2, mode: "reflect" } as const;
  const { image, mask } = await padded(settings, pair);
  expect(image).toMatchObject({ height: 8, width: 7, channels: 3 });
  expect(mask).toEqual(oddOf(image));
  const at = (y: number, x: number) => [...image.data.subarray((y * 7 + x) * 3, (y * 7 + x) * 3 + 3)];
  const old = (y: number, x: number) => [...pair.image.data.subarray((y * 5 + x) * 3, (y * 5 + x) * 3 + 3)];
  expect(at(0, 0)).toEqual(old(1, 2));
  expect(at(7, 6)).toEqual(old(0, 4));
  expect(
    infer(padNode, { dataset: pictureType({ shape: [3, 4, "W"] }) }, settings).dataset.image.shape,
  ).toEqual([3, 8, "W+2"]);
  expect(infer(padNode, { dataset: pictureType() }, settings).dataset.random).toBeUndefined();
});

it("refuses to mirror further than there is, at the side that does", async () => {
  const type = pictureType({ shape: [1, 10, 4] });
  const error = await refusal(() => infer(padNode, { dataset: type }, { mode: "reflect", right: 4 }));
  expect(error.message).toBe(
    "Pad is to mirror 4 px at the right, but the picture reaches 3 px there. Ask for less, or take Edge.",
  );
  expect(error.fix?.("pad").edit).toMatchObject({ setting: "right", value: 3 });
  expect(infer(padNode, { dataset: type }, { mode: "symmetric", right: 4 }).dataset.image.shape).toEqual([
    1, 10, 8,
  ]);
  const late = await refusal(() => padded({ mode: "symmetric", bottom: 2 }));
  expect(late.message).toContain("mirror 2 px at the bottom");
});

it("refuses a fill that bytes cannot hold", async () => {
  const error = await refusal(() => infer(padNode, { dataset: pictureType() }, { fill: 0.5 }));
  expect(error.details).toMatchObject({ setting: "fill", got: "0.5" });
});
