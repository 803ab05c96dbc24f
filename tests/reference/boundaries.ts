import { type BoundaryMode, findBoundaries, type LabelImage } from "../../src/pixels/boundaries";
import { type Contour, findContours } from "../../src/pixels/contours";
import type { Answer, Solve } from "./load";

/** Cases of group `boundaries`: every mode and connectivity, and the contours at 0.5. */
export const solve: Solve = (_, { mask }) => {
  if (!mask || !(mask.data instanceof Uint8Array)) return { skip: "boundaries are found in a U8 mask" };
  const [height = 0, width = 0] = mask.shape;
  const image = { height, width, data: mask.data };
  const answers: Record<string, Answer> = {};
  for (const mode of ["thick", "inner", "outer"] satisfies BoundaryMode[])
    for (const connectivity of [1, 2] as const)
      answers[`${mode}_c${connectivity}`] = {
        shape: mask.shape,
        data: findBoundaries(image, mode, connectivity),
      };
  const contours = findContours(image, 0.5);
  const points = uniquePoints(contours);
  answers.n_contours = { shape: [], data: [contours.length] };
  answers.contour_points = { shape: [points.length, 2], data: points.flat() };
  answers.contour_inner_pixels = { shape: mask.shape, data: innerPixels(image, points) };
  return answers;
};

/** Every point once, by row and then by column. */
function uniquePoints(contours: Contour[]): (readonly [number, number])[] {
  const named = new Map(contours.flat().map((point) => [point.join(), point]));
  return [...named.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

/** The foreground pixels on either side of a point. */
function innerPixels(image: LabelImage, points: (readonly [number, number])[]): Uint8Array {
  const out = new Uint8Array(image.data.length);
  for (const [row, column] of points)
    for (const y of [Math.floor(row), Math.ceil(row)])
      for (const x of [Math.floor(column), Math.ceil(column)]) {
        const i = y * image.width + x;
        if (image.data[i] !== 0) out[i] = 1;
      }
  return out;
}
