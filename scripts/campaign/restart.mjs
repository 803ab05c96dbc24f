import { numbers, openEngine, trainingOf } from "../losses/training.mjs";

const DEATHS = 10;
const MOST = 5000;

/** The time from a worker's death until the training that it was at does its next batch. */
export async function run(host) {
  const random = numbers(host.seed);
  const engine = await openEngine(host, "wasm");
  const times = [];
  let diedAt;
  let isNew = true;
  let next = 3;
  engine.onEvent = (event) => {
    // What the dead worker sent last may still come; the run begins anew with its plan.
    if (event.kind === "planned") isNew = true;
    if (event.kind !== "progress" || event.node !== "trainer" || !isNew) return;
    if (diedAt !== undefined) {
      times.push(performance.now() - diedAt);
      diedAt = undefined;
      // Not before it came further than the time before.
      next = event.done + 4 + Math.floor(random() * 4);
    }
    if (event.done < next || times.length === DEATHS) return;
    isNew = false;
    diedAt = performance.now();
    engine.crash().catch(() => undefined);
  };
  await engine.train(trainingOf(host.seed, { epochs: 40 }));
  await engine.page.context().close();
  const longest = Math.max(...times);
  return [
    {
      what: `time from worker's death to running again, the longest of ${times.length}`,
      must: "< 5 s",
      measured: `${(longest / 1000).toFixed(1)} s`,
      reached: times.length === DEATHS && longest < MOST,
    },
  ];
}
