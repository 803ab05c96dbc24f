import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { registry } from "../../src/registry";
import { judgeAnswer } from "../../src/walkthrough/answers";
import type { Goal, Question } from "../../src/walkthrough/document";
import type { Evidence } from "../../src/walkthrough/evidence";
import { judge, stepJudgement } from "../../src/walkthrough/goals";
import { evidence, goalOf, graphOf, QUESTIONS, rawWalkthrough, read } from "./sample";

/** What is missing, as one text; empty where the goal is met. */
function missing(raw: unknown, changes: Partial<Evidence> = {}): string {
  const { goal, walkthrough } = goalOf(raw);
  const judgement = judge(goal, evidence(changes), walkthrough, registry);
  expect(judgement.met).toBe(judgement.missing.length === 0);
  return judgement.missing.join(" ");
}

describe("the goal that a node is there", () => {
  it("is met by a node of the type, or by so many", () => {
    const goal = { kind: "node", type: "split" };
    expect(missing(goal)).toBe("Add a Split node.");
    expect(missing(goal, { graph: graphOf({ a: "split" }) })).toBe("");
    expect(missing({ ...goal, count: 2 }, { graph: graphOf({ a: "split" }) })).toBe(
      "Add Split until there are 2 such nodes; there is 1 now.",
    );
    expect(missing({ ...goal, count: 2 }, { graph: graphOf({ a: "split", b: "split" }) })).toBe("");
  });
});

describe("the goal that nodes are wired", () => {
  const goal = {
    kind: "wired",
    from: { type: "split", port: "train" },
    to: { node: "trainer", port: "train" },
  };
  const nodes = { split: "split", trainer: "trainer", resize: "resize" };

  it("names both ports", () => {
    expect(missing(goal, { graph: graphOf(nodes) })).toBe(
      "Wire the train port of Split into the train port of Trainer.",
    );
    expect(missing(goal, { graph: graphOf(nodes, ["split.train > trainer.train"]) })).toBe("");
  });

  it("says what leads there instead", () => {
    expect(missing(goal, { graph: graphOf(nodes, ["split.test > trainer.train"]) })).toBe(
      "Wire the train port of Split into the train port of Trainer; now the test port of Split leads there.",
    );
  });

  it("names the nodes that are not there", () => {
    expect(missing(goal, { graph: graphOf({ trainer: "trainer" }) })).toBe(
      "Add a Split node. Wire the train port of Split into the train port of Trainer.",
    );
  });

  it("through others is met by a path, and only forwards", () => {
    const through = { ...goal, through: true };
    const path = ["split.train > resize.dataset", "resize.dataset > trainer.train"];
    expect(missing(through, { graph: graphOf(nodes, path) })).toBe("");
    expect(missing(goal, { graph: graphOf(nodes, path) })).not.toBe("");
    expect(missing(through, { graph: graphOf(nodes, path.slice(0, 1)) })).toMatch(/^Wire .* through to/);
    expect(missing(through, { graph: graphOf(nodes, ["trainer.model > resize.dataset"]) })).not.toBe("");
    const circle = ["split.train > resize.dataset", "resize.dataset > resize.dataset"];
    expect(missing(through, { graph: graphOf(nodes, circle) })).not.toBe("");
  });
});

describe("the goal that a setting is so", () => {
  const of = { type: "adam" };
  const adam = (learningRate?: number) => ({
    graph: graphOf({ a: { type: "adam", settings: learningRate === undefined ? {} : { learningRate } } }),
  });

  it("knows the default of a setting that nobody set", () => {
    const goal = { kind: "setting", of, setting: "learningRate", equals: 0.1 };
    const unset = missing(goal, adam());
    expect(unset).toMatch(/^Set Learning rate of Adam to 0\.1; it is [\d.e-]+ now\.$/);
    expect(missing(goal, adam(0.1))).toBe("");
    expect(missing({ ...goal, equals: Number(/is ([\d.e-]+) now/.exec(unset)?.[1]) }, adam())).toBe("");
  });

  it("takes ranges and lists, and says them", () => {
    const range = { kind: "setting", of, setting: "learningRate", min: 0.01, max: 1 };
    expect(missing(range, adam(0.001))).toBe("Set Learning rate of Adam to 0.01 to 1; it is 0.001 now.");
    expect(missing(range, adam(0.01))).toBe("");
    const list = { kind: "setting", of, setting: "learningRate", oneOf: [1, 2, 3] };
    expect(missing(list, adam(4))).toBe("Set Learning rate of Adam to 1, 2 or 3; it is 4 now.");
    expect(missing(list, adam(2))).toBe("");
  });

  it("compares lists by what is in them", () => {
    const goal = { kind: "setting", of: { node: "head" }, setting: "hidden", equals: [2048] };
    const head = (hidden: number[]) => ({
      graph: graphOf({ head: { type: "mlp-head", settings: { hidden } } }),
    });
    expect(missing(goal, head([2048]))).toBe("");
    expect(missing(goal, head([2048, 2]))).toMatch(/to \[2048\]; it is \[2048,2\] now/);
  });

  it("is not met by what lies in a prototype", () => {
    const goal = { kind: "setting", of, setting: "toString", oneOf: ["x"] };
    expect(missing(goal, adam())).toMatch(/it is nothing now/);
  });
});

