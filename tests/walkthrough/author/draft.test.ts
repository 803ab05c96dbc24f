import { describe, expect, it } from "vitest";
import {
  addStep,
  changeStep,
  duplicateStep,
  moveStep,
  newQuestion,
  newWalkthrough,
  removeQuestion,
  removeStep,
} from "@/walkthrough/author/draft";
import { begun, redone, stepped, undone } from "@/walkthrough/author/history";
import { readWalkthrough } from "@/walkthrough/parse";
import { small } from "../small";

const ids = ({ steps }: ReturnType<typeof small>) => steps.map(({ id }) => id);

describe("a draft", () => {
  it("gets steps behind the one that is shown, each with an id of its own", () => {
    const { draft, step } = addStep(small(), "wire");
    expect(ids(draft)).toEqual(["wire", step, "run", "ask"]);
    expect(ids(addStep(draft, step).draft)).toHaveLength(new Set(ids(addStep(draft, step).draft)).size);
  });

  it("moves steps within its ends", () => {
    expect(ids(moveStep(small(), "run", -1))).toEqual(["run", "wire", "ask"]);
    expect(ids(moveStep(small(), "ask", 1))).toEqual(["wire", "run", "ask"]);
  });

  it("gives a copy of a step questions of its own, and can be read", () => {
    const goal = { kind: "answered" as const, question: "classes" };
    const { draft, step } = duplicateStep(changeStep(small(), "ask", { goal }), "ask");
    const copy = draft.steps.find(({ id }) => id === step);
    const questions = copy?.questions?.map(({ id }) => id) ?? [];
    expect(questions).toHaveLength(3);
    expect(questions).not.toContain("classes");
    expect(copy?.goal).toEqual({ kind: "answered", question: questions[0] });
    expect(copy?.showMe?.map((action) => action.kind === "answer" && action.question)).toEqual(questions);
    expect(readWalkthrough(structuredClone(draft)).problems).toEqual([]);
  });

  it("forgets a question everywhere", () => {
    const goal = {
      kind: "all" as const,
      goals: [
        { kind: "ran" as const },
        { kind: "not" as const, goal: { kind: "answered" as const, question: "classes" } },
      ],
    };
    const draft = removeQuestion(changeStep(small(), "run", { goal }), "classes");
    expect(draft.steps[1]?.goal).toEqual({ kind: "all", goals: [{ kind: "ran" }] });
    expect(draft.steps[2]?.showMe).toHaveLength(2);
    expect(readWalkthrough(structuredClone(draft)).problems).toEqual([]);
    const without = removeStep(changeStep(small(), "run", { goal }), "ask");
    expect(JSON.stringify(without)).not.toContain("classes");
  });

  it("is a readable walkthrough once its fields are filled", () => {
    const draft = newWalkthrough("Mine", {}, "1a2b");
    expect(readWalkthrough(structuredClone(draft)).walkthrough).toBeUndefined();
    const questions = (["choice", "number", "text"] as const).map((kind, at) => ({
      ...newQuestion(kind, draft),
      id: `q${at}`,
    }));
    const filled = changeStep(draft, "step-1", { title: "Look", text: "Look.", questions });
    expect(readWalkthrough(structuredClone(filled)).problems).toEqual([]);
    expect(filled.id).toBe("walkthrough-1a2b");
  });
});

describe("the history of a draft", () => {
  it("takes the letters of a word back together, and what follows by itself", () => {
    let history = begun("");
    for (const [at, word] of ["a", "ab", "abc"].entries())
      history = stepped(history, word, "title", at * 100);
    history = stepped(history, "abcd", "title", 9000);
    expect(undone(history)?.now).toBe("abc");
    expect(undone(undone(history) ?? history)?.now).toBe("");
    expect(redone(undone(history) ?? history)?.now).toBe("abcd");
    expect(undone(begun(""))).toBeUndefined();
  });
});
