import { getViewportForBounds, type Rect, type Viewport } from "@xyflow/react";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const MINIMAP = { width: 148, height: 92 };
/** What else lies over the canvas: the buttons to zoom, and those for notes and frames. */
const ZOOM_BUTTONS: Size = { width: 28, height: 80 };
const LOOKS: Size = { width: 90, height: 34 };
/** From the canvas' edge, and between what lies over it and a card, px. */
const MARGIN = 15;
const GAP = 8;

const AROUND = 0.05;
/** A little more than the gap: what is on its edge is clear of it. */
const px = (length: number) => `${MARGIN + length + GAP + 1}px` as const;
/** Less and less of the canvas: all of it, all but its corners and the strip between them, all but the whole strip. */
const PADDINGS = [
  AROUND,
  { top: AROUND, left: px(ZOOM_BUTTONS.width), right: px(MINIMAP.width), bottom: px(LOOKS.height) },
  { top: AROUND, x: AROUND, bottom: px(MINIMAP.height) },
];

/** The whole graph as large as it can be where neither the overview nor a button lies over a card. */
export function clearFit(cards: readonly Rect[], bounds: Rect, canvas: Size, minZoom: number): Viewport {
  const views = PADDINGS.map((padding) =>
    getViewportForBounds(bounds, canvas.width, canvas.height, minZoom, 1, padding),
  );
  const over = placesOver(canvas);
  const clear = views.filter(({ x, y, zoom }) =>
    cards.every((card) => {
      const shown = {
        x: card.x * zoom + x,
        y: card.y * zoom + y,
        width: card.width * zoom,
        height: card.height * zoom,
      };
      return !over.some((place) => touch(shown, place));
    }),
  );
  const [best = views.at(-1)] = clear.sort((a, b) => b.zoom - a.zoom);
  return best as Viewport;
}

function placesOver({ width, height }: Size): readonly Rect[] {
  const at = (size: Size, x: number): Rect => ({ ...size, x, y: height - MARGIN - size.height });
  return [
    at(ZOOM_BUTTONS, MARGIN),
    at(LOOKS, (width - LOOKS.width) / 2),
    at(MINIMAP, width - MARGIN - MINIMAP.width),
  ];
}

/** Whether they lie nearer to each other than the gap. */
function touch(a: Rect, b: Rect): boolean {
  const beside = a.x >= b.x + b.width + GAP || b.x >= a.x + a.width + GAP;
  return !beside && a.y < b.y + b.height + GAP && b.y < a.y + a.height + GAP;
}
