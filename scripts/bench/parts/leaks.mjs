import { rowOf } from "../figures.mjs";
import { exampleGraph, needDone, withSettings } from "../graphs.mjs";

/** Tensors that a hundred runs leave on the device, every fourth of them cancelled somewhere on its way. */
export async function run(stage, { small }) {
  const runs = small ? 12 : 100;
  const graph = exampleGraph("steel-defects", {
    images: { count: 2 },
    resize: { height: 64, width: 64 },
    head: { hidden: [32] },
    trainer: { epochs: 2 },
  });
  // Another seed each time: a run that finds everything done would show nothing.
  const number = (seed) => withSettings(graph, { images: { seed }, head: { seed } });
  const page = await stage.page();
  try {
    await page.call("start");
    let usual = 0;
    for (const seed of [1, 2, 3]) usual = needDone(await page.call("run", number(seed))).ms;
    const before = await page.call("tensors");
    let stopped = 0;
    for (let at = 0; at < runs; at++) {
      const isCancelled = at % 4 === 3;
      // Spread over the whole of a run, from its beginning to its end.
      const after = isCancelled ? (usual * ((at * 7) % 20)) / 20 : undefined;
      const ran = await page.call("run", number(10 + at), after);
      if (ran.status === "stopped") stopped++;
      else needDone(ran);
    }
    if (stopped === 0) throw new Error("No run was stopped on its way: they were over too soon.");
    const left = (await page.call("tensors")) - before;
    const what = `tensors left by ${runs} runs of a small graph, ${stopped} of them stopped on their way`;
    return [rowOf({ part: "leaks", what, unit: "tensors", ours: [left], aim: { least: 0, most: 0 } })];
  } finally {
    await page.close();
  }
}
