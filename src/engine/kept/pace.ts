/** How long the rest is worked out from, ms. */
const WINDOW = 5000;
/** A shorter time, ms, says nothing yet. */
const LEAST = 500;

/** How fast bytes came in the last seconds, and how long the rest will take. Times in ms. */
export class Pace {
  #points: { readonly at: number; readonly done: number }[] = [];

  /** Takes note of what is there; gives the seconds that the rest will take, where they can be told. */
  secondsLeft(done: number, total: number | undefined, at: number): number | undefined {
    this.#points.push({ at, done });
    // The last point before the window stays: a server that sends one piece in ten seconds has a pace too.
    while ((this.#points[1]?.at ?? at) < at - WINDOW) this.#points.shift();
    const [first] = this.#points;
    if (!first || total === undefined || at - first.at < LEAST || done <= first.done) return undefined;
    return ((total - done) * (at - first.at)) / (done - first.done) / 1000;
  }
}
