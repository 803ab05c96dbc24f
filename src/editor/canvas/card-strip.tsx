import { memo, useEffect, useRef } from "react";
import type { Thumbnail } from "@/figures/figure";

const SHOWN = 5;
/** Sides and gaps in the canvas's own px: twice what a card shows them at. */
const CELL = 70;
const GAP = 6;

/**
 * A few small pictures in a row, drawn on one canvas: the browser gives every canvas a layer of its own, and sixty of them
 * on a page of cards made each frame of a run wait.
 */
export const CardStrip = memo(function CardStrip({ images }: { readonly images: readonly Thumbnail[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context) draw(context, spread(images));
  }, [images]);
  if (images.length === 0) return null;
  const label = spread(images)
    .map(({ name, caption }) => (caption ? `${name}: ${caption}` : name))
    .join("\n");
  return (
    <canvas
      ref={canvas}
      className="card-strip"
      width={SHOWN * (CELL + GAP) - GAP}
      height={CELL}
      role="img"
      aria-label={label.replaceAll("\n", ", ")}
      title={label}
    />
  );
});

/** Spread over the list, which is sorted by class more often than not. */
function spread(images: readonly Thumbnail[]): readonly Thumbnail[] {
  const count = Math.min(SHOWN, images.length);
  return Array.from({ length: count }, (_, i) => images[Math.floor((i * images.length) / count)]).filter(
    (image) => image !== undefined,
  );
}

function draw(context: CanvasRenderingContext2D, images: readonly Thumbnail[]): void {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  for (const [at, { rgba, width, height }] of images.entries()) {
    const picture = new OffscreenCanvas(width, height);
    picture.getContext("2d")?.putImageData(new ImageData(rgba, width, height), 0, 0);
    const side = Math.min(width, height);
    const x = at * (CELL + GAP);
    context.save();
    context.beginPath();
    context.roundRect(x, 0, CELL, CELL, 8);
    context.clip();
    // The middle of what is not square, as object-fit: cover has it.
    context.drawImage(picture, (width - side) / 2, (height - side) / 2, side, side, x, 0, CELL, CELL);
    context.restore();
    // What is all white or all black is still seen to be a picture.
    context.strokeStyle = "rgb(128 128 128 / 0.3)";
    context.lineWidth = 2;
    context.beginPath();
    context.roundRect(x + 1, 1, CELL - 2, CELL - 2, 7);
    context.stroke();
  }
}
