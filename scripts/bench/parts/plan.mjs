import { rowOf } from "../figures.mjs";
import { byTurns, say } from "../stage.mjs";

/** The check and the plan of generated graphs: what the editor does after every edit, and whether it grows with the size alone. */
export async function run(stage, { rounds = 15 }) {
  const page = await stage.page();
  try {
    const sides = {
      thousand: () => page.call("plan", 1000),
      two: () => page.call("plan", 2000),
      again: () => page.call("planAgain", 1000),
    };
    // The engine of the language compiles what runs often.
    await byTurns(3, sides);
    const { thousand, two, again } = await byTurns(rounds, sides);
    const total = (samples) => samples.map((one) => one.check + one.plan);
    const { check, plan, steps } = thousand.at(-1);
    say(`  1,000 nodes: check ${check.toFixed(1)} ms, plan ${plan.toFixed(1)} ms, ${steps} steps`);
    return [
      rowOf({
        part: "plan",
        what: "check and plan of a graph of 1,000 nodes",
        unit: "ms",
        ours: total(thousand),
        aim: { most: 16 },
      }),
      rowOf({
        part: "plan",
        what: "2,000 nodes against 1,000",
        unit: "ms",
        ours: total(two),
        other: total(thousand),
        aim: { most: 2.3 },
        against: "1,000 nodes",
      }),
      rowOf({
        part: "plan",
        what: "check and plan of 1,000 nodes after one setting was changed",
        unit: "ms",
        ours: total(again),
      }),
    ];
  } finally {
    await page.close();
  }
}
