import { expect, it } from "vitest";
import toTensor from "../../nodes/transform/to-tensor";
import { datasetOf, grey, infer, pictureType, refusal, run, tensorType } from "./harness";

it("keeps the shape and makes whole numbers from 0 to 255 into float32 from 0 to 1", async () => {
  const { dataset: type } = infer(toTensor, { dataset: pictureType() });
  expect(type.image).toEqual({ shape: [1, 200, 200], dtype: "float32", mode: "L", range: [0, 1] });
  const { dataset } = await run(toTensor, { dataset: datasetOf([grey(1, 1, 51)]) });
  const { image } = await dataset.sample(0, 0);
  const { height, width, channels, data } = image;
  expect({ height, width, channels, data }).toEqual({
    height: 1,
    width: 1,
    channels: 1,
    data: Float32Array.of(0.2),
  });
});

it("refuses what is a tensor already", async () => {
  const error = await refusal(() => infer(toTensor, { dataset: tensorType() }));
  expect(error.message).toContain("tensors already");
  expect(error.details).toMatchObject({ expected: "uint8 pictures", got: "float32 RGB [3, 224, 224]" });
});
