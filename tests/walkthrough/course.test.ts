import { describe, expect, it } from "vitest";
import { registry } from "@/registry";
import type { Focus, Which } from "@/walkthrough/document";
import { reach } from "@/walkthrough/reach";
import { goalsOf } from "@/walkthrough/references";
import { COURSE, course, courseText, errorsOf, shown, startGraph, textOf } from "./course";

type Ports = Readonly<Record<string, unknown>>;

/** Numbers that the results of a type give, by the names of `results.json`. */
const METRICS: Readonly<Record<string, readonly string[]>> = {
  evaluate: ["loss", "accuracy", "count", "dice", "iou", "pixelAccuracy"],
  "model-summary": ["layers", "parameters", "trained", "flops"],
  "data-check": ["pictures", "imbalance"],
  metrics: ["accuracy"],
};

it("the course has its eight walkthroughs", () => {
  expect(COURSE.map((file) => file.replace(".json", ""))).toEqual([
    "first-steps",
    "going-wrong",
    "nuclei-2-1",
    "nuclei-2-2",
    "steel-1-1",
    "steel-1-2",
    "steel-1-3",
    "steel-1-4",
  ]);
});

describe.each(COURSE)("%s", (file) => {
  const walkthrough = course(file);
  const { steps, drawings = {} } = walkthrough;
  /** The graph as it stands when each step is done by "Show me". */
  const after = [startGraph(walkthrough)];
  for (const { showMe = [] } of steps) after.push(shown(after.at(-1) ?? startGraph(walkthrough), showMe));
  const graphAt = (index: number) => after[index + 1] ?? startGraph(walkthrough);
  const typesOf = (which: Which, index: number) =>
    "type" in which
      ? [String(which.type)]
      : [graphAt(index).nodes[String(which.node)]?.type ?? `no node ${which.node}`];

  it("is called as its file, has six to twelve steps, and each name once", () => {
    expect(`${walkthrough.id}.json`).toBe(file);
    expect(steps.length).toBeGreaterThanOrEqual(6);
    expect(steps.length).toBeLessThanOrEqual(12);
    const ids = steps.flatMap(({ id, questions = [] }) => [
      `step ${id}`,
      ...questions.map((question) => `question ${question.id}`),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("has something to read and something to do in every step", () => {
    for (const { id, text, goal, showMe, hints } of steps) {
      expect(text.length, id).toBeGreaterThan(80);
      expect(goal, id).toBeDefined();
      expect(showMe?.length, id).toBeGreaterThan(0);
      const isOnlyFreeText = goalsOf(goal).every(({ kind }) => kind === "answered");
      if (!isOnlyFreeText) expect(hints?.length, id).toBeGreaterThan(0);
    }
  });

  it("ends with a graph that the checker takes, and stays without errors from the start and by every Show me", () => {
    const complaints = after.map(errorsOf);
    expect(complaints[0]?.filter((message) => !/not wired|nothing is wired/i.test(message))).toEqual([]);
    expect(complaints.at(-1)).toEqual([]);
    steps.forEach(({ id, showMe = [] }, index) => {
      if (showMe.some(({ kind }) => kind === "run")) expect(complaints[index + 1], id).toEqual([]);
    });
  });

  it("reaches every goal by Show me, and none before it", () => {
    const reached = reach(walkthrough, startGraph(walkthrough), registry);
    expect(reached.flatMap(({ step, problems }) => problems.map((one) => `${step}: ${one}`))).toEqual([]);
    expect(reached.map(({ reached: isReached }) => isReached)).toEqual(steps.map(() => true));
  });

  it("names nodes, ports, settings, values and metrics that there are", () => {
    steps.forEach((step, index) => {
      const checkPort = (which: Which, side: "inputs" | "outputs") => {
        for (const type of typesOf(which, index)) {
          const ports = registry.get(type)?.[side] as Ports | undefined;
          expect(ports, `${step.id}: ${type}`).toBeDefined();
          if (which.port !== undefined) expect(Object.keys(ports ?? {}), step.id).toContain(which.port);
        }
      };
      const checkValue = (which: Which, setting: string, values: readonly unknown[]) => {
        for (const type of typesOf(which, index)) {
          const schema = (registry.get(type)?.settings as Settings | undefined)?.[setting]?.schema;
          expect(schema, `${step.id}: ${type}.${setting}`).toBeDefined();
          for (const value of values)
            expect(schema?.safeParse(value).success, `${setting} ${value}`).toBe(true);
        }
      };
      for (const goal of goalsOf(step.goal)) {
        if (goal.kind === "node") expect(registry.has(goal.type), goal.type).toBe(true);
        if (goal.kind === "wired") {
          checkPort(goal.from, "outputs");
          checkPort(goal.to, "inputs");
        }
        if (goal.kind === "setting")
          checkValue(goal.of, goal.setting, goal.equals === undefined ? [] : [goal.equals]);
        if ("of" in goal && goal.of) checkPort(goal.of as Which, "outputs");
        if (goal.kind === "metric")
          for (const type of typesOf(goal.of, index)) expect(METRICS[type], step.id).toContain(goal.metric);
      }
      for (const action of step.showMe ?? []) {
        if (action.kind === "add") {
          expect(registry.has(action.type), action.type).toBe(true);
          expect(graphAt(index - 1).nodes[action.id], `${action.id} is there already`).toBeUndefined();
          for (const [name, value] of Object.entries(action.settings ?? {}))
            checkValue({ type: action.type } as Which, name, [value]);
        }
        if (action.kind === "set") checkValue({ node: action.node } as Which, action.setting, [action.value]);
        if ((action.kind === "run" || action.kind === "open") && action.node !== undefined)
          expect(Object.keys(graphAt(index).nodes), step.id).toContain(action.node);
      }
      for (const one of step.focus ?? [])
        if (!isPanel(one)) expect(typesOf(one as Which, index), step.id).not.toContain("");
    });
  });

  it("asks for what Show me answers and does", () => {
    for (const { id, goal, showMe = [], questions = [] } of steps) {
      const answered = goalsOf(goal).flatMap((one) => (one.kind === "answered" ? [one.question] : []));
      const shownAnswers = showMe.flatMap((one) => (one.kind === "answer" ? [one.question] : []));
      expect(answered.sort(), id).toEqual(questions.map((question) => question.id).sort());
      expect(shownAnswers.sort(), id).toEqual(answered);
    }
  });

  it("explains every option, marks a right one, and gives numbers that meet their own answer", () => {
    for (const { questions = [] } of steps) {
      for (const question of questions) {
        if (question.kind === "choice") {
          const right = question.options.filter(({ correct }) => correct === true);
          expect(right.length > 1, question.id).toBe(question.several === true);
          expect(right.length, question.id).toBeGreaterThan(0);
          for (const { explanation } of question.options) expect(explanation.length).toBeGreaterThan(10);
        } else if (question.kind === "number") expect(question.explanation.length).toBeGreaterThan(10);
        else expect(question.model?.length, question.id).toBeGreaterThan(60);
      }
    }
  });

  it("says it plainly: whole sentences, no exclamation marks, no addresses", () => {
    for (const step of steps) {
      expect(textOf(step), step.id).not.toMatch(/!(?!\[)|https?:|<\w/);
      expect(textOf(step), step.id).not.toMatch(/ {2}|\s,| TODO/);
    }
    expect(walkthrough.summary).toMatch(/\.$/);
  });

  it("has drawings that are well-formed, titled, harmless, and shown", () => {
    const used = steps.flatMap((step) =>
      [...textOf(step).matchAll(/\]\(drawing:([^)]+)\)/g)].map(([, name]) => name),
    );
    expect([...new Set(used)].sort()).toEqual(Object.keys(drawings).sort());
    for (const [name, text] of Object.entries(drawings)) {
      expect(text, name).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 \d+ \d+"/);
      expect(text, name).toMatch(/<title>[A-Z][^<]{20,}<\/title>/);
      expect(text.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(
        /<script|<style|<image|<use|<a |foreignObject|\son\w+=|href|url\(|https?:|javascript:|<!|<\?/i,
      );
      expect(unclosed(text), name).toEqual([]);
    }
  });

  it("ends with a newline, has a line for each value, and loses nothing to the schema", () => {
    expect(walkthrough).toEqual(JSON.parse(courseText(file)));
    expect(courseText(file)).toMatch(/\n$/);
    expect(courseText(file).split("\n").length).toBeGreaterThan(100);
  });
});

describe("the look at drawings", () => {
  it("finds a tag that is left open, closed twice or crossed, and an attribute without quotes", () => {
    expect(unclosed("<svg><g></g></svg>")).toEqual([]);
    expect(unclosed('<svg><rect x="1"/></svg>')).toEqual([]);
    expect(unclosed("<svg><g></svg>")).not.toEqual([]);
    expect(unclosed("<svg></g></svg>")).not.toEqual([]);
    expect(unclosed("<svg><rect x=1/></svg>")).not.toEqual([]);
    expect(unclosed("<svg>a & b</svg>")).not.toEqual([]);
  });
});

type Settings = Readonly<Record<string, { schema: { safeParse(value: unknown): { success: boolean } } }>>;

function isPanel(focus: Focus): boolean {
  return "panel" in focus;
}

/** What keeps a text from being well-formed XML, as far as hand-written drawings go. */
function unclosed(text: string): readonly string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  const tag = /<(\/?)([a-z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/gi;
  for (const [, end, name = "", , alone] of text.matchAll(tag)) {
    if (alone) continue;
    if (!end) open.push(name);
    else if (open.pop() !== name) wrong.push(`</${name}>`);
  }
  const left = text.replace(tag, "");
  if (/[<>]|&(?!(amp|lt|gt|quot);)/.test(left)) wrong.push(left.slice(0, 80));
  return [...open, ...wrong];
}
