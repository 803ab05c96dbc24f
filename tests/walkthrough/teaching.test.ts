import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { registry } from "@/registry";
import { GOAL_KINDS } from "@/walkthrough/document";
import { parseWalkthrough } from "@/walkthrough/parse";
import { reach } from "@/walkthrough/reach";
import { startGraph } from "./course";

const guide = readFileSync(join(import.meta.dirname, "../../docs/teaching.md"), "utf8");

it("the worked example of the guide for teachers is read without a remark, and Show me reaches each of its goals", () => {
  const { walkthrough, problems } = parseWalkthrough(/```json\n([\s\S]*?)```/.exec(guide)?.[1] ?? "");
  expect(problems).toEqual([]);
  if (!walkthrough) throw new Error("The guide has no example.");
  const steps = reach(walkthrough, startGraph(walkthrough), registry);
  expect(steps.map(({ step, reached, problems: told }) => [step, reached, told])).toEqual(
    walkthrough.steps.map(({ id }) => [id, true, []]),
  );
});

it("the guide names every kind of goal", () => {
  for (const kind of GOAL_KINDS) expect(guide).toContain(`\`${kind}\``);
});
