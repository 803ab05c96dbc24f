import type { RandomStream } from "../../random";
import { add, between, emptyField, type Field, noise } from "./field";
import { rolledGround } from "./ground";
import { markSpot } from "./marks";

/** Inclusions: dark slivers, drawn out along the rolling direction, one behind the other, over a smooth ground. */
export function inclusion(random: RandomStream): Field {
  const rolling = Math.PI / 2 + between(random, -0.2, 0.2);
  const ground = rolledGround(random, rolling);
  const ragged = noise(random, 7, 3, rolling);
  const ink = emptyField();
  const trains = 1 + random.int(4);
  for (let train = 0; train < trains; train++) {
    const x = between(random, 15, 185);
    const y = between(random, 20, 180);
    const strength = between(random, 1.1, 3.4);
    const size = between(random, 0.6, 1.5);
    const slivers = 2 + random.int(7);
    for (let sliver = 0; sliver < slivers; sliver++) {
      const behind = between(random, -70, 70);
      markSpot(
        ink,
        {
          x: x + behind * Math.cos(rolling) + between(random, -9, 9),
          y: y + behind * Math.sin(rolling),
          along: size * between(random, 6, 24),
          across: size * between(random, 1.2, 4),
          angle: rolling + between(random, -0.12, 0.12),
          strength: strength * between(random, 0.6, 1),
          softness: between(random, 0.4, 0.9),
        },
        ragged,
        0.5,
      );
    }
  }
  return add(ground, ink, -1);
}
