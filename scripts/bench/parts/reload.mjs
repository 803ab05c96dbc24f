import { rowOf } from "../figures.mjs";
import { exampleGraph, needDone, withSettings } from "../graphs.mjs";

/** Pictures that go through the frozen network in a run after the page was loaded again, the learning rate changed. */
export async function run(stage, { rounds = 1, small }) {
  const graph = exampleGraph("steel-defects", { images: { count: small ? 2 : 10 } });
  const changed = withSettings(graph, { adam: { learningRate: 3e-4 } });
  const [before, after] = [[], []];
  for (let round = 1; round <= rounds; round++) {
    const page = await stage.page();
    await page.call("start");
    before.push(needDone(await page.call("run", graph)).features);
    await page.reload();
    await page.call("start");
    after.push(needDone(await page.call("run", changed)).features);
    await page.close();
  }
  // A bench that counts nothing would always find nothing.
  if (before.some((count) => count === 0))
    throw new Error("The first run put no picture through the frozen network.");
  const what = `pictures through the frozen network after a reload (${before[0]} before it)`;
  return [rowOf({ part: "reload", what, unit: "pictures", ours: after, aim: { most: 0 } })];
}
