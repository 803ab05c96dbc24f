import type { RandomStream } from "../../random";
import { add, between, type Field, noise } from "./field";

/** Smooth rolled steel: a fine grain and faint streaks along `rolling` (radians from the columns' axis). */
export function rolledGround(random: RandomStream, rolling: number): Field {
  const ground = noise(random, 2.2, 1.3, rolling);
  for (let i = 0; i < ground.length; i++) ground[i] = 0.5 * (ground[i] as number);
  add(ground, noise(random, 220, between(random, 3, 9), rolling), between(random, 0.1, 0.45));
  return add(ground, noise(random, 150, 60, rolling), between(random, 0.2, 0.7));
}
