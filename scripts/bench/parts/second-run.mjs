import { rowOf } from "../figures.mjs";
import { exampleGraph, needDone, withSettings } from "../graphs.mjs";
import { say, seconds } from "../stage.mjs";

/** The first run of a graph, and the run after only the learning rate was changed. */
export async function run(stage, { rounds = 5, small }) {
  const count = small ? 4 : 40;
  const graph = exampleGraph("steel-defects", { images: { count } });
  const changed = withSettings(graph, { adam: { learningRate: 3e-4 } });
  const [first, second] = [[], []];
  for (let round = 1; round <= rounds; round++) {
    const page = await stage.page();
    await page.call("start");
    first.push(needDone(await page.call("run", graph)).ms);
    const again = needDone(await page.call("run", changed));
    second.push(again.ms);
    const longest = again.steps.slice(0, 6).map(([node, ms]) => `${node} ${ms} ms`);
    say(`  round ${round}: ${seconds(first.at(-1))}, then ${seconds(again.ms)}: ${longest.join(", ")}`);
    await page.close();
  }
  const what = `steel graph, ${6 * count} pictures, learning rate changed`;
  const aim = { most: 1 / 8 };
  return [
    rowOf({ part: "second-run", what, unit: "ms", ours: second, other: first, aim, against: "first run" }),
  ];
}
