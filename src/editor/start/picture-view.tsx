import { memo } from "react";
import { type Picture, SHEET } from "../saving/picture";
import { categoryLook } from "../state/categories";

/** A graph's small picture. What it shows is told in words beside it. */
export const PictureView = memo(function PictureView({ picture }: { readonly picture: Picture }) {
  const { cards, edges } = picture;
  return (
    <svg
      viewBox={`0 0 ${SHEET.width} ${SHEET.height}`}
      className="block w-full bg-bg"
      aria-hidden="true"
      focusable="false"
    >
      <path
        d={edges.map(([from, to]) => lineOf(cards[from], cards[to])).join("")}
        fill="none"
        stroke="var(--line-strong)"
        strokeOpacity="0.55"
        strokeWidth="0.9"
      />
      {cards.map(([x, y, width, height, category]) => {
        const colour = categoryLook(category === "none" ? undefined : category).colour;
        return (
          <g key={`${x} ${y} ${category}`}>
            <rect
              x={x}
              y={y}
              width={width}
              height={height}
              rx="2"
              fill="var(--panel)"
              stroke={colour}
              strokeWidth="0.8"
            />
            <rect
              x={x}
              y={y}
              width={width}
              height={Math.min(height, 4 + height / 8)}
              rx="1.6"
              fill={colour}
            />
          </g>
        );
      })}
    </svg>
  );
});

type Card = Picture["cards"][number];

/** From the right side of one card to the left side of the other, as the canvas draws it. */
function lineOf(from: Card | undefined, to: Card | undefined): string {
  if (!from || !to) return "";
  const [x0, y0] = [from[0] + from[2], from[1] + from[3] / 2];
  const [x1, y1] = [to[0], to[1] + to[3] / 2];
  const bend = Math.max(6, Math.abs(x1 - x0) / 2);
  return `M${x0} ${y0}C${x0 + bend} ${y0} ${x1 - bend} ${y1} ${x1} ${y1}`;
}
