import { describe, expect, it } from "vitest";
import type { ImagesFigure } from "@/figures/figure";
import imageGrid from "../../nodes/evaluate/image-grid";
import { datasetOf, grey, infer, pictureType, run } from "./harness";

type RunArguments = Parameters<
  typeof run<typeof imageGrid.settings, typeof imageGrid.inputs, typeof imageGrid.outputs>
>;
async function images(inputs: RunArguments[1], settings: RunArguments[2] = {}) {
  const { figure } = await run(imageGrid, inputs, settings);
  return figure.figure as ImagesFigure;
}

const twenty = datasetOf(Array.from({ length: 20 }, (_, i) => grey(2, 3, i)));

describe("which pictures", () => {
  it("the first ones, with name and class", async () => {
    expect(infer(imageGrid, { dataset: pictureType() }).figure.kind).toBe("Figure");
    const figure = await images({ dataset: twenty }, { pick: "first", count: 2 });
    expect(figure.total).toBe(20);
    expect(figure.images.map(({ name, caption, height, width }) => [name, caption, height, width])).toEqual([
      ["picture 0", "Cr", 2, 3],
      ["picture 1", "In", 2, 3],
    ]);
  });

  it("some drawn from the seed, none twice", async () => {
    const names = async (seed: number) =>
      (await images({ dataset: twenty }, { seed, count: 10 })).images.map((image) => image.name);
    expect(await names(1)).toEqual(await names(1));
    expect(await names(1)).not.toEqual(await names(2));
    expect(new Set(await names(1)).size).toBe(10);
  });

  it("all where there are fewer than asked for", async () => {
    expect((await images({ dataset: datasetOf([grey(1, 1)]) })).images).toHaveLength(1);
  });
});

describe("how they are shown", () => {
  const first = async (image: Parameters<typeof datasetOf>[0][number]) =>
    (await images({ dataset: datasetOf([image]) })).images[0];

  it("grey as grey, opaque", async () => {
    expect([...((await first(grey(1, 1, 9)))?.rgba ?? [])]).toEqual([9, 9, 9, 255]);
  });

  it("tensors from their smallest value, black, to their largest, white", async () => {
    const tensor = { height: 1, width: 3, channels: 1, data: Float32Array.of(-2, 0, 2) };
    expect([...((await first(tensor))?.rgba ?? [])]).toEqual([
      0, 0, 0, 255, 128, 128, 128, 255, 255, 255, 255, 255,
    ]);
  });

  it("a constant tensor as black", async () => {
    const tensor = { height: 1, width: 1, channels: 3, data: Float32Array.of(4, 4, 4) };
    expect([...((await first(tensor))?.rgba ?? [])]).toEqual([0, 0, 0, 255]);
  });

  it("large ones smaller, in proportion", async () => {
    expect(await first(grey(300, 600))).toMatchObject({ height: 128, width: 256 });
  });
});
