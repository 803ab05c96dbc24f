import type { RandomStream } from "../../random";
import { add, between, emptyField, type Field, fractal, noise } from "./field";
import { markSpot } from "./marks";

/** Rolled-in scale: a rough, mottled, slanting texture with flat dark flakes, bright along their upper edge. */
export function scale(random: RandomStream): Field {
  const slant = between(random, -0.5, 0.5);
  const ground = noise(random, between(random, 5, 10), between(random, 1.6, 2.6), slant);
  add(ground, noise(random, 2, 1.4, slant), 0.7);
  add(ground, fractal(random, between(random, 18, 45), 3), between(random, 0.5, 0.9));
  const ragged = noise(random, 4, 2, slant);
  const dark = emptyField();
  const bright = emptyField();
  const flakes = 12 + random.int(45);
  const x = between(random, 40, 160);
  const y = between(random, 40, 160);
  const spread = between(random, 40, 130);
  const size = between(random, 0.7, 1.5);
  for (let flake = 0; flake < flakes; flake++) {
    const spot = {
      x: x + spread * between(random, -1, 1),
      y: y + spread * between(random, -1, 1),
      along: size * between(random, 3, 10),
      across: size * between(random, 1.1, 2.4),
      angle: slant / 2 + between(random, -0.3, 0.3),
      strength: between(random, 1.2, 3),
      softness: 0.6,
    };
    markSpot(bright, { ...spot, y: spot.y - 1.3 * spot.across, strength: 0.6 * spot.strength }, ragged, 0.4);
    markSpot(dark, spot, ragged, 0.5);
  }
  return add(add(ground, bright, 0.7), dark, -1.3);
}
