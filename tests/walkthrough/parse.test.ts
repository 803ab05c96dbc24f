import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseWalkthrough, readWalkthrough } from "../../src/walkthrough/parse";
import { walkthroughText } from "../../src/walkthrough/text";
import { graphOf, QUESTIONS, type Raw, rawWalkthrough, read, withGoal } from "./sample";

const problemsOf = (raw: unknown) => {
  const { walkthrough, problems } = parseWalkthrough(JSON.stringify(raw));
  expect(walkthrough).toBeUndefined();
  return problems.join("\n");
};
const step = (changes: Raw) => ({ id: "only", title: "Only", text: "", ...changes });

describe("a walkthrough", () => {
  it("is read, and written to the same bytes again", () => {
    const raw = withGoal({ kind: "all", goals: [{ kind: "node", type: "split" }, { kind: "ran" }] });
    const text = walkthroughText(read(raw));
    expect(parseWalkthrough(text)).toEqual({ walkthrough: raw, problems: [] });
    expect(walkthroughText(read(JSON.parse(text)))).toBe(text);
  });

  it("keeps fields that this version does not know", () => {
    const raw = rawWalkthrough({ later: { on: [1] }, steps: [step({ soon: true })] });
    expect(read(raw)).toEqual(raw);
  });

  it("is written with its fields in the order in which they are read", () => {
    const text = walkthroughText(read(rawWalkthrough({ tolerances: { loss: 0.1 } })));
    expect([...text.matchAll(/^ {2}"(\w+)"/gm)].map(([, name]) => name)).toEqual([
      "format",
      "formatVersion",
      "id",
      "title",
      "summary",
      "start",
      "steps",
      "tolerances",
    ]);
  });

  it("is refused in words where it is none", () => {
    expect(problemsOf({ format: "tensorloom" })).toMatch(
      /"format" is "tensorloom", not "tensorloom-walkthrough"/,
    );
    expect(problemsOf([])).toMatch(/is a JSON object/);
    expect(parseWalkthrough("{").problems[0]).toMatch(/^This is not JSON/);
    expect(parseWalkthrough(" ").problems[0]).toMatch(/is empty/);
    expect(parseWalkthrough("\u0000{}").problems[0]).toMatch(/UTF-8/);
  });

  it("of a newer version is refused politely", () => {
    expect(problemsOf(rawWalkthrough({ formatVersion: 2 }))).toMatch(/newer Tensorloom.*Update to open it/);
  });

  it("names the place that is wrong, and what was expected there", () => {
    expect(problemsOf(rawWalkthrough({ steps: [] }))).toBe("steps has to have at least 1 entry.");
    expect(problemsOf(rawWalkthrough({ title: 7 }))).toBe("title has to be a text, and is 7.");
    expect(problemsOf(rawWalkthrough({ steps: [step({ showMe: [{ kind: "explode" }] })] }))).toMatch(
      /^steps\.0\.showMe\.0\.kind has to be "add" or "remove" or .*, and is "explode"\.$/,
    );
    expect(problemsOf(withGoal({ kind: "node", type: "split", count: 0.5 }))).toMatch(
      /steps\.0\.goal\.count/,
    );
    expect(
      problemsOf(withGoal({ kind: "any", goals: [{ kind: "ran" }, { kind: "opened", what: "door" }] })),
    ).toMatch(/steps\.0\.goal\.goals\.1\.what has to be "picture".*"door"/);
  });

  it("with goals of an unknown kind is refused: which step, which kind, what is known", () => {
    const problems = problemsOf(
      withGoal({ kind: "all", goals: [{ kind: "ran" }, { kind: "hack", code: "1" }] }),
    );
    expect(problems).toMatch(/^Step 1 \(only\) has a goal of the kind "hack".*Known kinds: node, wired/);
  });

  it("whose references lead nowhere is refused", () => {
    expect(problemsOf(withGoal({ kind: "answered", question: "nope" }))).toMatch(
      /question nope, which no step has/,
    );
    expect(problemsOf(withGoal({ kind: "answered", question: "words", correct: true }))).toMatch(
      /never judged/,
    );
    expect(problemsOf(rawWalkthrough({ steps: [step({}), step({})] }))).toMatch(
      /Step 2 \(only\).*id only already/,
    );
    const twice = [step({ questions: QUESTIONS }), step({ id: "b", questions: QUESTIONS.slice(0, 1) })];
    expect(problemsOf(rawWalkthrough({ steps: twice }))).toMatch(/question has the id why already/);
    const actions = [
      { kind: "answer", question: "gone" },
      { kind: "connect", from: "a", to: "b.c" },
    ];
    const found = problemsOf(rawWalkthrough({ steps: [step({ showMe: actions })] }));
    expect(found).toMatch(/answers the question gone/);
    expect(found).toMatch(/names the port "a": it has to be node\.port/);
  });

  it("whose goals nothing meets, or everything, is refused", () => {
    const of = { type: "split" };
    expect(problemsOf(withGoal({ kind: "metric", of, metric: "f1", min: 1, max: 0 }))).toMatch(
      /nothing meets/,
    );
    expect(problemsOf(withGoal({ kind: "data", of, classes: { min: 3, max: 2 } }))).toMatch(/nothing meets/);
    expect(problemsOf(withGoal({ kind: "setting", of, setting: "seed" }))).toMatch(/asks for nothing/);
    expect(problemsOf(withGoal({ kind: "ran", of: { type: "a", node: "b" } }))).toMatch(/a node and a type/);
    expect(problemsOf(withGoal({ kind: "ran", of: { type: "a", node: 5 } }))).toMatch(/a node and a type/);
    expect(problemsOf(withGoal({ kind: "ran", missing: ["x"] }))).toMatch(
      /"missing" of a goal has to be a text/,
    );
    const none = {
      ...QUESTIONS[0],
      options: [
        { text: "a", explanation: "" },
        { text: "b", explanation: "" },
      ],
    };
    expect(problemsOf(rawWalkthrough({ steps: [step({ questions: [none] })] }))).toMatch(
      /none of the options/,
    );
  });

  it("reads the graph that it begins with as a graph, and says what is wrong with it", () => {
    expect(problemsOf(rawWalkthrough({ start: { graph: { format: "x" } } }))).toMatch(/^In start\.graph: /);
    expect(problemsOf(rawWalkthrough({ start: { graph: graphOf({}), template: "steel" } }))).toMatch(
      /Keep one/,
    );
    expect(problemsOf(rawWalkthrough({ start: { template: "../../etc" } }))).toMatch(/start\.template/);
    expect(read(rawWalkthrough({ start: { graph: graphOf({ a: "split" }) } })).start.graph).toBeDefined();
  });

  it("opens though a drawing is not there, and says so", () => {
    const { walkthrough, problems } = readWalkthrough(
      rawWalkthrough({
        steps: [step({ text: "![a](drawing:there) ![b](drawing:toString)" })],
        drawings: { there: "<svg/>" },
      }),
    );
    expect(walkthrough).toBeDefined();
    expect(problems).toEqual(["Step 1 (only) shows the drawing toString, which is not in the file."]);
  });
});

