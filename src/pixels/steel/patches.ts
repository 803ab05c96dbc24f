import type { RandomStream } from "../../random";
import { add, between, emptyField, type Field, fractal, noise, smooth } from "./field";
import { markSpot } from "./marks";

/** Patches: a few large dark blotches with soft, irregular edges, and black specks, over a grained ground. */
export function patches(random: RandomStream): Field {
  const ground = noise(random, 1.8, 1.3, between(random, 0, Math.PI));
  add(ground, noise(random, 90, 14, Math.PI / 2), 0.3);
  const shape = noise(
    random,
    between(random, 70, 130),
    between(random, 38, 65),
    Math.PI / 2 + between(random, -0.5, 0.5),
  );
  add(shape, fractal(random, between(random, 22, 40), 4), 0.42);
  const threshold = quantile(shape, between(random, 0.6, 0.85));
  const edge = between(random, 0.15, 0.7);
  const depth = between(random, 2.2, 3.6);
  const mottle = noise(random, 24, 16, between(random, 0, Math.PI));
  const blotches = emptyField();
  for (let i = 0; i < blotches.length; i++)
    blotches[i] =
      depth * smooth(((shape[i] as number) - threshold) / edge + 0.5) * (0.85 + 0.25 * (mottle[i] as number));
  const ink = emptyField();
  const specks = random.int(14);
  const ragged = noise(random, 3, 3, 0);
  const x = between(random, 30, 170);
  const y = between(random, 30, 170);
  for (let speck = 0; speck < specks; speck++)
    markSpot(
      ink,
      {
        x: x + between(random, -45, 45),
        y: y + between(random, -45, 45),
        along: between(random, 1.5, 4),
        across: between(random, 1, 2.5),
        angle: between(random, 0, Math.PI),
        strength: depth * between(random, 0.7, 1.2),
        softness: 0.5,
      },
      ragged,
      0.6,
    );
  for (let i = 0; i < ground.length; i++) {
    const dark = Math.max(blotches[i] as number, ink[i] as number);
    // Inside a blotch the grain is duller.
    ground[i] = (ground[i] as number) * (1 - (0.5 * dark) / depth) - dark;
  }
  return ground;
}

/** The value that `share` of the pixels stay below, from every seventh pixel. */
function quantile(field: Field, share: number): number {
  const some = Float32Array.from(
    { length: Math.floor(field.length / 7) },
    (_, i) => field[7 * i] as number,
  ).sort();
  return some[Math.floor(share * (some.length - 1))] as number;
}
