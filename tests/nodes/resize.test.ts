import { describe, expect, it } from "vitest";
import type { SettingsOf } from "@/graph/settings";
import resize from "../../nodes/transform/resize";
import { datasetOf, grey, infer, pictureType, refusal, run, tensorType } from "./harness";

async function sizes(settings: Partial<SettingsOf<typeof resize.settings>>) {
  const type = infer(resize, { dataset: pictureType({ shape: [1, 60, 100] }) }, settings);
  const made = await run(resize, { dataset: datasetOf([grey(60, 100)]) }, settings);
  const { image } = await made.dataset.sample(0, 0);
  return { said: type.dataset.image.shape, done: [image.channels, image.height, image.width] };
}

describe("the size that infer says is the size that run gives", () => {
  it("both sides", async () => {
    const { said, done } = await sizes({ height: 32, width: 48 });
    expect(said).toEqual([1, 32, 48]);
    expect(done).toEqual(said);
  });

  it("the shorter side, the other's fraction cut off", async () => {
    const { said, done } = await sizes({ fit: "shorter", height: 32 });
    expect(said).toEqual([1, 32, 53]);
    expect(done).toEqual(said);
  });

  it.each(["bilinear", "bicubic", "nearest"] as const)("with %s", async (interpolation) => {
    const { said, done } = await sizes({ height: 7, width: 9, interpolation });
    expect(done).toEqual(said);
  });
});

it("makes pictures of different sizes one size", async () => {
  const { dataset } = await run(
    resize,
    { dataset: datasetOf([grey(4, 8), grey(9, 3), grey(4, 8)]) },
    { height: 5, width: 6 },
  );
  for (const index of [0, 1, 2]) {
    expect((await dataset.sample(index, 0)).image).toMatchObject({ height: 5, width: 6 });
  }
});

it("fixes symbols where both sides are set, and makes new ones where one follows from the other", () => {
  const mixed = pictureType({ shape: [1, "H", "W"] });
  expect(infer(resize, { dataset: mixed }).dataset.image.shape).toEqual([1, 224, 224]);
  expect(infer(resize, { dataset: mixed }, { fit: "shorter" }).dataset.image.shape).toEqual([1, "H′", "W′"]);
});

it("refuses tensors", async () => {
  const error = await refusal(() => infer(resize, { dataset: tensorType() }));
  expect(error.message).toContain("Resize works on pictures");
  expect(error.details.got).toBe("float32 RGB [3, 224, 224]");
});
