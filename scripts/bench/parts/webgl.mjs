import { rowOf } from "../figures.mjs";
import { byTurns, say } from "../stage.mjs";

/** WebGL with what the engine makes of it, against TensorFlow.js's own. In software it says little of a real GPU. */
export async function run(stage, { rounds = 3, small }) {
  const [ours, stock] = [await stage.page(), await stage.page()];
  try {
    const { renderer } = await ours.call("openOurs", "webgl");
    await stock.call("openStock", "webgl");
    say(`  WebGL is done by ${renderer}`);
    const rows = [];
    const add = (what, samples) =>
      rows.push(
        rowOf({
          part: "webgl",
          what: `${what}, ${renderer}`,
          unit: "ms",
          ...samples,
          against: "stock WebGL",
        }),
      );
    await ours.call("prepareForward", "engine");
    await stock.call("prepareForward", "hand");
    const forward = { ours: () => ours.call("forward"), other: () => stock.call("forward") };
    // Programs are compiled on the way.
    await byTurns(1, forward);
    add("VGG16 at 1/8, forward, batch 1", await byTurns(rounds, forward));
    const steps = small ? 3 : 5;
    const middle = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];
    const unet = {
      ours: async () => middle((await ours.call("engineSteps", "unet small", steps)).slice(1)),
      other: async () => middle((await stock.call("handSteps", "unet small", steps)).slice(1)),
    };
    add("U-Net base 4, depth 3, a step on 4×1×64×64", await byTurns(small ? 1 : rounds, unet));
    return rows;
  } finally {
    await ours.close();
    await stock.close();
  }
}
