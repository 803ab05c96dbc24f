import { rowOf } from "../figures.mjs";
import { exampleGraph, needDone } from "../graphs.mjs";

const MEGABYTE = 1e6;
const AIM = { least: 0.7, most: 1.5 };

/** What the plan says a training takes on the device, against what WASM's memory had at its peak. */
export async function run(stage, { small }) {
  const steel = { images: { count: 10 }, trainer: { epochs: small ? 1 : 5 } };
  const nuclei = { images: { count: 12 }, trainer: { epochs: 1 } };
  const cases = [
    ["transfer, VGG16 at 1/8, batch 4", exampleGraph("steel-defects", steel)],
    ["U-Net base 4, depth 4, on 4×256×256", exampleGraph("nuclei-segmentation", nuclei)],
  ];
  if (!small) {
    const full = exampleGraph("steel-defects", { ...steel, vgg16: { weights: "file", width: "1" } });
    cases.push(["transfer, VGG16 at full width, batch 4", full, await stage.weights(1)]);
  }
  const rows = [];
  for (const [what, graph, weights] of cases) {
    const page = await stage.page();
    try {
      await page.call("start", "wasm");
      const assets = {};
      if (weights) {
        await page.give([weights]);
        assets.vgg16 = await page.call("give", "vgg16");
      }
      const whole = { ...graph, assets };
      const estimate = await page.call("estimate", whole, Object.keys(assets));
      const { deviceBytes: peak } = needDone(await page.call("run", whole));
      const sides = { ours: [estimate / MEGABYTE], other: [peak / MEGABYTE] };
      rows.push(rowOf({ part: "memory", what, unit: "MB", ...sides, aim: AIM, against: "measured peak" }));
    } finally {
      await page.close();
    }
  }
  return rows;
}
