import { describe, expect, it } from "vitest";
import { segmentationFilm } from "@/data/segmentation-film";
import type { Film, FilmFrame } from "@/figures/figure";
import { filmBytes, frameAt, joined, withFrame } from "@/figures/film";
import { filmFigure } from "@/figures/film-figure";
import { maskedDataset } from "../nodes/masked";

const frame = (epoch: number): FilmFrame => ({
  epoch,
  record: { trainLoss: 1 / epoch, trainAccuracy: 0.5 },
  maps: [Uint8Array.of(epoch % 256)],
  values: [[0.5, 0.25]],
});
const empty: Film = { epochs: 1000, pictures: [], frames: [] };
const filmUpTo = (epochs: number, most?: number) => {
  let film = empty;
  for (let epoch = 1; epoch <= epochs; epoch++) film = withFrame(film, frame(epoch), most);
  return film;
};
const kept = (film: Film) => film.frames.map(({ epoch }) => epoch);

describe("a film", () => {
  it("keeps every epoch while there are few", () => {
    expect(kept(filmUpTo(198))).toEqual(Array.from({ length: 198 }, (_, at) => at + 1));
  });

  it("of many epochs keeps some, evenly spread, and always the first and the last", () => {
    expect(kept(filmUpTo(9, 10))).toEqual([1, 2, 4, 6, 8, 9]);
    expect(kept(filmUpTo(20, 10))).toEqual([1, 4, 8, 12, 16, 20]);
    for (const epochs of [199, 200, 201, 398, 399, 1000, 10_000]) {
      const epochsKept = kept(filmUpTo(epochs));
      expect(epochsKept.length, `${epochs}`).toBeLessThanOrEqual(200);
      expect(epochsKept.length, `${epochs}`).toBeGreaterThan(90);
      expect([epochsKept[0], epochsKept.at(-1)]).toEqual([1, epochs]);
    }
  });

  it("is the same whether its frames come one by one or are joined later", () => {
    const [first, ...others] = Array.from({ length: 300 }, (_, at) => ({
      ...empty,
      frames: [frame(at + 1)],
    }));
    const film = others.reduce<Film | undefined>((all, next) => joined(all, next), first);
    expect(film).toEqual(filmUpTo(300));
  });

  it("is looked at by epoch: the last without one, the one before where it was not kept", () => {
    const film = filmUpTo(20, 10);
    const at = (epoch?: number) => film.frames[frameAt(film, epoch)]?.epoch;
    expect([at(), at(1), at(3), at(8), at(9), at(99)]).toEqual([20, 1, 1, 8, 8, 20]);
  });
});

describe("a film of masks", () => {
  it("shows picture, true mask and probability, with the numbers of all their pixels", async () => {
    const cells = maskedDataset(2, 2, [
      [1, 0, 0, 0],
      [1, 1, 0, 0],
    ]);
    const look = await segmentationFilm(cells, 4);
    const record = { trainLoss: 0.3, trainAccuracy: 0.9, validationLoss: 0.4 };
    const film = look([record, record], Float32Array.of(9, -9, -9, -9, 9, -9, -9, -9));
    const [one] = film.frames;
    if (!one) throw new Error("There is no frame.");
    expect(one).toMatchObject({ epoch: 2, record });
    expect(one.values).toEqual([
      [1, 1],
      [2 / 3, 1 / 2],
    ]);
    const figure = filmFigure(film, one);
    expect([figure.title, figure.columns]).toEqual(["Epoch 2 of 4", ["Picture", "True mask", "Probability"]]);
    expect(figure.rows.map(({ name }) => name)).toEqual(["cell 0", "cell 1"]);
    const colours = figure.rows[0]?.cells[2]?.rgba;
    // Viridis: yellow where it is said, dark violet where it is not.
    expect([...(colours ?? [])].slice(0, 8)).toEqual([253, 231, 36, 255, 68, 1, 84, 255]);
  });

  it("is small, however large the pictures are", async () => {
    const side = 640;
    const cells = maskedDataset(side, side, [new Array<number>(side * side).fill(1)]);
    const look = await segmentationFilm(cells, 4);
    const film = look([{ trainLoss: 1, trainAccuracy: 1 }], new Float32Array(side * side));
    expect(film.frames[0]?.maps[0]).toHaveLength(160 * 160);
    expect(film.frames[0]?.maps[0]?.[0]).toBe(128);
    expect(filmBytes(film)).toBe(160 * 160 * (4 + 4 + 1));
  });
});
