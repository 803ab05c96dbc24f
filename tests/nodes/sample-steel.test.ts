import { expect, it } from "vitest";
import sampleSteel from "../../nodes/data/sample-steel";
import { infer, run, SIX } from "./harness";

it("says what it draws before it draws", () => {
  const { dataset } = infer(sampleSteel, {}, { count: 40 });
  expect(dataset).toEqual({
    kind: "Dataset",
    image: { shape: [1, 200, 200], dtype: "uint8", mode: "L", range: [0, 255] },
    length: 240,
    classes: SIX,
  });
});

it("gives what it said, class by class", async () => {
  const { dataset } = await run(sampleSteel, {}, { count: 3 });
  expect(dataset.names.slice(0, 4)).toEqual(["Cr_1", "Cr_2", "Cr_3", "In_1"]);
  expect([...dataset.labels]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5]);
  const { image, name } = await dataset.sample(3, 0);
  expect(name).toBe("In_1");
  expect(image).toMatchObject({ mode: "L", height: 200, width: 200, channels: 1 });
});

it("more pictures leave the first ones as they are, another seed does not", async () => {
  const few = await run(sampleSteel, {}, { count: 1, seed: 3 });
  const more = await run(sampleSteel, {}, { count: 2, seed: 3 });
  const other = await run(sampleSteel, {}, { count: 1, seed: 4 });
  const data = async ({ dataset }: typeof few, index: number) => (await dataset.sample(index, 0)).image.data;
  expect(await data(few, 1)).toEqual(await data(more, 2));
  expect(await data(few, 1)).not.toEqual(await data(other, 1));
});
