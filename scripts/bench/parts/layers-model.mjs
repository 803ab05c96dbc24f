import { leftOut, rowOf } from "../figures.mjs";
import { byTurns } from "../stage.mjs";

const MISSING = "the package @tensorflow/tfjs-layers is not installed";

/** What tf.LayersModel.fit can express of the transfer: its head on features that are ready. */
export async function run(stage, { rounds = 5, small }) {
  const rows = small ? 8 : 42;
  const what = `MLP 4096→2048→6 on ${rows} rows of ready features, batch 4, 5 epochs`;
  if (!stage.hasLayers) return [leftOut("layers-model", what, MISSING)];
  const [ours, theirs] = [await stage.page(), await stage.page()];
  try {
    await ours.call("openOurs", "wasm");
    await theirs.call("prepareLayersModel", rows);
    const sides = {
      ours: () => ours.call("fitByEngine", rows),
      other: () => theirs.call("fitLayersModel"),
    };
    // The first fit of each side makes what the others find.
    await byTurns(1, sides);
    const samples = await byTurns(rounds, sides);
    return [rowOf({ part: "layers-model", what, unit: "ms", ...samples, against: "tf.LayersModel.fit" })];
  } finally {
    await ours.close();
    await theirs.close();
  }
}
