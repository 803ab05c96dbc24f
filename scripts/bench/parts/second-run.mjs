import { rowOf } from "../figures.mjs";
import { exampleGraph, jpegFiles, needDone, withSettings } from "../graphs.mjs";
import { say, seconds } from "../stage.mjs";
import { HOW, transferGraph } from "./transfer.mjs";

const CHANGE = { adam: { learningRate: 3e-4 } };

/** The first run of a graph, and the run after only the learning rate was changed: the sample's, and the course's transfer. */
export async function run(stage, { rounds = 5, small }) {
  const count = small ? 4 : 40;
  const share = small ? 8 : 1;
  const pictures = await jpegFiles(stage, small ? 3 : 10);
  const weights = await stage.weights(share);
  const graphs = [
    [
      `steel graph, ${6 * count} drawn pictures`,
      async () => exampleGraph("steel-defects", { images: { count } }),
    ],
    [
      `transfer, VGG16 at ${small ? "1/8" : "full width"}, ${pictures.length} JPEG pictures, ${HOW.epochs} epochs`,
      (page) => transferGraph(page, pictures, weights, HOW),
    ],
  ];
  const samples = graphs.map(() => ({ first: [], second: [] }));
  for (let round = 1; round <= rounds; round++)
    for (const [at, [what, make]] of graphs.entries()) {
      const page = await stage.page();
      await page.call("start");
      const graph = await make(page);
      const { first, second } = samples[at];
      first.push(needDone(await page.call("run", graph)).ms);
      const again = needDone(await page.call("run", withSettings(graph, CHANGE)));
      second.push(again.ms);
      const longest = again.steps.slice(0, 4).map(([node, ms]) => `${node} ${ms} ms`);
      say(
        `  round ${round}, ${what}: ${seconds(first.at(-1))}, then ${seconds(again.ms)}: ${longest.join(", ")}`,
      );
      await page.close();
    }
  return graphs.map(([what], at) =>
    rowOf({
      part: "second-run",
      what: `${what}, learning rate changed`,
      unit: "ms",
      ours: samples[at].second,
      other: samples[at].first,
      aim: { most: 1 / 8 },
      against: "first run",
    }),
  );
}
