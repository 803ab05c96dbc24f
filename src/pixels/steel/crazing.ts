import type { RandomStream } from "../../random";
import { add, between, emptyField, type Field, fractal, noise } from "./field";
import { markStroke } from "./marks";

/** Crazing: a net of fine dark cracks, crowded in places, over a coarse grain. */
export function crazing(random: RandomStream): Field {
  const grain = between(random, 1.2, 2.2);
  const ground = noise(random, grain * 1.6, grain, between(random, -0.5, 0.5));
  add(ground, noise(random, between(random, 60, 160), between(random, 8, 20), Math.PI / 2), 0.35);
  add(ground, fractal(random, between(random, 25, 60), 2), 0.25);
  const ink = emptyField();
  const slant = between(random, -0.5, 0.5);
  const reach = between(random, 14, 34);
  const clusters = 4 + random.int(6);
  for (let cluster = 0; cluster < clusters; cluster++) {
    const x = between(random, 0, 200);
    const y = between(random, 0, 200);
    const cracks = 6 + random.int(10);
    for (let crack = 0; crack < cracks; crack++)
      markStroke(ink, random, {
        x: x + between(random, -50, 35),
        y: y + between(random, -35, 35),
        // Most cracks run with the slant; every third joins them crosswise, which closes the meshes of the net.
        angle: slant + between(random, -0.4, 0.4) + (crack % 3 === 2 ? Math.PI / 2 : 0),
        length: between(random, 0.5, 1.6) * reach,
        halfWidth: between(random, 0.05, 0.35),
        wander: 0.75,
        strength: between(random, 0.9, 2.2),
        unevenness: 0.8,
      });
  }
  return add(ground, ink, -1);
}
