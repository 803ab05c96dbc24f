/** A card on the canvas: its place and size in px. */
export interface Box {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Places = Readonly<Record<string, readonly [number, number]>>;

/** `centre`: one under the other; `middle`: side by side. */
export type Edge = "left" | "right" | "top" | "bottom" | "centre" | "middle";

/** New places with all cards on one line: the outermost card's edge, or the middle of them all. */
export function aligned(boxes: readonly Box[], edge: Edge): Places {
  const left = Math.min(...boxes.map(({ x }) => x));
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const top = Math.min(...boxes.map(({ y }) => y));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  const place = ({ x, y, width, height }: Box): readonly [number, number] => {
    switch (edge) {
      case "left":
        return [left, y];
      case "right":
        return [right - width, y];
      case "top":
        return [x, top];
      case "bottom":
        return [x, bottom - height];
      case "centre":
        return [Math.round((left + right - width) / 2), y];
      case "middle":
        return [x, Math.round((top + bottom - height) / 2)];
    }
  };
  return Object.fromEntries(boxes.map((box) => [box.id, place(box)]));
}

/** New places with equal gaps; the outermost cards stay. Where they have no room, gaps are negative and equal all the same. */
export function distributed(boxes: readonly Box[], axis: "x" | "y"): Places {
  const size = axis === "x" ? "width" : "height";
  const sorted = [...boxes].sort((a, b) => a[axis] - b[axis]);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (!first || !last || sorted.length < 3) return {};
  const inner = last[axis] - (first[axis] + first[size]);
  const filled = sorted.slice(1, -1).reduce((sum, box) => sum + box[size], 0);
  const gap = (inner - filled) / (sorted.length - 1);
  let at = first[axis];
  return Object.fromEntries(
    sorted.map((box) => {
      const place = Math.round(at);
      at += box[size] + gap;
      return [box.id, axis === "x" ? ([place, box.y] as const) : ([box.x, place] as const)];
    }),
  );
}
