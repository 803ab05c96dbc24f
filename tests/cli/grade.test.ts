import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM_ARGUMENTS, ensureChromium } from "../../scripts/browser.mjs";
import { ensureBuilt } from "../../scripts/build.mjs";
import { writeBundle } from "../../src/files/bundle";
import { canonicalText } from "../../src/graph/canonical";
import { emptyGraph, type Graph } from "../../src/graph/document";
import { allNumbersOf } from "../../src/walkthrough/numbers";
import { submissionText } from "../../src/walkthrough/submission";
import { walkthroughText } from "../../src/walkthrough/text";
import { small } from "../walkthrough/small";
import { inFolder, tensorloom } from "./harness";

const graph: Graph = {
  ...emptyGraph("Checked"),
  nodes: {
    images: { type: "sample-steel", version: 1, settings: { count: 1 } },
    check: { type: "data-check", version: 1, settings: {} },
  },
  edges: [{ from: "images.dataset", to: "check.dataset" }],
};

async function writeOne(
  folder: string,
  name: string,
  metrics: Record<string, number>,
  node = "check",
): Promise<string> {
  const submission = submissionText(
    {
      student: name,
      madeAt: "2026-01-01T10:00:00Z",
      answers: { classes: 6 },
      data: {},
      results: { [node]: { key: "k", at: 1, metrics } },
      opened: [],
      steps: { wire: { seconds: name.length, done: false } },
    },
    small(),
    graph,
  );
  const path = join(folder, `${name}.loom`);
  const blob = await writeBundle({ title: name, graph: canonicalText(graph), submission });
  writeFileSync(path, new Uint8Array(await blob.arrayBuffer()));
  return path;
}

describe("grade", () => {
  it("gives a class's sixty submissions a row each", async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, "w.json"), walkthroughText(small()));
      mkdirSync(join(folder, "class"));
      for (let at = 0; at < 60; at++) await writeOne(join(folder, "class"), `s${at}`, { pictures: 6 });
      writeFileSync(join(folder, "class", "broken.loom"), "no zip");
      const start = performance.now();
      const { exit, out, err } = await tensorloom(["grade", "w.json", "class", "--csv", "t.csv"], { folder });
      process.stderr.write(`60 submissions graded in ${Math.round(performance.now() - start)} ms\n`);
      expect([exit, err]).toEqual([0, ""]);
      expect(out).toContain("s59 (s59.loom): 0 of 3 steps met, 1 of 2 answers right");
      const rows = readFileSync(join(folder, "t.csv"), "utf8").trimEnd().split("\r\n");
      expect(rows).toHaveLength(62);
      expect(rows[1]).toMatch(/^broken\.loom,,0,0,3,0,2,0,"?It could not be read/);
    });
  });

  it("grades the class though some of what was handed in is no file that can be read", async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, "w.json"), walkthroughText(small()));
      const into = join(folder, "class");
      mkdirSync(join(into, "unpacked.loom"), { recursive: true });
      symlinkSync("gone", join(into, "lost.loom"));
      execFileSync("mkfifo", [join(into, "pipe.loom")]);
      // Nothing but a length: no byte of it lies on the disk.
      writeFileSync(join(into, "huge.loom"), "");
      truncateSync(join(into, "huge.loom"), 300 * 1024 ** 2);
      await writeOne(into, "whole", { pictures: 6 });
      const { exit, out } = await tensorloom(["grade", "w.json", "class"], { folder });
      expect(exit).toBe(0);
      expect(out).toContain("whole (whole.loom): 0 of 3 steps met");
      expect(out).toMatch(/huge\.loom.*It has 315 MB: that is no submission/s);
      expect(out).toMatch(/lost\.loom.*It cannot be read: ENOENT/s);
      expect(out).toMatch(/pipe\.loom.*It is no file\./s);
      expect(out).toMatch(/unpacked\.loom.*It is a folder: hand in the file as it was saved/s);
    });
  });

  it.each([
    [["grade"], "grade needs a walkthrough"],
    [["grade", "w.json"], "what was handed in"],
    [["grade", "w.json", "none.loom"], "none.loom cannot be read"],
    [["grade", "bad.json", "w.json"], "bad.json cannot be read as a walkthrough. This is not JSON"],
    [["grade", "w.json", "w.json", "--set", "a"], "grade has no option --set"],
    [["grade", "w.json", "w.json", "--data", "a=b"], "--data is for --rerun"],
    [["grade", "w.json", "."], "no .loom file in the folder"],
  ])("%j is refused in words", async (words, said) => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, "w.json"), walkthroughText(small()));
      writeFileSync(join(folder, "bad.json"), "{");
      const { exit, err } = await tensorloom(words, { folder });
      expect(exit).toBe(2);
      expect(err).toContain(said);
    });
  });

  describe("with a browser", () => {
    beforeAll(async () => {
      await ensureBuilt();
      await ensureChromium();
    }, 300_000);

    it("finds a number that a second run does not give, and nothing wrong with an honest one", async () => {
      await inFolder(async (folder) => {
        writeFileSync(join(folder, "w.json"), walkthroughText(small()));
        const honest = await tensorloom(["run", write(folder), "--json"], browser(folder));
        const { outputs } = JSON.parse(honest.out);
        const numbers = allNumbersOf(outputs.check);
        const [name = ""] = Object.keys(numbers);
        await writeOne(folder, "honest", numbers);
        await writeOne(folder, "forged", { ...numbers, [name]: (numbers[name] ?? 0) + 3 });
        // How many pictures each class has, a list.
        const counts = allNumbersOf(outputs.images);
        await writeOne(folder, "counted", counts, "images");
        await writeOne(folder, "recounted", { ...counts, "counts[2]": 5 }, "images");
        const files = ["honest.loom", "forged.loom", "counted.loom", "recounted.loom"];
        const words = ["grade", "w.json", ...files, "--rerun", "--json"];
        const { exit, out } = await tensorloom(words, browser(folder));
        expect(exit).toBe(0);
        const [fair, bad, counted, recounted] = JSON.parse(out).grades;
        // All have the one graph of this test.
        expect(fair.flags).toEqual(["The same graph as forged.loom and counted.loom and recounted.loom."]);
        expect(counted.flags).toEqual(["The same graph as honest.loom and forged.loom and recounted.loom."]);
        expect(bad.flags.join(" ")).toContain(`${name} of check is`);
        expect(recounted.flags.join(" ")).toContain(
          "counts[2] of images is 1 when it is run again, and 5 was handed in",
        );
      });
    }, 120_000);
  });
});

const browser = (folder: string) => ({
  folder,
  page: join(process.cwd(), "dist/page"),
  chromium: () => ensureChromium(),
  chromiumArguments: CHROMIUM_ARGUMENTS,
});

function write(folder: string): string {
  const path = join(folder, "graph.json");
  writeFileSync(path, canonicalText(graph));
  return path;
}
