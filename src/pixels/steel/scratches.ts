import type { RandomStream } from "../../random";
import { add, between, emptyField, type Field } from "./field";
import { rolledGround } from "./ground";
import { markStroke } from "./marks";

/** Scratches: a few long, thin, bright lines, nearly parallel and uneven in strength, over a smooth ground. */
export function scratches(random: RandomStream): Field {
  const rolling = Math.PI / 2 + between(random, -0.15, 0.15);
  const ground = rolledGround(random, rolling);
  const ink = emptyField();
  // Two in three go with the rolling, the others any way.
  const main = random.int(3) < 2 ? rolling : between(random, 0, Math.PI);
  const lines = 1 + random.int(6);
  for (let line = 0; line < lines; line++) {
    const angle = main + between(random, -0.12, 0.12);
    const length = between(random, 90, 320);
    const aside = between(random, -85, 85);
    const back = -length / 2 + between(random, -40, 40);
    markStroke(ink, random, {
      x: 100 - aside * Math.sin(main) + back * Math.cos(angle),
      y: 100 + aside * Math.cos(main) + back * Math.sin(angle),
      angle,
      length,
      halfWidth: line === 0 ? between(random, 0.5, 2.6) : between(random, 0.1, 0.9),
      wander: 0.03,
      strength: between(random, 1, 4),
      unevenness: between(random, 0.1, 0.9),
    });
  }
  return add(ground, ink, 1);
}
