import { describe, expect, it } from "vitest";
import standardize from "../../nodes/transform/standardize";
import { datasetOf, grey, infer, pictureType, refusal, run, tensorType } from "./harness";

const tensor = (...data: number[]) => ({ height: 2, width: 2, channels: 2, data: Float32Array.from(data) });
const made = async (...images: ReturnType<typeof tensor>[]) => {
  const { dataset } = await run(standardize, { dataset: datasetOf(images) });
  return Promise.all(images.map(async (_, index) => (await dataset.sample(index, 0)).image.data));
};

it("brings each channel to mean 0 and deviation 1 by its own numbers", async () => {
  // torch: x = tensor([[1, 2], [3, 6.]]); (x - x.mean()) / x.std(unbiased=False)
  const [data] = await made(tensor(1, 10, 2, 30, 3, 20, 6, 60));
  const [first, second] = [0, 1].map((c) => [0, 1, 2, 3].map((pixel) => data?.[2 * pixel + c] ?? 0));
  for (const [at, value] of [-1.06904, -0.53452, 0, 1.60357].entries())
    expect(first?.[at]).toBeCloseTo(value, 4);
  for (const channel of [first, second]) {
    expect(channel?.reduce((a, b) => a + b)).toBeCloseTo(0, 5);
    expect(channel?.reduce((a, b) => a + b * b, 0)).toBeCloseTo(4, 4);
  }
});

it("makes a dim picture and a bright one of the same things alike", async () => {
  const [dim, bright] = await made(
    tensor(0.01, 0, 0.02, 0, 0.03, 0, 0.02, 1),
    tensor(0.1, 0, 0.5, 0, 0.9, 0, 0.5, 1),
  );
  for (const at of [0, 2, 4, 6]) expect(dim?.[at]).toBeCloseTo(bright?.[at] ?? 0, 5);
});

it("makes a channel that is the same everywhere 0", async () => {
  const [data] = await made(tensor(0.3, 1, 0.1, 1, 0.2, 1, 0.4, 1));
  expect([1, 3, 5, 7].map((at) => data?.[at])).toEqual([0, 0, 0, 0]);
});

it("says that its values have no known ends, and that each picture has its own numbers", () => {
  const { image } = infer(standardize, { dataset: tensorType() }).dataset;
  expect(image.range).toBeUndefined();
  expect(image.normalization).toEqual({ mean: [], std: [], own: "deviation" });
});

it("by percentiles puts the dark at 0 and the bright at 1, however much of it there is", async () => {
  // numpy: x = arange(1000.); numpy.quantile(x, [.01, .998]) is [9.99, 997.002].
  const image = {
    height: 20,
    width: 50,
    channels: 1,
    data: Float32Array.from({ length: 1000 }, (_, i) => i),
  };
  const { dataset } = await run(standardize, { dataset: datasetOf([image]) }, { by: "percentiles" });
  const { data } = (await dataset.sample(0, 0)).image;
  for (const at of [0, 10, 500, 997, 999]) expect(data[at]).toBeCloseTo((at - 9.99) / (997.002 - 9.99), 5);
  const flat = datasetOf([tensor(1, 0, 1, 0.1, 1, 0.2, 1, 0.9)]);
  const made = await run(standardize, { dataset: flat }, { by: "percentiles" });
  const { data: channels } = (await made.dataset.sample(0, 0)).image;
  expect([0, 2, 4, 6].map((at) => channels[at])).toEqual([0, 0, 0, 0]);
  expect(Math.max(...channels)).toBeCloseTo(1, 1);
});

describe("it refuses", () => {
  it("pictures in bytes", async () => {
    const error = await refusal(() => infer(standardize, { dataset: pictureType() }));
    expect(error.details.insert).toEqual({ type: "to-tensor" });
    const { dataset } = await run(standardize, { dataset: datasetOf([grey(1, 1)]) });
    await expect(dataset.sample(0, 0)).rejects.toThrow("a tensor was promised");
  });

  it("what is normalized already", async () => {
    const once = infer(standardize, { dataset: tensorType() }).dataset;
    const error = await refusal(() => infer(standardize, { dataset: once }));
    expect(error.message).toContain("normalized already");
  });
});
