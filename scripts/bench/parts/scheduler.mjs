import { rowOf } from "../figures.mjs";
import { byTurns } from "../stage.mjs";

const CASES = {
  mlp: { what: "MLP 4096→2048→6, a step at batch 4", steps: 24 },
  unet: { what: "U-Net base 8, depth 3, a step on 4×1×128×128", steps: 12 },
};
/** The first steps of each training are slower on every side: allocated, compiled. */
const WARM = 4;

/** A step in the engine's training loop, against one of a loop written for that network alone, with the same kernels. */
export async function run(stage, { rounds = 7, small }) {
  const rows = [];
  for (const [name, { what, steps }] of Object.entries(CASES)) {
    const page = await stage.page();
    try {
      await page.call("openOurs", "wasm");
      const count = small ? 8 : steps;
      const sides = {
        ours: () => page.call("engineSteps", name, count + WARM),
        other: () => page.call("handSteps", name, count + WARM),
      };
      await byTurns(1, sides);
      const turns = await byTurns(small ? 2 : rounds, sides);
      // A step's time is a sample: the median of all of them hardly sees what else the machine did meanwhile.
      const samples = Object.fromEntries(
        Object.entries(turns).map(([side, runs]) => [side, runs.flatMap((times) => times.slice(WARM))]),
      );
      rows.push(
        rowOf({ part: "scheduler", what, unit: "ms", ...samples, aim: { most: 1.03 }, against: "bare loop" }),
      );
    } finally {
      await page.close();
    }
  }
  return rows;
}
