import { dirname } from "node:path";
import { leftOut, rowOf } from "../figures.mjs";
import { exampleGraph, jpegFiles, needDone } from "../graphs.mjs";
import { machineNow } from "../machine.mjs";
import { byTurns, say, seconds } from "../stage.mjs";
import { NO_TORCH, startTorch } from "../torch.mjs";

/** The course's settings. */
export const HOW = { epochs: 5, batchSize: 4, hidden: 2048, learningRate: 1e-4 };

/** The course's transfer at full width on sixty JPEG pictures: the graph, the course's program, and TensorFlow.js by hand. */
export async function run(stage, { rounds = 3, small }) {
  const share = small ? 8 : 1;
  const how = { ...HOW, share, epochs: small ? 2 : HOW.epochs };
  const pictures = await jpegFiles(stage, small ? 3 : 10);
  const weights = await stage.weights(share);
  const torch = stage.torch && (await startTorch(stage.torch, "torch/transfer.py", [machineNow().cores]));
  try {
    const sides = {
      ours: () => byGraph(stage, pictures, weights, how),
      ...(torch ? { torch: () => byTorch(torch, pictures, weights, how) } : {}),
      hand: () => byHand(stage, pictures, how),
    };
    const told = (round, last) =>
      say(
        `  round ${round}: ${Object.entries(last)
          .map(([name, ms]) => `${name} ${seconds(ms)}`)
          .join(", ")}`,
      );
    const { ours, torch: other, hand } = await byTurns(rounds, sides, told);
    const what = `transfer, VGG16 at ${share === 1 ? "full width" : "1/8"}, ${pictures.length} JPEG pictures, ${how.epochs} epochs`;
    return [
      other
        ? rowOf({ part: "transfer", what, unit: "ms", ours, other, aim: { most: 0.35 }, against: "PyTorch" })
        : leftOut("transfer", `${what}, against PyTorch`, NO_TORCH),
      rowOf({
        part: "transfer",
        what,
        unit: "ms",
        ours,
        other: hand,
        aim: { most: 0.1 },
        against: "tfjs by hand",
      }),
    ];
  } finally {
    torch?.end();
  }
}

/** The engine anew in a new profile: nothing is kept from before. Giving files is what the user did before pressing Run. */
async function byGraph(stage, pictures, weights, how) {
  const page = await stage.page();
  try {
    await page.call("start");
    return needDone(await page.call("run", await transferGraph(page, pictures, weights, how))).ms;
  } finally {
    await page.close();
  }
}

/** The steel graph with these pictures and weights given to its nodes. */
export async function transferGraph(page, pictures, weights, { epochs, batchSize, hidden, learningRate }) {
  const assets = {};
  for (const [node, paths] of Object.entries({ images: pictures, vgg16: [weights] })) {
    await page.give(paths);
    assets[node] = await page.call("give", node);
  }
  const graph = exampleGraph("steel-defects", {
    vgg16: { weights: "file", width: weights.includes("-8.") ? "1/8" : "1" },
    head: { hidden: [hidden] },
    adam: { learningRate },
    trainer: { epochs, batchSize },
  });
  return { ...graph, assets };
}

async function byTorch(torch, pictures, weights, how) {
  const { ms } = await torch.ask(JSON.stringify({ folder: dirname(pictures[0]), weights, ...how }));
  return ms;
}

async function byHand(stage, pictures, how) {
  const page = await stage.page();
  try {
    await page.give(pictures);
    await page.call("prepare", "wasm", how, 0);
    return await page.call("byHand", how, 0);
  } finally {
    await page.close();
  }
}
