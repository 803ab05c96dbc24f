import { expect, it } from "vitest";
import { KeptPictures } from "@/engine/kept-pictures";
import { loadedBatches, pictureRows } from "@/engine/rows";
import { mapImages, selectRows } from "@/graph/dataset";
import type { Dataset } from "@/graph/values";
import { convert } from "@/pixels/colour";
import { bytesFor } from "@/pixels/memory";
import { makePicture, type Picture } from "@/pixels/picture";
import { asTensor, makeNormalizer } from "@/pixels/tensor";
import { datasetOf } from "../nodes/harness";

const COUNT = 7;

/** Grey pictures of 4 × 5 px in memory that is used again, each value told by picture and place. */
function loader(): Dataset {
  const plain = datasetOf(Array.from({ length: COUNT }, () => makePicture("L", 4, 5, new Uint8Array(20))));
  return {
    ...plain,
    async sample(index, epoch) {
      const data = bytesFor(20);
      data.forEach((_, at) => {
        data[at] = 10 * index + at;
      });
      return { ...(await plain.sample(index, epoch)), image: makePicture("L", 4, 5, data), fresh: true };
    },
  };
}

/** As nodes do it: to colour, then a copy in memory that is used again, then floats. */
function prepared(dataset: Dataset): Dataset {
  const colour = mapImages(dataset, (image) => convert(image as Picture, "RGB"));
  const copied = mapImages(colour, (image) => {
    const data = bytesFor(60);
    data.set(image.data as Uint8Array);
    return makePicture("RGB", 4, 5, data);
  });
  const tensors = mapImages(copied, (image) => asTensor(image as Picture));
  const normalizer = makeNormalizer({ mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] });
  return mapImages(tensors, (image) => normalizer(image as ReturnType<typeof asTensor>));
}

const expectedOf = (byte: number) => Math.fround(Math.fround(Math.fround(byte / 255) - 0.5) / 0.25);

async function expectRight(dataset: Dataset, rows: readonly number[]): Promise<void> {
  const list = [0, 1, 2].map((batch) => Uint32Array.from([0, 1].map((at) => (batch * 2 + at) % rows.length)));
  for await (const { indices, data } of loadedBatches(pictureRows(dataset), list, 0)) {
    const expected = Array.from(indices, (index) =>
      Array.from({ length: 60 }, (_, at) => expectedOf(10 * (rows[index] ?? 0) + Math.floor(at / 3))),
    ).flat();
    expect([...data]).toEqual(expected);
    // Time for the batch that is loaded ahead to do harm.
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect([...data]).toEqual(expected);
  }
}

const all = Array.from({ length: COUNT }, (_, index) => index);

it("pictures whose memory is used again are those that they would be otherwise, batch by batch", async () => {
  await Promise.all([expectRight(prepared(loader()), all), expectRight(prepared(loader()), all)]);
});

it("pictures that are kept keep their values, whoever reads them and however often", async () => {
  const kept = new KeptPictures();
  const before = kept.keep(loader(), "read");
  const after = kept.keep(prepared(before), "made ready");
  const some = Uint32Array.of(6, 2, 3);
  for (let epoch = 0; epoch < 3; epoch++) {
    await Promise.all([
      expectRight(after, all),
      expectRight(prepared(before), all),
      expectRight(selectRows(after, some), [...some]),
    ]);
  }
});

it("pictures beyond what there is room for are made again and are right too", async () => {
  const kept = new KeptPictures(100);
  const before = kept.keep(loader(), "read");
  for (let epoch = 0; epoch < 3; epoch++) await expectRight(prepared(before), all);
});

it("what was kept while another asked for it is not taken back by that other", async () => {
  const kept = new KeptPictures();
  const before = kept.keep(loader(), "read");
  const rows = pictureRows(prepared(before));
  await Promise.all([0, 1, 2].map(() => rows.load(Uint32Array.of(0, 1, 2), 0)));
  await expectRight(prepared(before), all);
});
