import { describe, expect, it } from "vitest";
import sampleSteel from "../../nodes/data/sample-steel";
import { infer, refusal, run, SIX, settingsOf } from "./harness";

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

describe("leaving pictures out", () => {
  it("takes them out of what is said and of what is given, and leaves the others as they are", async () => {
    const settings = { count: 2, exclude: ["Cr_1", "Pa_2"] };
    expect(infer(sampleSteel, {}, settings).dataset.length).toBe(10);
    const { dataset } = await run(sampleSteel, {}, settings);
    const { dataset: all } = await run(sampleSteel, {}, { count: 2 });
    expect(dataset.names).toEqual(all.names.filter((name) => name !== "Cr_1" && name !== "Pa_2"));
    expect((await dataset.sample(0, 0)).image.data).toEqual((await all.sample(1, 0)).image.data);
  });

  it("takes a class away with its last picture, and refuses to take all", async () => {
    const { dataset } = await run(sampleSteel, {}, { count: 1, exclude: ["In_1"] });
    expect(dataset.classes).toEqual(["Cr", "PS", "Pa", "RS", "Sc"]);
    expect([...dataset.labels]).toEqual([0, 1, 2, 3, 4]);
    const none = SIX.map((name) => `${name}_1`);
    const error = await refusal(() => infer(sampleSteel, {}, { count: 1, exclude: none }));
    expect(error.message).toContain("All 6 pictures are left out");
    expect(error.fix?.("images").edit).toMatchObject({ kind: "unset", setting: "exclude" });
  });

  it("warns of a name that no picture has, and of no other", () => {
    const warned = sampleSteel.warnings?.({
      settings: settingsOf(sampleSteel, { count: 2, exclude: ["Cr_1", "Cr_3"] }),
      facts: undefined,
      hasFiles: false,
    });
    expect(warned).toEqual([
      { setting: "exclude", message: "Cr_3 is to be left out, but no picture here is called so." },
    ]);
  });
});
