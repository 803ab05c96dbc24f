import type { RandomStream } from "../../random";
import { add, between, emptyField, type Field, fractal, noise, SIDE } from "./field";
import { rolledGround } from "./ground";
import { markSpot } from "./marks";

/** Pitted surface: many small dark pits of varied size, in fields, over a smooth ground. */
export function pits(random: RandomStream): Field {
  const ground = rolledGround(random, Math.PI / 2 + between(random, -0.3, 0.3));
  const crowd = fractal(random, between(random, 50, 120), 2);
  const ragged = noise(random, 3, 3, 0.4);
  const ink = emptyField();
  const tries = 250 + random.int(1100);
  const size = between(random, 0.8, 1.5);
  const bare = between(random, -1, 0.4);
  const strength = between(random, 0.8, 2.6);
  for (let pit = 0; pit < tries; pit++) {
    const x = between(random, 0, SIDE);
    const y = between(random, 0, SIDE);
    const here = crowd[Math.floor(y) * SIDE + Math.floor(x)] as number;
    const luck = random.uniform();
    if (here + 0.5 * luck < bare) continue;
    // One pit in forty is a hole several times as wide.
    const radius = size * (luck > 0.975 ? between(random, 2.5, 5) : between(random, 0.8, 1.9));
    markSpot(
      ink,
      {
        x,
        y,
        along: radius * between(random, 1, 1.5),
        across: radius,
        angle: between(random, 0, Math.PI),
        strength: strength * between(random, 0.4, 1),
        softness: 0.8,
      },
      ragged,
      0.35,
    );
  }
  return add(ground, ink, -1);
}
