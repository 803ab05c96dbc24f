import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "fast-png";
import { beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM_ARGUMENTS, ensureChromium } from "../../scripts/browser.mjs";
import { ensureBuilt } from "../../scripts/build.mjs";
import { inFolder, tensorloom, writeGraph } from "./harness";

const STEEL = "graphs/steel-defects.json";
const SMALL = ["resize.height=32", "resize.width=32", "head.hidden=[16]", "trainer.epochs=1"].flatMap(
  (text) => ["--set", text],
);
const inBrowser = {
  page: join(process.cwd(), "dist/page"),
  chromium: ensureChromium,
  chromiumArguments: CHROMIUM_ARGUMENTS,
};
const tell = (words: string[]) => tensorloom([words[0] ?? "", STEEL, ...SMALL, ...words.slice(1)], inBrowser);

/** A grey PNG of 20 × 20 px with a little grain. */
function picture(level: number): Uint8Array {
  const data = Uint8Array.from({ length: 400 }, (_, at) => level + ((at * 7) % 23));
  return encode({ width: 20, height: 20, channels: 1, depth: 8, data });
}

function folderOf(folder: string, name: string, files: Record<string, Uint8Array | string>): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content);
  return path;
}

const good = Object.fromEntries(
  ["dark", "größe"].flatMap((label, at) =>
    Array.from({ length: 10 }, (_, index) => [`${label}_${index}.png`, picture(40 + 150 * at + index)]),
  ),
);

describe("a stranger's words", () => {
  it("cannot move the terminal's cursor", () =>
    inFolder(async (folder) => {
      const graph = { ...JSON.parse(readFileSync(STEEL, "utf8")), title: "\u001b[2Jgone\u0007" };
      const { exit, out } = await tensorloom(["check", writeGraph(folder, graph)]);
      expect(exit).toBe(0);
      expect(out).toContain("\ufffd[2Jgone\ufffd: 17 nodes");
    }));

  it("are told to be no graph where they are none", async () => {
    expect(await tensorloom(["check", "/dev/null"])).toMatchObject({
      exit: 2,
      err: expect.stringContaining("/dev/null is no file"),
    });
  });

  it("are warned of where there is nothing to run", () =>
    inFolder(async (folder) => {
      const path = writeGraph(folder, { format: "tensorloom", formatVersion: 1, nodes: {} });
      const { exit, err } = await tensorloom(["check", path]);
      expect(exit).toBe(0);
      expect(err).toBe("warning: The graph has no nodes: there is nothing to run.\n");
    }));
});

describe("pictures that are not what they say", () => {
  beforeAll(() => ensureBuilt(), 300_000);

  it(
    "are named, and the good ones among them are used",
    () =>
      inFolder(async (folder) => {
        const files = {
          ...good,
          "dark_cut.png": picture(9).subarray(0, 60),
          "dark_nothing.png": "",
          "größe_text.jpg": "words, words",
          "notes.txt": "words",
        };
        const data = ["--data", `images=${folderOf(folder, "half good", files)}`];
        const { exit, out, err } = await tell(["run", ...data, "--json"]);
        expect(exit).toBe(0);
        const [first, second, ...more] = JSON.parse(out).problems;
        expect(first).toMatchObject({
          severity: "warning",
          node: "images",
          message: expect.stringContaining("notes.txt"),
        });
        expect(second.message).toMatch(
          /3 broken pictures: .*dark_cut.*dark_nothing.*größe_text\.jpg is text/,
        );
        expect(more).toEqual([]);
        expect(err).toContain("dark_cut.png");

        const stopped = await tell(["check", ...data, "--set", "images.broken=stop"]);
        expect(stopped.exit).toBe(2);
        expect(stopped.err).toMatch(/error: images\.broken: A picture is broken\. dark_cut\.png/);
      }),
    120_000,
  );

  it(
    "are refused where there is nothing, or nothing to tell apart",
    () =>
      inFolder(async (folder) => {
        const empty = await tell(["run", "--data", `images=${folderOf(folder, "empty", {})}`]);
        expect(empty).toMatchObject({
          exit: 1,
          err: expect.stringContaining("error: images: empty is empty: there is no file in it."),
        });
        const dark = Object.fromEntries(Object.entries(good).filter(([name]) => name.startsWith("dark")));
        const one = await tell(["run", "--data", `images=${folderOf(folder, "one", dark)}`]);
        expect(one.exit).toBe(2);
        expect(one.err).toMatch(/error: trainer\.train: All pictures have the class dark/);
        expect(one.err).not.toContain("mistake of its own");
      }),
    120_000,
  );
});

describe("a folder that does not take a figure", () => {
  it(
    "still gets the numbers",
    () =>
      inFolder(async (folder) => {
        mkdirSync(join(folder, "trainer.png"));
        const { exit, err } = await tell(["run", "--set", "images.count=2", "--out", folder]);
        expect({ exit, err }).toEqual({
          exit: 1,
          err: expect.stringMatching(/trainer\.png could not be saved/),
        });
        expect(existsSync(join(folder, "results.json"))).toBe(true);
      }),
    60_000,
  );
});

describe("a training that runs away", () => {
  it(
    "ends with 1 and leaves the last good weights in the folder",
    () =>
      inFolder(async (folder) => {
        const settings = ["--set", "images.count=3", "--set", "adam.learningRate=1e6"];
        const { exit, err } = await tell(["run", ...settings, "--set", "trainer.epochs=20", "--out", folder]);
        expect(exit).toBe(1);
        expect(err).toMatch(/error: trainer: .*try 0\.001 or less/);
        expect(existsSync(join(folder, "trainer.safetensors"))).toBe(true);
        const results = JSON.parse(readFileSync(join(folder, "results.json"), "utf8"));
        expect(results.status).toBe("failed");
        expect(results.steps.find((step: { node: string }) => step.node === "predict")).toMatchObject({
          status: "blocked",
        });
      }),
    60_000,
  );
});
