type Place = readonly [number, number];

/** Room that a card takes, with the gap around it, in px of the canvas. */
const WIDTH = 240;
const HEIGHT = 170;
const RINGS = 12;

/** The place nearest to the one wished for where a card covers no other. */
export function freePlace(taken: readonly Place[], wish: Place): Place {
  const free = ([x, y]: Place) =>
    !taken.some(([tx, ty]) => Math.abs(tx - x) < WIDTH && Math.abs(ty - y) < HEIGHT);
  for (let ring = 0; ring <= RINGS; ring++) {
    for (let dy = -ring; dy <= ring; dy++) {
      for (let dx = -ring; dx <= ring; dx++) {
        if (Math.max(Math.abs(dx), Math.abs(dy)) < ring) continue;
        const place: Place = [wish[0] + (dx * WIDTH) / 2, wish[1] + (dy * HEIGHT) / 2];
        if (free(place)) return place;
      }
    }
  }
  return wish;
}
