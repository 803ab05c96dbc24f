import { colourTable } from "./colour-maps";
import type { Film, FilmFrame, MapsFigure, Thumbnail } from "./figure";

/** One frame to look at: each picture, its true mask, and the probabilities. */
export function filmFigure(film: Film, { epoch, maps, values }: FilmFrame): MapsFigure {
  return {
    kind: "maps",
    title: `Epoch ${epoch} of ${film.epochs}`,
    columns: ["Picture", "True mask", "Probability"],
    rows: film.pictures.map(({ name, picture, mask }, row) => ({
      name,
      caption: "",
      values: values[row] ?? [],
      cells: [picture, mask, coloured(mask, maps[row], `${name}: probability`)],
    })),
    numbers: ["Dice", "IoU"].map((name) => ({ name, share: true })),
    scale: { map: "viridis", text: "Probability: viridis, from 0 to 1" },
  };
}

function coloured({ height, width }: Thumbnail, map: Uint8Array | undefined, name: string): Thumbnail {
  const table = colourTable("viridis");
  const rgba = new Uint8ClampedArray(height * width * 4).fill(255);
  map?.forEach((place, at) => {
    for (let k = 0; k < 3; k++) rgba[4 * at + k] = table[3 * place + k] as number;
  });
  return { name, caption: "", height, width, rgba };
}
