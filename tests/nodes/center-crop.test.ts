import { expect, it } from "vitest";
import centerCrop from "../../nodes/transform/center-crop";
import { datasetOf, grey, infer, pictureType, refusal, run, tensorType } from "./harness";

it("cuts to the size that it says, and pads what is smaller with black", async () => {
  const settings = { height: 4, width: 6 };
  const { dataset: type } = infer(centerCrop, { dataset: pictureType() }, settings);
  expect(type.image.shape).toEqual([1, 4, 6]);
  const { dataset } = await run(centerCrop, { dataset: datasetOf([grey(10, 10), grey(2, 10)]) }, settings);
  for (const index of [0, 1]) {
    expect((await dataset.sample(index, 0)).image).toMatchObject({ height: 4, width: 6 });
  }
  const rows = (await dataset.sample(1, 0)).image.data;
  expect([rows[0], rows[6], rows[12], rows[18]]).toEqual([0, 7, 7, 0]);
});

it("refuses tensors", async () => {
  const error = await refusal(() => infer(centerCrop, { dataset: tensorType() }));
  expect(error.message).toContain("Centre crop works on pictures");
});
