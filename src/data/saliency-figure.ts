import type { MapsFigure } from "../figures/figure";
import type { Dataset } from "../graph/values";
import { heatCell, type NumberMap, overlayCell, rangeOfMaps } from "./heat-map";
import { largest, softmaxRows } from "./logits";
import type { Saliency } from "./saliency";
import { thumbnail } from "./thumbnail";

/** Longest side of a shown picture, px. */
const LONGEST = 320;

/** Each picture, its map, and the map over the picture. `classes` are the model's. */
export async function saliencyFigure(
  dataset: Dataset,
  classes: readonly string[],
  { maps, logits }: Saliency,
): Promise<MapsFigure> {
  const predicted = largest(logits, classes.length);
  const shares = softmaxRows(logits, classes.length);
  const rows: MapsFigure["rows"][number][] = [];
  for (const index of dataset.names.keys()) {
    const { image, name, label } = await dataset.sample(index, 0);
    const said = predicted[index] ?? 0;
    const share = shares[index * classes.length + said] ?? 0;
    const map = mapOf(maps, index);
    const [, high] = rangeOfMaps([map]);
    const picture = thumbnail(image, name, classes[label] ?? "", LONGEST);
    rows.push({
      name,
      caption: `is ${classes[label] ?? "?"}, said ${classes[said] ?? "?"}`,
      values: [share, high],
      cells: [
        picture,
        heatCell(map, [0, high], "magma", `${name}: saliency`, LONGEST),
        overlayCell(picture, map, [0, high], "magma", `${name}: saliency over the picture`),
      ],
    });
  }
  return {
    kind: "maps",
    title: "Saliency",
    columns: ["Picture", "Saliency", "Over the picture"],
    rows,
    numbers: [{ name: "confidence" }, { name: "largest value" }],
    scale: { map: "magma", text: "Magma, from 0 to each map's largest value" },
  };
}

function mapOf({ shape, data }: Saliency["maps"], picture: number): NumberMap {
  const [, height = 1, width = 1] = shape;
  const cells = height * width;
  return { height, width, data: data.slice(picture * cells, (picture + 1) * cells) };
}
