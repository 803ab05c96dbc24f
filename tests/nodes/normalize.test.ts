import { describe, expect, it } from "vitest";
import normalize from "../../nodes/transform/normalize";
import { datasetOf, grey, infer, pictureType, refusal, run, tensorType } from "./harness";

const pixel = (...values: number[]) => ({
  height: 1,
  width: 1,
  channels: values.length,
  data: Float32Array.from(values),
});

it("with ImageNet's numbers says the range that values can have and what was taken off", () => {
  const { image } = infer(normalize, { dataset: tensorType() }).dataset;
  expect(image.shape).toEqual([3, 224, 224]);
  expect(image.range?.[0]).toBeCloseTo(-2.1179, 4);
  expect(image.range?.[1]).toBeCloseTo(2.64, 4);
  expect(image.normalization?.mean).toEqual([0.485, 0.456, 0.406]);
});

it("shifts and scales every channel by its own numbers", async () => {
  const { dataset } = await run(normalize, { dataset: datasetOf([pixel(0.485, 0.68, 0.631)]) });
  const { data } = (await dataset.sample(0, 0)).image;
  expect(data[0]).toBe(0);
  expect(data[1]).toBeCloseTo(1, 6);
  expect(data[2]).toBeCloseTo(1, 6);
});

it("takes numbers of my own for grey", async () => {
  const settings = { preset: "custom", means: [0.5], stds: [0.25] } as const;
  const type = tensorType({ shape: [1, 8, 8], mode: "L" });
  expect(infer(normalize, { dataset: type }, settings).dataset.image.range).toEqual([-2, 2]);
  const { dataset } = await run(normalize, { dataset: datasetOf([pixel(1)]) }, settings);
  expect([...(await dataset.sample(0, 0)).image.data]).toEqual([2]);
});

describe("it refuses", () => {
  it("pictures in bytes, and offers To tensor", async () => {
    const error = await refusal(() => infer(normalize, { dataset: pictureType() }));
    expect(error.message).toContain("Insert To tensor");
    expect(error.details).toMatchObject({
      port: "dataset",
      expected: "float32 [1, 200, 200]",
      got: "uint8 L [1, 200, 200]",
      insert: { type: "to-tensor" },
    });
  });

  it("one channel against three means, and says how to get three", async () => {
    const error = await refusal(() => infer(normalize, { dataset: tensorType({ shape: [1, 8, 8] }) }));
    expect(error.message).toContain("means for 3 channels, but the pictures have 1");
    expect(error.message).toContain("Convert colour with RGB");
    expect(error.details).toMatchObject({ expected: "[3, H, W]", got: "[1, H, W]" });
  });

  it("a picture of another number of channels that only shows when it runs", async () => {
    const { dataset } = await run(normalize, { dataset: datasetOf([pixel(0.5)]) });
    const error = await refusal(() => dataset.sample(0, 0));
    expect(error.message).toContain("the pictures have 1");
  });

  it("what is normalized already", async () => {
    const once = infer(normalize, { dataset: tensorType() }).dataset;
    const error = await refusal(() => infer(normalize, { dataset: once }));
    expect(error.message).toContain("normalized already");
  });

  it("a standard deviation of 0 and lists of different lengths", async () => {
    const dataset = tensorType({ shape: [1, 8, 8] });
    const zero = await refusal(() =>
      infer(normalize, { dataset }, { preset: "custom", means: [0], stds: [0] }),
    );
    expect(zero.details).toMatchObject({ setting: "stds", expected: "above 0", got: "0" });
    const uneven = await refusal(() =>
      infer(normalize, { dataset }, { preset: "custom", means: [0, 1], stds: [1] }),
    );
    expect(uneven.message).toContain("2 means and 1 standard deviations");
  });

  it("pictures from a graph that was wired wrong, as our own fault", async () => {
    const { dataset } = await run(normalize, { dataset: datasetOf([grey(1, 1)]) });
    await expect(dataset.sample(0, 0)).rejects.toThrow("a tensor was promised");
  });
});

it("turns channels round and scales them as Keras' VGG16 wants them", async () => {
  const image = { height: 1, width: 2, channels: 3, data: Float32Array.of(1, 0.5, 0, 0.2, 0.4, 0.6) };
  const { dataset } = await run(normalize, { dataset: datasetOf([image], [0]) }, { preset: "keras" });
  const made = (await dataset.sample(0, 0)).image.data;
  const expected = [0, 127.5, 255, 153, 102, 51].map(
    (value, at) => value - ([103.939, 116.779, 123.68][at % 3] ?? 0),
  );
  for (const [at, value] of expected.entries()) expect(made[at]).toBeCloseTo(value, 3);
});
