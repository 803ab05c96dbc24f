import { type RandomStream, randomStream } from "../random";
import { makePicture, type Picture } from "./picture";
import { crazing } from "./steel/crazing";
import { between, type Field, SIDE } from "./steel/field";
import { inclusion } from "./steel/inclusion";
import { patches } from "./steel/patches";
import { pits } from "./steel/pits";
import { scale } from "./steel/scale";
import { scratches } from "./steel/scratches";

/** The six classes of defects of hot-rolled steel strip, as the NEU surface defect set abbreviates them. */
export const STEEL_KINDS = ["Cr", "In", "Pa", "PS", "RS", "Sc"] as const;

export type SteelKind = (typeof STEEL_KINDS)[number];

const DRAW: Readonly<Record<SteelKind, (random: RandomStream) => Field>> = {
  Cr: crazing,
  In: inclusion,
  Pa: patches,
  PS: pits,
  RS: scale,
  Sc: scratches,
};

/**
 * A made-up 200×200 grey picture that looks like a steel surface with one kind of defect; the same for the same
 * arguments. Every kind takes its brightness, contrast and lighting from the same ranges, so that neither the mean nor
 * the spread of the grey levels tells the kinds apart: only what is drawn does. No real picture is in it.
 */
export function drawSteel(kind: SteelKind, seed: number, index: number): Picture {
  const random = randomStream(seed, `steel ${kind}`, 0, index);
  const surface = DRAW[kind](random);
  const look = randomStream(seed, `steel look ${kind}`, 0, index);
  return exposed(lit(surface, look), between(look, 85, 170), between(look, 16, 36));
}

/** As if the lamp stood on one side: up to one standard deviation of the picture from edge to edge. */
function lit(field: Field, random: RandomStream): Field {
  const angle = between(random, 0, 2 * Math.PI);
  const slope = (between(random, 0, 1) * moments(field).spread) / SIDE;
  const right = slope * Math.cos(angle);
  const down = slope * Math.sin(angle);
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      const i = y * SIDE + x;
      field[i] = (field[i] as number) + right * x + down * y;
    }
  return field;
}

/** Grey levels of the given mean and standard deviation, apart from what is clipped at black and white. */
function exposed(field: Field, mean: number, deviation: number): Picture {
  const { middle, spread } = moments(field);
  const scaled = deviation / spread;
  const grey = new Uint8ClampedArray(field.length);
  for (let i = 0; i < grey.length; i++) grey[i] = mean + ((field[i] as number) - middle) * scaled;
  return makePicture("L", SIDE, SIDE, new Uint8Array(grey.buffer));
}

function moments(field: Field): { middle: number; spread: number } {
  let sum = 0;
  for (let i = 0; i < field.length; i++) sum += field[i] as number;
  const middle = sum / field.length;
  let squares = 0;
  for (let i = 0; i < field.length; i++) squares += ((field[i] as number) - middle) ** 2;
  return { middle, spread: Math.sqrt(squares / field.length) };
}
