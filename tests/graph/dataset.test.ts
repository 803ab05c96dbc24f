import { describe, expect, it } from "vitest";
import { mapImages, mapPairs, selectRows } from "@/graph/dataset";
import { isPicture } from "@/graph/values";
import { centerCrop } from "@/pixels/crop";
import { resize } from "@/pixels/resample";
import centerCropNode from "../../nodes/transform/center-crop";
import convertColour from "../../nodes/transform/convert-colour";
import normalize from "../../nodes/transform/normalize";
import resizeNode from "../../nodes/transform/resize";
import toTensor from "../../nodes/transform/to-tensor";
import { datasetOf, grey, run } from "../nodes/harness";
import { pairOf, pairsOf } from "../nodes/pairs";

const pair = pairOf(10, 13, "RGBA");
const dataset = pairsOf([pair]);

describe("transforms that move pixels move the mask alike", () => {
  it.each(["bilinear", "bicubic", "nearest"] as const)(
    "resize, %s: the mask by nearest",
    async (interpolation) => {
      const made = await run(resizeNode, { dataset }, { height: 7, width: 21, interpolation });
      const { image, mask } = await made.dataset.sample(0, 0);
      expect(image).toEqual(resize(pair.image, { height: 7, width: 21 }, interpolation));
      expect(mask).toEqual(resize(pair.mask, { height: 7, width: 21 }, "nearest"));
      expect(made.dataset.hasMasks).toBe(true);
    },
  );

  it("center-crop", async () => {
    const size = { height: 16, width: 5 };
    const { image, mask } = await (await run(centerCropNode, { dataset }, size)).dataset.sample(0, 0);
    expect([image, mask]).toEqual([centerCrop(pair.image, size), centerCrop(pair.mask, size)]);
  });
});

describe("transforms of values leave the mask alone", () => {
  it("convert-colour, to-tensor and normalize", async () => {
    const converted = (await run(convertColour, { dataset }, { mode: "RGB" })).dataset;
    const tensors = (await run(toTensor, { dataset: converted })).dataset;
    const normalized = (await run(normalize, { dataset: tensors })).dataset;
    const { image, mask } = await normalized.sample(0, 0);
    expect([isPicture(image), image.channels]).toEqual([false, 3]);
    expect(mask).toBe(pair.mask);
    expect(normalized.hasMasks).toBe(true);
  });

  it("and one that moved pixels without the mask would be found out", async () => {
    const wrong = mapImages(dataset, () => grey(3, 3));
    await expect(wrong.sample(0, 0)).rejects.toThrow("picture 0 was moved without its mask");
    expect((await mapImages(datasetOf([grey(9, 9)]), () => grey(3, 3)).sample(0, 0)).image.height).toBe(3);
  });
});

describe("mapPairs", () => {
  it("settles once for both, from name, epoch and row, and asks for no mask where there is none", async () => {
    const settled: unknown[] = [];
    const move = mapPairs(pairsOf([pair, pair]), (image, name, epoch, index) => {
      settled.push([image.height, name, epoch, index]);
      return { image: (given) => given, mask: (given) => given };
    });
    await move.sample(1, 4);
    expect(settled).toEqual([[10, "picture 1", 4, 1]]);
    const none = mapPairs(datasetOf([grey(2, 2)]), () => ({
      image: (image) => image,
      mask: () => {
        throw new Error("There is none.");
      },
    }));
    expect(await none.sample(0, 0)).not.toHaveProperty("mask");
  });

  it("rows keep their masks", async () => {
    const rows = selectRows(pairsOf([pair, pairOf(4, 4)]), Uint32Array.of(1));
    expect((await rows.sample(0, 0)).mask?.height).toBe(4);
    expect(rows.hasMasks).toBe(true);
  });
});
