import { numbers, openEngine, trainingOf, undisturbed } from "../losses/training.mjs";

/** Kills of one training, until another is begun. */
const EACH = 10;
const KILLS = 100;

/** Trainings whose tab's process dies again and again, at moments that nobody chose. */
export async function run(host) {
  const random = numbers(host.seed);
  const again = [];
  let done = 0;
  for (let seed = host.seed; done < KILLS && (done === 0 || Date.now() < host.until); seed++) {
    const graph = trainingOf(seed, { epochs: 12 });
    const { weights: whole, ms } = await undisturbed(host, graph, "wasm");
    let engine = await openEngine(host, "wasm");
    const context = engine.page.context();
    let killed = 0;
    while (killed < EACH && done + killed < KILLS) {
      const finished = engine.call("run", graph).then(
        () => true,
        () => false,
      );
      const moment = (random() * ms) / 3;
      if (await Promise.race([finished, later(moment).then(() => false)])) break;
      await engine.kill();
      killed++;
      engine = await openEngine(host, "wasm", context);
    }
    const { weights } = await engine.train(graph);
    if (weights !== whole) again.push(`seed ${seed}: other weights after ${killed} kills`);
    done += killed;
    await context.close();
  }
  return [
    {
      what: `${done} of ${KILLS} kills at random moments of training: final weights different`,
      must: "0",
      measured: String(again.length),
      reached: again.length === 0 && done === KILLS,
      again,
    },
  ];
}

function later(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
