import { rowOf } from "../figures.mjs";
import { exampleGraph, needDone } from "../graphs.mjs";
import { byTurns, say, seconds } from "../stage.mjs";

/** The steel graph as it comes, against the same work by hand in TensorFlow.js, on the device that the engine chooses. */
export async function run(stage, { rounds = 3, small }) {
  const count = small ? 4 : 40;
  const graph = exampleGraph("steel-defects", { images: { count } });
  const { trainer, head, adam } = graph.nodes;
  const how = {
    share: 8,
    epochs: trainer.settings.epochs,
    batchSize: trainer.settings.batchSize,
    hidden: head.settings.hidden[0],
    learningRate: adam.settings.learningRate,
  };
  let device = "wasm";
  const samples = await byTurns(
    rounds,
    {
      async ours() {
        const page = await stage.page();
        ({ device } = await page.call("start"));
        const { ms } = needDone(await page.call("run", graph));
        await page.close();
        return ms;
      },
      async other() {
        const page = await stage.page();
        await page.call("prepare", device, how, count);
        const ms = await page.call("byHand", how, count);
        await page.close();
        return ms;
      },
    },
    (round, { ours, other }) => say(`  round ${round}: ${seconds(ours)} and ${seconds(other)}`),
  );
  const what = `steel graph, VGG16 at 1/8, ${6 * count} drawn pictures, ${how.epochs} epochs, ${device}`;
  return [
    rowOf({ part: "steel", what, unit: "ms", ...samples, aim: { most: 0.4 }, against: "tfjs by hand" }),
  ];
}
