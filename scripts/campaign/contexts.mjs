import { numbers, OFTEN, openEngine, trainingOf } from "../losses/training.mjs";

const LOSSES = 10;

/** One training on WebGL whose context is lost ten times, at draws that nobody chose. */
export async function run(host) {
  const random = numbers(host.seed);
  const graph = trainingOf(host.seed, { epochs: 8 });
  // In one browser: which kernel does which shape is measured once there.
  const engine = await openEngine(host, "webgl");
  const { weights: whole } = await engine.train(graph);
  await engine.forget();
  await engine.open({ device: "webgl", kernels: "fast", checkpoints: OFTEN });
  let losses = 0;
  let next = 1;
  engine.onEvent = (event) => {
    if (event.kind !== "progress" || event.node !== "trainer" || event.done < next || losses === LOSSES)
      return;
    losses++;
    // Two batches at least between two losses, so that it comes further each time.
    next = event.done + 2 + Math.floor(random() * 2);
    engine.loseContext(Math.floor(random() * 60)).catch(() => undefined);
  };
  const { weights } = await engine.train(graph);
  await engine.page.context().close();
  const wrong = weights === whole ? 0 : 1;
  return [
    {
      what: `${losses} of ${LOSSES} contexts lost in one training: final weights different`,
      must: "0",
      measured: String(wrong),
      reached: wrong === 0 && losses === LOSSES,
    },
  ];
}
