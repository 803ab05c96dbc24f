import { expect, it } from "vitest";
import convertColour from "../../nodes/transform/convert-colour";
import { datasetOf, grey, infer, pictureType, refusal, run, tensorType } from "./harness";

it.each([
  ["RGB", 3],
  ["L", 1],
  ["RGBA", 4],
  ["CMYK", 4],
] as const)("to %s gives %i channels, said and done", async (mode, channels) => {
  const { dataset: type } = infer(convertColour, { dataset: pictureType() }, { mode });
  expect(type.image).toMatchObject({ shape: [channels, 200, 200], mode, dtype: "uint8" });
  const { dataset } = await run(convertColour, { dataset: datasetOf([grey(2, 3)]) }, { mode });
  expect((await dataset.sample(0, 0)).image).toMatchObject({ mode, channels, height: 2, width: 3 });
});

it("settles the channels of pictures with mixed modes, and leaves their sizes open", () => {
  const { dataset } = infer(convertColour, { dataset: pictureType({ shape: ["C", "H", "W"] }) });
  expect(dataset.image.shape).toEqual([3, "H", "W"]);
});

it("grey becomes three equal channels", async () => {
  const { dataset } = await run(convertColour, { dataset: datasetOf([grey(1, 1, 9)]) });
  expect([...(await dataset.sample(0, 0)).image.data]).toEqual([9, 9, 9]);
});

it("refuses tensors and says where it belongs", async () => {
  const error = await refusal(() => infer(convertColour, { dataset: tensorType() }));
  expect(error.message).toContain("Put it before To tensor");
  expect(error.details).toEqual({
    port: "dataset",
    expected: "uint8 pictures",
    got: "float32 RGB [3, 224, 224]",
  });
});