describe("goals about what was done", () => {
  const graph = graphOf({ images: "sample-steel", test: { type: "evaluate", title: "On test" } });
  const of = { node: "test" };

  it("want data that were looked through, of so many classes and pictures", () => {
    const goal = { kind: "data", of: { node: "images" }, classes: { min: 6, max: 6 } };
    expect(missing(goal, { graph })).toMatch(/with 6 classes; they were not looked through yet\.$/);
    expect(missing(goal, { graph, data: { images: { classes: 1, pictures: 20 } } })).toMatch(
      /it has 1 class and 20 pictures now\.$/,
    );
    expect(missing(goal, { graph, data: { images: { classes: 6, pictures: 20 } } })).toBe("");
  });

  it("want a result that fits, and again: one since the step began", () => {
    const results = { test: { at: 10, metrics: {} } };
    expect(missing({ kind: "ran", of }, { graph })).toBe(
      "Run On test; it has no result that fits the graph as it is.",
    );
    expect(missing({ kind: "ran", of }, { graph, results, since: 20 })).toBe("");
    expect(missing({ kind: "ran", of, again: true }, { graph, results, since: 20 })).toBe(
      "Run On test again.",
    );
    expect(missing({ kind: "ran", of, again: true }, { graph, results, since: 10 })).toBe("");
    expect(missing({ kind: "ran" }, { graph })).toBe("Run the whole graph.");
    expect(missing({ kind: "ran", again: true }, { graph, ranAt: 5, since: 6 })).toBe(
      "Run the whole graph again.",
    );
    expect(missing({ kind: "ran" }, { graph, ranAt: 5, since: 6 })).toBe("");
  });

  it("want a number in a range, and name those that there are", () => {
    const goal = { kind: "metric", of, metric: "accuracy", min: 0.8 };
    const metrics = (values: Record<string, number>) => ({
      graph,
      results: { test: { at: 1, metrics: values } },
    });
    expect(missing(goal, metrics({ accuracy: 0.54321 }))).toBe(
      "Bring accuracy of On test to at least 0.8; it is 0.5432 now.",
    );
    expect(missing(goal, metrics({ accuracy: 0.8 }))).toBe("");
    expect(missing(goal, metrics({ loss: 1, f1: 2 }))).toBe(
      "On test gives no number called accuracy. It gives loss and f1.",
    );
    expect(missing({ ...goal, metric: "constructor" }, metrics({}))).toMatch(/It gives no numbers/);
  });

  it("want a look since the step began", () => {
    const goal = { kind: "opened", what: "picture", of: { type: "sample-steel" } };
    const opened = (node: string | undefined, at: number) => ({
      graph,
      since: 5,
      opened: [{ what: "picture" as const, at, ...(node ? { node } : {}) }],
    });
    expect(missing(goal, { graph })).toMatch(/^Open a picture of /);
    expect(missing(goal, opened("images", 4))).not.toBe("");
    expect(missing(goal, opened("test", 6))).not.toBe("");
    expect(missing(goal, opened(undefined, 6))).not.toBe("");
    expect(missing(goal, opened("images", 6))).toBe("");
    expect(missing({ kind: "opened", what: "picture" }, opened(undefined, 6))).toBe("");
  });

  it("want an answer, or the right one", () => {
    const right = { kind: "answered", question: "why", correct: true };
    expect(missing(right)).toBe("Answer the question: Why 224?");
    expect(missing(right, { answers: { why: [1] } })).toBe("Your answer is not right yet: Why 224?");
    expect(missing(right, { answers: { why: [0] } })).toBe("");
    expect(missing({ kind: "answered", question: "why" }, { answers: { why: [1] } })).toBe("");
    expect(missing({ kind: "answered", question: "words" }, { answers: { words: "  " } })).not.toBe("");
  });
});

