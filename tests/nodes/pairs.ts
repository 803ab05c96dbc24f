import type { Dataset, Image } from "@/graph/values";
import { makePicture, type Picture } from "@/pixels/picture";
import { datasetOf } from "./harness";

/** A picture in which every pixel is another, and as its mask the pixels whose first channel is odd. */
export function pairOf(height: number, width: number, mode: "L" | "RGB" | "RGBA" = "L") {
  const channels = { L: 1, RGB: 3, RGBA: 4 }[mode];
  const data = Uint8Array.from({ length: height * width * channels }, (_, i) =>
    channels === 4 && i % 4 === 3 ? 255 : (i * 7 + (i >> 3)) & 255,
  );
  const image = makePicture(mode, height, width, data);
  return { image, mask: oddOf(image) };
}

/** 1 where the first channel is odd. */
export function oddOf(image: Image): Picture {
  const { height, width, channels } = image;
  const mask = Uint8Array.from({ length: height * width }, (_, i) => Number(image.data[i * channels]) & 1);
  return makePicture("L", height, width, mask);
}

export function pairsOf(pairs: readonly { image: Image; mask: Picture }[]): Dataset {
  const plain = datasetOf(
    pairs.map(({ image }) => image),
    pairs.map(() => 0),
    ["nucleus"],
  );
  return {
    ...plain,
    hasMasks: true,
    sample: async (index, epoch) => ({ ...(await plain.sample(index, epoch)), ...pairs[index] }),
  };
}
