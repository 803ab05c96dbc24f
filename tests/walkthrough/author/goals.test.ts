import { describe, expect, it } from "vitest";
import { registry } from "@/registry";
import { questionsOf } from "@/walkthrough/answers";
import { findings } from "@/walkthrough/author/check";
import { changeStep } from "@/walkthrough/author/draft";
import { type Choices, metricNames, newGoal } from "@/walkthrough/author/goal-forms";
import { lackingDeeds, suggestedGoal } from "@/walkthrough/author/suggest";
import { GOAL_KINDS } from "@/walkthrough/document";
import { readWalkthrough } from "@/walkthrough/parse";
import { reach } from "@/walkthrough/reach";
import { graphOf } from "../sample";
import { small } from "../small";

const GRAPH = graphOf({ images: "sample-steel", evaluate: "evaluate", other: "sample-steel" });
const choices: Choices = {
  graph: GRAPH,
  registry,
  questions: questionsOf(small()),
  metrics: { evaluate: ["loss", "accuracy"] },
};

it.each(GOAL_KINDS)("a new goal of the kind %s can be read, and asks for something that is there", (kind) => {
  const goal = newGoal(kind, choices);
  expect(goal.kind).toBe(kind);
  expect(readWalkthrough(structuredClone(changeStep(small(), "ask", { goal }))).problems).toEqual([]);
});

it.each(GOAL_KINDS)("a goal of the kind %s can be begun on an empty canvas", (kind) => {
  const none = { ...choices, graph: graphOf({}), metrics: {} };
  const goal = newGoal(kind, none);
  const draft = changeStep(small(), "ask", { goal });
  expect(readWalkthrough(structuredClone(draft)).problems).toEqual([]);
});

it("numbers are those of the node that is meant, or of all of its type", () => {
  expect(metricNames({ node: "evaluate" }, choices)).toEqual(["loss", "accuracy"]);
  expect(metricNames({ type: "evaluate" }, choices)).toEqual(["loss", "accuracy"]);
  expect(metricNames({ node: "images" }, choices)).toEqual([]);
});

describe("the goal that show me comes to", () => {
  it("is reached by it in every step of a walkthrough, and not before", () => {
    const draft = small();
    const start = graphOf({});
    const suggested = {
      ...draft,
      steps: draft.steps.map((step) => ({ ...step, goal: suggestedGoal(step, draft, start) })),
    };
    const { walkthrough } = readWalkthrough(JSON.parse(JSON.stringify(suggested)));
    if (!walkthrough) throw new Error("It cannot be read.");
    const steps = reach(walkthrough, start, registry);
    expect(steps.map(({ reached, metBefore }) => [reached, metBefore])).toEqual(
      steps.map(() => [true, false]),
    );
  });

  it("names what a student adds by its type, and what was there by its id", () => {
    const step = {
      id: "a",
      title: "A",
      text: "",
      showMe: [
        { kind: "add" as const, id: "resize", type: "resize" },
        { kind: "connect" as const, from: "images.dataset", to: "resize.dataset" },
        { kind: "remove" as const, node: "other" },
      ],
    };
    expect(suggestedGoal(step, small({ steps: [step] }), GRAPH)).toEqual({
      kind: "all",
      goals: [
        {
          kind: "wired",
          from: { node: "images", port: "dataset" },
          to: { type: "resize", port: "dataset" },
        },
        { kind: "not", goal: { kind: "node", type: "sample-steel", count: 2 } },
      ],
    });
  });

  it("lacks a run, a look and answers that the goal asks for, until they are there", () => {
    const [, run, ask] = small().steps;
    if (!run || !ask) throw new Error("Steps are missing.");
    const graph = graphOf({ grid: "image-grid" });
    expect(lackingDeeds({ ...run, showMe: [] }, graph)).toEqual([
      { kind: "run" },
      { kind: "open", what: "picture" },
    ]);
    expect(lackingDeeds({ ...ask, showMe: [] }, graph)).toHaveLength(3);
    expect(lackingDeeds(ask, graph)).toEqual([]);
  });
});

describe("the check of a draft", () => {
  const start = graphOf({});

  it("finds nothing in one that is whole", () => {
    expect(findings(small(), start, registry)).toEqual([]);
  });

  it("leads to the step that has no title, whose goal is not reached, or whose goals contradict themselves", () => {
    expect(findings(changeStep(small(), "run", { title: " " }), start, registry)).toEqual([
      { step: "run", weight: "fault", text: expect.stringContaining("no title") },
    ]);
    const [unreached] = findings(changeStep(small(), "wire", { showMe: [] }), start, registry);
    expect(unreached).toMatchObject({ step: "wire", weight: "remark" });
    expect(unreached?.text).toContain("does not reach the goal");
    const goal = { kind: "metric" as const, of: { node: "grid" }, metric: "loss", min: 3, max: 1 };
    expect(findings(changeStep(small(), "ask", { goal }), start, registry)).toEqual([
      { step: "ask", weight: "fault", text: expect.stringContaining("A goal asks for at least 3") },
    ]);
  });
});
