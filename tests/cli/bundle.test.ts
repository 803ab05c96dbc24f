import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "fast-png";
import { beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM_ARGUMENTS, ensureChromium } from "../../scripts/browser.mjs";
import { ensureBuilt } from "../../scripts/build.mjs";
import { inFolder, tensorloom } from "./harness";

const inBrowser = {
  page: join(process.cwd(), "dist/page"),
  chromium: ensureChromium,
  chromiumArguments: CHROMIUM_ARGUMENTS,
};
const SMALL = [
  "vgg16.weights=random",
  "resize.height=32",
  "resize.width=32",
  "head.hidden=[16]",
  "trainer.epochs=1",
].flatMap((text) => ["--set", text]);

/** Two classes of ten small pictures each. */
function pictures(folder: string): string {
  for (const [name, shade] of [
    ["dark", 40],
    ["light", 200],
  ] as const) {
    mkdirSync(join(folder, "set", name), { recursive: true });
    for (let at = 0; at < 10; at++) {
      const data = new Uint8Array(16 * 16).fill(shade + at);
      writeFileSync(
        join(folder, "set", name, `${at}.png`),
        encode({ width: 16, height: 16, channels: 1, data }),
      );
    }
  }
  return join(folder, "set");
}

const metricsOf = (file: string) => JSON.parse(readFileSync(file, "utf8")).outputs;

describe("a bundle on the command line", () => {
  beforeAll(() => ensureBuilt(), 300_000);

  it(
    "holds what a run was made of and what came out, and runs the same again by itself",
    () =>
      inFolder(async (folder) => {
        const bundle = join(folder, "handed-in.loom");
        const words = ["--data", `images=${pictures(folder)}`, "--set", "images.label=folder", ...SMALL];
        const first = await tensorloom(
          ["run", "graphs/steel-defects.json", ...words, "--out", join(folder, "a"), "--bundle", bundle],
          inBrowser,
        );
        expect({ exit: first.exit, err: first.err }).toMatchObject({ exit: 0 });
        const again = await tensorloom(["run", bundle, "--out", join(folder, "b")], inBrowser);
        expect({ exit: again.exit, err: again.err }).toMatchObject({ exit: 0 });
        expect(metricsOf(join(folder, "b", "results.json"))).toEqual(
          metricsOf(join(folder, "a", "results.json")),
        );
        expect(metricsOf(join(folder, "b", "results.json")).images.count).toBe(20);
        // Data that are given by hand go before those of the bundle.
        const other = await tensorloom(["check", bundle, "--data", "images=nowhere"], inBrowser);
        expect(other).toMatchObject({ exit: 2 });
      }),
    300_000,
  );

  it("is refused in a sentence where it is damaged", () =>
    inFolder(async (folder) => {
      const bad = join(folder, "bad.loom");
      writeFileSync(bad, new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3]));
      const { exit, err } = await tensorloom(["check", bad], inBrowser);
      expect(exit).toBe(2);
      expect(err).toMatch(/bad\.loom cannot be opened/);
    }));
});