describe("goals of goals", () => {
  const split = { kind: "node", type: "split" };
  const adam = { kind: "node", type: "adam" };

  it("say all that is missing of all, and the ways of any", () => {
    expect(missing({ kind: "all", goals: [split, adam, split] })).toBe("Add a Split node. Add an Adam node.");
    expect(missing({ kind: "any", goals: [split, adam] })).toBe(
      "One of these is enough: (1) Add a Split node. (2) Add an Adam node.",
    );
    expect(missing({ kind: "any", goals: [split, adam] }, { graph: graphOf({ a: "adam" }) })).toBe("");
  });

  it("say what is to be undone of not, through all and any", () => {
    const graph = graphOf({ a: "adam", s: "split" });
    expect(missing({ kind: "not", goal: adam }, { graph })).toBe("Remove Adam.");
    expect(missing({ kind: "not", goal: { kind: "any", goals: [split, adam] } }, { graph })).toBe(
      "Remove Split. Remove Adam.",
    );
    expect(missing({ kind: "not", goal: { kind: "all", goals: [split, adam] } }, { graph })).toMatch(
      /^One of these/,
    );
  });

  it("say the author's words in place of the page's, and not for what is not wanted", () => {
    const told = { ...split, missing: "Split before you augment." };
    expect(missing(told)).toBe("Split before you augment.");
    expect(missing({ kind: "all", goals: [told, adam] })).toBe("Split before you augment. Add an Adam node.");
    expect(missing({ kind: "not", goal: told }, { graph: graphOf({ s: "split" }) })).toBe("Remove Split.");
  });

  it("are judged as logic judges them", () => {
    const nodes = ["split", "adam", "resize"];
    const tree = fc.letrec<{ goal: Goal }>((tie) => ({
      goal: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(...nodes).map((type) => ({ kind: "node" as const, type })),
        fc.record({
          kind: fc.constantFrom("all" as const, "any" as const),
          goals: fc.array(tie("goal"), { minLength: 1, maxLength: 3 }),
        }),
        fc.record({ kind: fc.constant("not" as const), goal: tie("goal") }),
      ),
    })).goal;
    const truth = (goal: Goal, there: readonly string[]): boolean => {
      if (goal.kind === "node") return there.includes(goal.type);
      if (goal.kind === "not") return !truth(goal.goal, there);
      if (goal.kind === "all") return goal.goals.every((each) => truth(each, there));
      return goal.kind === "any" && goal.goals.some((each) => truth(each, there));
    };
    const walkthrough = read(rawWalkthrough());
    fc.assert(
      fc.property(tree, fc.subarray(nodes), (goal, there) => {
        const graph = graphOf(Object.fromEntries(there.map((type) => [type, type])));
        expect(judge(goal, evidence({ graph }), walkthrough, registry).met).toBe(truth(goal, there));
      }),
    );
  });
});

describe("a step", () => {
  const judged = (step: object, changes: Partial<Evidence> = {}) => {
    const walkthrough = read(rawWalkthrough({ steps: [{ id: "a", title: "A", text: "", ...step }] }));
    const [first] = walkthrough.steps;
    return first && stepJudgement(first, evidence(changes), walkthrough, registry);
  };

  it("with neither goal nor questions is done when it was read", () => {
    expect(judged({})).toEqual({ met: true, missing: [] });
  });

  it("with questions alone is done when they are answered rightly, a free text with anything", () => {
    const answers = { why: [1], which: [1, 0], size: 0.3 };
    expect(judged({ questions: QUESTIONS }, { answers })).toEqual({
      met: false,
      missing: ["Your answer is not right yet: Why 224?", "Answer the question: In your words?"],
    });
    expect(judged({ questions: QUESTIONS }, { answers: { ...answers, why: [0], words: "So." } })?.met).toBe(
      true,
    );
  });

  it("with a goal is judged by the goal alone", () => {
    const goal = { kind: "answered", question: "why" };
    expect(judged({ questions: QUESTIONS, goal }, { answers: { why: [1] } })?.met).toBe(true);
  });
});

describe("an answer", () => {
  const [why, which, size, words] = QUESTIONS as [Question, Question, Question, Question];

  it("to a choice is right with the right option, and brings what is said of those ticked", () => {
    expect(judgeAnswer(why, [0])).toEqual({ answered: true, right: true, explanations: ["Yes."] });
    expect(judgeAnswer(why, [1])).toMatchObject({ right: false, explanations: ["256 is; 224 is not."] });
    expect(judgeAnswer(which, [0])).toMatchObject({ answered: true, right: false });
    expect(judgeAnswer(which, [1, 0, 0])).toMatchObject({ right: true, explanations: ["b is.", "a is."] });
    expect(judgeAnswer(which, [0, 1, 2])).toMatchObject({ right: false });
  });

  it("in numbers may be off by the tolerance, whatever binary makes of it", () => {
    expect([0.3, 0.5, 0.29, 0.51].map((value) => judgeAnswer(size, value).right)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("that is none of the question's counts as none", () => {
    for (const answer of [[2], [-1], [0.5], [], [0, 1], "0", 0, undefined])
      expect(judgeAnswer(why, answer)).toMatchObject({ answered: false, right: undefined });
    for (const answer of [Number.NaN, Number.POSITIVE_INFINITY, "0.4", [0.4]])
      expect(judgeAnswer(size, answer).answered).toBe(false);
    expect(judgeAnswer(words, 3).answered).toBe(false);
  });
});
