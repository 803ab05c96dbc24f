import type { RandomStream } from "../../random";
import { type Field, SIDE, smooth } from "./field";

/** A spot: an ellipse around (x, y), px, its long axis turned by `angle` (radians from the columns' axis). */
export interface Spot {
  readonly x: number;
  readonly y: number;
  /** Half the length, px. */
  readonly along: number;
  /** Half the width, px. */
  readonly across: number;
  readonly angle: number;
  readonly strength: number;
  /** Which part of the radius fades out, in (0, 1]. */
  readonly softness: number;
}

/**
 * Marks `ink` with a spot; where marks overlap the stronger one stays. `ragged`, of about ±1, pushes the edge in and
 * out by `raggedness` of the radius.
 */
export function markSpot(ink: Field, spot: Spot, ragged?: Field, raggedness = 0): void {
  const { x, y, along, across, angle, strength, softness } = spot;
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  const reach = 1 + raggedness;
  const halfWidth = reach * Math.hypot(along * cosine, across * sine) + 1;
  const halfHeight = reach * Math.hypot(along * sine, across * cosine) + 1;
  const firstRow = Math.max(0, Math.ceil(y - halfHeight));
  const lastRow = Math.min(SIDE - 1, Math.floor(y + halfHeight));
  const firstColumn = Math.max(0, Math.ceil(x - halfWidth));
  const lastColumn = Math.min(SIDE - 1, Math.floor(x + halfWidth));
  for (let row = firstRow; row <= lastRow; row++)
    for (let column = firstColumn; column <= lastColumn; column++) {
      const u = ((column - x) * cosine + (row - y) * sine) / along;
      const v = ((row - y) * cosine - (column - x) * sine) / across;
      const i = row * SIDE + column;
      const distance = Math.sqrt(u * u + v * v) + (ragged ? raggedness * (ragged[i] as number) : 0);
      const value = strength * smooth((1 + softness / 2 - distance) / softness);
      if (value > (ink[i] as number)) ink[i] = value;
    }
}

/** A line that wanders: where it starts, px, and how it goes on, a step of a pixel at a time. */
export interface Stroke {
  readonly x: number;
  readonly y: number;
  /** Direction at the start, radians from the columns' axis. */
  readonly angle: number;
  /** Px. */
  readonly length: number;
  /** Half the width, px; it swells and thins by `unevenness`, and runs out at the ends. */
  readonly halfWidth: number;
  /** How much the direction changes from step to step, radians. */
  readonly wander: number;
  readonly strength: number;
  /** How uneven the strength is along the line, in [0, 1]. */
  readonly unevenness: number;
}

/** Marks `ink` with a stroke, which is drawn back to its first direction as it wanders. */
export function markStroke(ink: Field, random: RandomStream, stroke: Stroke): void {
  let { x, y } = stroke;
  let turned = 0;
  let level = 1;
  for (let step = 0; step < stroke.length; step++) {
    const middle = 1 - Math.abs((2 * step) / stroke.length - 1);
    level += 0.25 * (1 - level) + stroke.unevenness * (random.uniform() - 0.5);
    markDot(
      ink,
      x,
      y,
      stroke.halfWidth * (0.4 + 0.6 * level) * smooth(12 * middle),
      stroke.strength * Math.max(0, Math.min(1.2, level)) * smooth(6 * middle + 0.1),
    );
    turned = 0.9 * turned + stroke.wander * (2 * random.uniform() - 1);
    x += Math.cos(stroke.angle + turned);
    y += Math.sin(stroke.angle + turned);
  }
}

function markDot(ink: Field, x: number, y: number, radius: number, strength: number): void {
  const reach = radius + 1;
  for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(SIDE - 1, y + reach); row++)
    for (let column = Math.max(0, Math.ceil(x - reach)); column <= Math.min(SIDE - 1, x + reach); column++) {
      const distance = Math.hypot(column - x, row - y);
      const value = strength * Math.min(1, Math.max(0, reach - distance));
      const i = row * SIDE + column;
      if (value > (ink[i] as number)) ink[i] = value;
    }
}
