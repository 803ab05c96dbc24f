import { dirname } from "node:path";
import { leftOut, rowOf } from "../figures.mjs";
import { jpegFiles } from "../graphs.mjs";
import { byTurns, say } from "../stage.mjs";
import { NO_TORCH, startTorch } from "../torch.mjs";

/** JPEG of 200 × 200 px to a normalized tensor of 224 × 224, on a page, against PIL and torchvision on one core. */
export async function run(stage, { rounds = 9, small }) {
  const paths = await jpegFiles(stage, small ? 4 : 20, 1);
  const what = `decode, resize to 224×224 and normalize a JPEG of 200×200, quality 90 (${paths.length} pictures)`;
  const page = await stage.page();
  const torch = stage.torch && (await startTorch(stage.torch, "torch/decode.py"));
  try {
    await page.give(paths);
    await page.call("takeJpegs");
    if (torch) await torch.ask(dirname(paths[0]));
    const sides = {
      single: () => page.call("decode", 1),
      four: () => page.call("decode", 4),
      ...(torch ? { torch: async () => (await torch.ask("run")).ms } : {}),
    };
    await byTurns(2, sides);
    const { single, four, torch: other } = await byTurns(rounds, sides);
    const pieces = await page.call("decodePieces");
    say(
      `  of one picture: ${Object.entries(pieces)
        .map(([name, ms]) => `${name} ${ms.toFixed(2)} ms`)
        .join(", ")}`,
    );
    const row = (of, ours, aim) =>
      rowOf({
        part: "decode",
        what: of,
        unit: "ms",
        ours,
        aim,
        ...(other ? { other, against: "PIL and torchvision" } : {}),
      });
    if (!other) return [leftOut("decode", what, NO_TORCH)];
    return [row(`${what}, one by one`, single, { most: 1.5 }), row(`${what}, four at a time`, four)];
  } finally {
    await page.close();
    torch?.end();
  }
}
