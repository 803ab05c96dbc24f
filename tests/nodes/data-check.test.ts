import { expect, it } from "vitest";
import { makePicture, type Picture } from "@/pixels/picture";
import { randomStream } from "@/random";
import dataCheck from "../../nodes/evaluate/data-check";
import { datasetOf, grey, recorder, run } from "./harness";

/** Blotches of light and dark that belong to a seed. */
function blotches(seed: number, height = 48, width = 48): Picture {
  const stream = randomStream(seed, "blotches");
  const coarse = Array.from({ length: 64 }, () => 40 + 170 * stream.uniform());
  const data = Uint8Array.from({ length: height * width }, (_, at) => {
    const [y, x] = [Math.floor(at / width), at % width];
    return coarse[Math.floor((8 * y) / height) * 8 + Math.floor((8 * x) / width)] ?? 0;
  });
  return makePicture("L", height, width, data);
}

const brighter = (picture: Picture) =>
  makePicture(
    "L",
    picture.height,
    picture.width,
    picture.data.map((value, at) => Math.min(255, value + 12 + (at % 3))),
  );

it("finds a picture that occurs twice, and says when the pair lies across the split", async () => {
  const report = recorder();
  const warnings: string[] = [];
  const said = { ...report, message: (_level: string, text: string) => void warnings.push(text) };
  const train = datasetOf([blotches(1), blotches(2), blotches(2)], [0, 1, 1]);
  const test = datasetOf([blotches(3), blotches(1)], [0, 0]);
  const { figure } = await run(
    dataCheck,
    { dataset: train, validation: undefined, test },
    {},
    { report: said },
  );
  expect(figure.data).toMatchObject({
    pictures: 5,
    same: [
      ["picture 1", "picture 2"],
      ["picture 0", "picture 1"],
    ],
    nearlySame: [],
    acrossSplit: [["picture 0", "picture 1"]],
  });
  expect(warnings).toEqual([
    "picture 0 (training) and picture 1 (test) are the same picture: what is learned from one is known of the other. Leave one out.",
  ]);
});

it("finds a copy that is brighter and noisy, and not two pictures of one kind", async () => {
  const pictures = [
    blotches(1),
    brighter(blotches(1)),
    ...Array.from({ length: 20 }, (_, i) => blotches(10 + i)),
  ];
  const dataset = datasetOf(
    pictures,
    pictures.map(() => 0),
  );
  const { figure } = await run(dataCheck, { dataset, validation: undefined, test: undefined });
  expect(figure.data).toMatchObject({ same: [], nearlySame: [["picture 0", "picture 1"]], acrossSplit: [] });
});

it("finds constant pictures and odd sizes", async () => {
  const dataset = datasetOf([blotches(1), blotches(2), grey(48, 48, 9), blotches(4, 40, 48)], [0, 1, 0, 1]);
  const { figure } = await run(dataCheck, { dataset, validation: undefined, test: undefined });
  expect(figure.data).toMatchObject({ constant: ["picture 2"], oddSize: ["picture 3"], nearlySame: [] });
});

it("says when one class has many more pictures than another", async () => {
  const pictures = Array.from({ length: 5 }, (_, i) => blotches(i));
  const dataset = datasetOf(pictures, [0, 0, 0, 0, 1], ["many", "few"]);
  const rows = async (imbalance: number) => {
    const { figure } = await run(
      dataCheck,
      { dataset, validation: undefined, test: undefined },
      { imbalance },
    );
    return figure.figure.kind === "table" ? figure.figure.rows : [];
  };
  expect(await rows(3)).toEqual([["imbalance", "many: 4", "few: 1", "4.0 times"]]);
  expect(await rows(4)).toEqual([["nothing found", "", "", ""]]);
});

it("compares tensors as well as bytes", async () => {
  const tensor = (value: number) => ({
    height: 2,
    width: 2,
    channels: 1,
    data: Float32Array.of(0, 0.25, value, 1),
  });
  const dataset = datasetOf([tensor(0.5), tensor(0.5), tensor(0.6)], [0, 0, 1]);
  const { figure } = await run(dataCheck, { dataset, validation: undefined, test: undefined });
  expect(figure.data?.same).toEqual([["picture 0", "picture 1"]]);
});
