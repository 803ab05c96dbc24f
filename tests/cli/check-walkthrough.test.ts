import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { walkthroughText } from "../../src/walkthrough/text";
import { small } from "../walkthrough/small";
import { inFolder, tensorloom } from "./harness";

/** Checks a walkthrough that is written into a folder first. */
const checked = (text: string, ...more: string[]) =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, "w.json"), text);
    return tensorloom(["check", "w.json", ...more], { folder });
  });

describe("check of a walkthrough", () => {
  it.each(readdirSync("public/walkthroughs"))("finds nothing wrong with %s", async (name) => {
    const { exit, out, err } = await tensorloom(["check", `public/walkthroughs/${name}`]);
    expect([exit, err]).toEqual([0, ""]);
    expect(out).toContain("every goal is reached by Show me");
  });

  it("says step by step what is not reached, and ends with 2", async () => {
    const steps = small().steps.map((step) => ({ ...step, showMe: step.id === "run" ? [] : step.showMe }));
    const { exit, out } = await checked(walkthroughText(small({ steps })));
    expect(exit).toBe(2);
    expect(out).toContain(
      '2. Run it: not reached\n   "Show me" does not reach the goal. Still missing: Run ',
    );
    expect(out).toContain("Small: 3 steps, 1 step to look at.");
  });

  it("gives the same as JSON", async () => {
    const { out } = await checked(walkthroughText(small()), "--json");
    expect(JSON.parse(out).steps[0]).toEqual({ step: "wire", reached: true, metBefore: false, problems: [] });
  });

  it.each([
    [
      { start: { template: "no-such-graph" } },
      "There is no example graph no-such-graph. There are nuclei-segmentation",
    ],
    [{ steps: [] }, "at least 1 entry"],
  ])("refuses %j in words", async (change, words) => {
    const { exit, err } = await checked(JSON.stringify({ ...small(), ...change }));
    expect(exit).toBe(2);
    expect(err).toContain(words);
  });
});
