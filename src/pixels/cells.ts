import { type RandomStream, randomStream } from "../random";
import { makePicture, type Picture } from "./picture";

/** Rows and columns of a drawn picture, px. */
export const CELLS_SIDE = 256;

/** A nucleus: a bent ellipse. Angles in radians, lengths in px. */
interface Nucleus {
  readonly x: number;
  readonly y: number;
  /** Mean of both half axes. */
  readonly radius: number;
  /** Long half axis over the mean; the short one is the rest. */
  readonly stretch: number;
  readonly angle: number;
  /** How far the outline is bent in and out, three times around, and where. */
  readonly bend: number;
  readonly phase: number;
  readonly brightness: number;
}

export interface DrawnCells {
  /** RGBA, alpha 255, red, green and blue alike, as microscopes save one fluorescent dye. */
  readonly image: Picture;
  /** 1 in a nucleus, else 0. */
  readonly mask: Picture;
  /** Which nucleus each pixel belongs to, from 1 on; 0 for none. */
  readonly labels: Uint8Array;
}

/**
 * A made-up fluorescence picture of cell nuclei with its true mask, the same for the same arguments: nuclei of one picture
 * are of about one size, pictures differ; a third of the nuclei touch another; light falls off to one side; camera noise
 * grows with the brightness. No real picture is in it.
 */
export function drawCells(seed: number, index: number): DrawnCells {
  const random = randomStream(seed, "cells", 0, index);
  const nuclei = placeNuclei(random);
  const labels = new Uint8Array(CELLS_SIDE * CELLS_SIDE);
  const glow = new Float32Array(CELLS_SIDE * CELLS_SIDE);
  nuclei.forEach((nucleus, at) => {
    paint(nucleus, at + 1, labels, glow);
  });
  const image = photograph(blurred(glow), random);
  const mask = makePicture(
    "L",
    CELLS_SIDE,
    CELLS_SIDE,
    labels.map((label) => Math.min(1, label)),
  );
  return { image, mask, labels };
}

/** Up to so many nuclei: each has a number in a byte. */
const MOST = 200;

function placeNuclei(random: RandomStream): readonly Nucleus[] {
  const typical = between(random, 6, 15);
  const wanted = Math.min(
    MOST,
    Math.round((between(random, 0.06, 0.22) * CELLS_SIDE ** 2) / (3.14 * typical ** 2)),
  );
  const placed: Nucleus[] = [];
  for (let tries = 0; placed.length < Math.max(3, wanted) && tries < 20 * MOST; tries++) {
    const radius = typical * between(random, 0.7, 1.35);
    const beside =
      placed.length > 0 && random.uniform() < 0.35 ? placed[random.int(placed.length)] : undefined;
    const direction = between(random, 0, 2 * Math.PI);
    const gap = beside ? 0.92 * (beside.radius + radius) : 0;
    const nucleus: Nucleus = {
      x: beside ? beside.x + gap * Math.cos(direction) : between(random, 0, CELLS_SIDE),
      y: beside ? beside.y + gap * Math.sin(direction) : between(random, 0, CELLS_SIDE),
      radius,
      stretch: between(random, 1, 1.25),
      angle: between(random, 0, Math.PI),
      bend: between(random, 0, 0.08),
      phase: between(random, 0, 2 * Math.PI),
      brightness: between(random, 0.3, 1),
    };
    const isInside = [nucleus.x, nucleus.y].every((at) => at > 0 && at < CELLS_SIDE);
    const crowds = placed.some(
      (other) => Math.hypot(other.x - nucleus.x, other.y - nucleus.y) < 0.85 * (other.radius + radius),
    );
    if (isInside && !crowds) placed.push(nucleus);
  }
  return placed;
}

/** Who comes first keeps a pixel that two nuclei would share. */
function paint(nucleus: Nucleus, label: number, labels: Uint8Array, glow: Float32Array): void {
  const { x, y, radius, stretch, angle, bend, phase, brightness } = nucleus;
  const reach = Math.ceil(radius * stretch * (1 + bend)) + 1;
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  const side = (at: number) => Math.min(CELLS_SIDE, Math.max(0, at));
  for (let row = side(Math.floor(y) - reach); row < side(Math.ceil(y) + reach); row++)
    for (let column = side(Math.floor(x) - reach); column < side(Math.ceil(x) + reach); column++) {
      const dx = column + 0.5 - x;
      const dy = row + 0.5 - y;
      const along = (dx * cosine + dy * sine) / (radius * stretch);
      const across = ((dy * cosine - dx * sine) * stretch) / radius;
      const outline = 1 + bend * Math.cos(3 * Math.atan2(across, along) + phase);
      const distance = Math.hypot(along, across) / outline;
      const at = row * CELLS_SIDE + column;
      if (distance >= 1 || labels[at] !== 0) continue;
      labels[at] = label;
      // Thinner towards the edge, as a ball is, and mottled.
      glow[at] =
        brightness *
        (0.6 + 0.4 * Math.sqrt(1 - distance * distance)) *
        (0.94 + 0.06 * Math.sin(1.3 * dx + phase) * Math.cos(1.1 * dy));
    }
}

/** The optics: each pixel with its eight neighbours, weights 1 2 1 both ways; the border pixels are repeated outwards. */
function blurred(glow: Float32Array): Float32Array {
  const last = CELLS_SIDE - 1;
  const across = new Float32Array(glow.length);
  const out = new Float32Array(glow.length);
  for (let y = 0, at = 0; y <= last; y++)
    for (let x = 0; x <= last; x++, at++) {
      const before = glow[x > 0 ? at - 1 : at] as number;
      const after = glow[x < last ? at + 1 : at] as number;
      across[at] = (before + 2 * (glow[at] as number) + after) / 4;
    }
  for (let y = 0, at = 0; y <= last; y++)
    for (let x = 0; x <= last; x++, at++) {
      const before = across[y > 0 ? at - CELLS_SIDE : at] as number;
      const after = across[y < last ? at + CELLS_SIDE : at] as number;
      out[at] = (before + 2 * (across[at] as number) + after) / 4;
    }
  return out;
}

function photograph(glow: Float32Array, random: RandomStream): Picture {
  const gain = between(random, 60, 190);
  const haze = between(random, 0.05, 0.4);
  const angle = between(random, 0, 2 * Math.PI);
  const fall = between(random, 0.2, 0.9) / CELLS_SIDE;
  const noise = between(random, 0.03, 0.09);
  const right = fall * Math.cos(angle);
  const down = fall * Math.sin(angle);
  const data = new Uint8ClampedArray(CELLS_SIDE * CELLS_SIDE * 4).fill(255);
  for (let y = 0, at = 0; y < CELLS_SIDE; y++)
    for (let x = 0; x < CELLS_SIDE; x++, at++) {
      const light = 1 + right * (x - CELLS_SIDE / 2) + down * (y - CELLS_SIDE / 2);
      const signal = ((glow[at] as number) + haze) * light;
      const level = gain * (signal + noise * (0.4 + signal) * bell(random));
      data[4 * at] = level;
      data[4 * at + 1] = level;
      data[4 * at + 2] = level;
    }
  return makePicture("RGBA", CELLS_SIDE, CELLS_SIDE, new Uint8Array(data.buffer));
}

/** Nearly normal, mean 0, variance 1: the four bytes of one word, summed. A picture takes 65,536 of them. */
function bell(random: RandomStream): number {
  const word = random.uint32();
  const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
  return (sum - 510) / 147.8;
}

function between(random: RandomStream, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}
