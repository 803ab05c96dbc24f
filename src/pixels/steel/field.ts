import type { RandomStream } from "../../random";

/** Rows and columns of a drawn picture, px. */
export const SIDE = 200;

/** One number a pixel, rows then columns (HW), in any unit: brightness is settled last. */
export type Field = Float32Array<ArrayBuffer>;

export function emptyField(): Field {
  return new Float32Array(SIDE * SIDE);
}

/** A number in [low, high). */
export function between(random: RandomStream, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

/** Adds `weight` times another field, in place. */
export function add(field: Field, other: Field, weight: number): Field {
  for (let i = 0; i < field.length; i++) field[i] = (field[i] as number) + weight * (other[i] as number);
  return field;
}

/**
 * Value noise in [−1, 1]: random numbers on a lattice of `along` × `across` px, turned by `angle` (radians, from the
 * columns' axis towards the rows'), and smoothly joined. Long cells make streaks.
 */
export function noise(random: RandomStream, along: number, across: number, angle = 0): Field {
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  const reach = SIDE * (Math.abs(cosine) + Math.abs(sine));
  const columns = Math.ceil(reach / along) + 3;
  const rows = Math.ceil(reach / across) + 3;
  const lattice = new Float32Array(columns * rows);
  const phase = random.uniform();
  random.fillUniform(lattice, -1, 1);
  const half = SIDE / 2;
  const out = emptyField();
  let i = 0;
  for (let y = 0; y < SIDE; y++) {
    let u = (-half * cosine + (y - half) * sine + reach / 2) / along + phase;
    let v = ((y - half) * cosine + half * sine + reach / 2) / across + phase;
    for (let x = 0; x < SIDE; x++) {
      const column = u | 0;
      const row = v | 0;
      const s = u - column;
      const t = v - row;
      const right = s * s * (3 - 2 * s);
      const below = t * t * (3 - 2 * t);
      const at = row * columns + column;
      const upperLeft = lattice[at] as number;
      const lowerLeft = lattice[at + columns] as number;
      const upper = upperLeft + ((lattice[at + 1] as number) - upperLeft) * right;
      const lower = lowerLeft + ((lattice[at + columns + 1] as number) - lowerLeft) * right;
      out[i++] = upper + (lower - upper) * below;
      u += cosine / along;
      v -= sine / across;
    }
  }
  return out;
}

/** Noise of cells `size` px wide, plus the same at half the size and half the strength, and so on. */
export function fractal(random: RandomStream, size: number, octaves: number): Field {
  const out = emptyField();
  for (let octave = 0; octave < octaves; octave++)
    add(
      out,
      noise(random, size / 2 ** octave, size / 2 ** octave, between(random, 0, Math.PI)),
      0.5 ** octave,
    );
  return out;
}

/** 0 at 0, 1 at 1, level at both. */
export function smooth(x: number): number {
  const clipped = Math.min(1, Math.max(0, x));
  return clipped * clipped * (3 - 2 * clipped);
}