describe("a hostile walkthrough", () => {
  const quickly = (work: () => unknown) => {
    const start = performance.now();
    work();
    expect(performance.now() - start).toBeLessThan(2000);
  };

  it("that is enormous is refused unread", () => {
    const text = JSON.stringify(rawWalkthrough({ summary: "x".repeat(2_000_001) }));
    quickly(() => expect(parseWalkthrough(text).problems[0]).toMatch(/at most 2 MB/));
  });

  it("that is nested without end is refused quickly", () => {
    const lists = `{"format":"tensorloom-walkthrough","steps":${"[".repeat(500_000)}${"]".repeat(500_000)}}`;
    quickly(() => expect(parseWalkthrough(lists).problems[0]).toMatch(/nested deeper than 40 levels/));
  });

  it("whose goals are nested beyond the depth, or are too many, is refused in words", () => {
    let goal: unknown = { kind: "ran" };
    for (let at = 0; at < 8; at++) goal = { kind: "not", goal };
    expect(problemsOf(withGoal(goal))).toMatch(/Step 1 \(only\) has goals in goals deeper than 8 levels/);
    const many = { kind: "all", goals: Array.from({ length: 501 }, () => ({ kind: "ran" })) };
    expect(problemsOf(withGoal(many))).toMatch(/more than 500 goals/);
  });

  it("with keys that reach into a prototype is refused", () => {
    for (const key of ["__proto__", "constructor", "toString"]) {
      const text = JSON.stringify(rawWalkthrough({ steps: [step({ KEY: {} })] })).replace("KEY", key);
      expect(parseWalkthrough(text).problems[0]).toMatch(/which no walkthrough may have/);
    }
  });

  it("with scripts is shown as text: they stay the strings that they were", () => {
    const text = "<script>alert(1)</script><img src=x onerror=alert(1)>";
    expect(read(rawWalkthrough({ steps: [step({ text })] })).steps[0]?.text).toBe(text);
  });

  it("of any JSON never throws, and is refused with at least a sentence", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const { walkthrough, problems } = parseWalkthrough(JSON.stringify(value));
        expect(walkthrough).toBeUndefined();
        expect(problems.length).toBeGreaterThan(0);
      }),
    );
  });

  it("with anything in a place of its own never throws, and says at most 21 sentences", () => {
    const places = ["start", "steps", "drawings", "tolerances", "minutes", "id"];
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 5 }), (place, value) => {
        const { walkthrough, problems } = readWalkthrough(rawWalkthrough({ [place]: value }));
        expect(walkthrough !== undefined || problems.length > 0).toBe(true);
        expect(problems.length).toBeLessThanOrEqual(21);
      }),
    );
  });
});
