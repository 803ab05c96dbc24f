import { numbers, openEngine, trainingOf } from "./training.mjs";

/** Of the training that is cancelled and run again: 7 pictures, 2 at a time, are 4 steps an epoch. */
const SMALL = { count: 10, side: 8, base: 2, depth: 1 };
const STEPS_AN_EPOCH = 4;
const EPOCHS_A_ROUND = 15;
/** What is made in the first epochs and by the first cancels is that of a start: shaders, textures of every shape. */
const WARM_EPOCHS = 5;
const WARM_CANCELS = 3;
const STEPS = 2000;
const CANCELS = 25;
/** However long the campaign is, ms. */
const LONGEST = 60_000;

/**
 * What trainings and cancelled runs leave on WebGL, emulated or not: textures, told by the browser's own functions that make and
 * delete them, so that those count too that tfjs keeps for later, and their bytes.
 */
export async function countTextures(host) {
  const random = numbers(host.seed);
  const engine = await openEngine(host, "webgl", undefined, { seconds: 10 });
  await watchTextures(engine);
  let seed = host.seed;
  const train = (epochs) => engine.train(trainingOf(seed++, { ...SMALL, epochs }));
  const cancel = async () => {
    const run = engine.call("run", trainingOf(seed++, { ...SMALL, epochs: 1000 }));
    await new Promise((resolve) => setTimeout(resolve, 100 + random() * 500));
    await engine.call("cancel");
    await run;
  };
  await train(WARM_EPOCHS);
  for (let done = 0; done < WARM_CANCELS; done++) await cancel();
  const before = await textures(engine);
  for (let done = 0; done < CANCELS; done++) await cancel();
  let steps = 0;
  const end = Math.min(host.until, Date.now() + LONGEST);
  while (steps < STEPS && (steps === 0 || Date.now() < end)) {
    await train(EPOCHS_A_ROUND);
    steps += EPOCHS_A_ROUND * STEPS_AN_EPOCH;
  }
  const after = await textures(engine);
  await engine.page.context().close();
  const words = ({ count, bytes }) => `${count}, ${(bytes / 1e6).toFixed(3)} MB`;
  return [
    {
      what: `textures after ${steps} steps on WebGL and ${CANCELS} cancels`,
      must: words(before),
      measured: words(after),
      reached: after.count <= before.count && after.bytes <= before.bytes,
    },
  ];
}

/** Counts from now on what the engine's worker makes and deletes. */
export async function watchTextures(engine) {
  await engine.worker().evaluate(() => {
    const prototype = WebGL2RenderingContext.prototype;
    for (const [name, change] of [
      ["createTexture", 1],
      ["deleteTexture", -1],
    ]) {
      const stock = prototype[name];
      prototype[name] = function (...given) {
        globalThis.__textures = (globalThis.__textures ?? 0) + change;
        return stock.apply(this, given);
      };
    }
  });
}

export async function textures(engine) {
  const count = await engine.worker().evaluate(() => globalThis.__textures ?? 0);
  return { count, bytes: (await engine.call("memory")).deviceBytes };
}
