import { emptyGraph, type Graph } from "../../src/graph/document";
import type { Goal, Walkthrough } from "../../src/walkthrough/document";
import type { Evidence } from "../../src/walkthrough/evidence";
import { readWalkthrough } from "../../src/walkthrough/parse";

export type Raw = Record<string, unknown>;

/** A walkthrough as JSON would give it, with what a test changes. */
export function rawWalkthrough(changes: Raw = {}): Raw {
  return {
    format: "tensorloom-walkthrough",
    formatVersion: 1,
    id: "sample",
    title: "A sample",
    summary: "Shows what a test needs.",
    start: {},
    steps: [{ id: "only", title: "Only step", text: "Read this." }],
    ...changes,
  };
}

/** With one step that has this goal, and a question of each kind. */
export function withGoal(goal: unknown): Raw {
  return rawWalkthrough({
    steps: [{ id: "only", title: "Only step", text: "Do it.", goal, questions: QUESTIONS }],
  });
}

export const QUESTIONS = [
  {
    kind: "choice",
    id: "why",
    text: "Why **224**?",
    options: [
      { text: "It is what the network was trained with.", correct: true, explanation: "Yes." },
      { text: "It is a power of two.", explanation: "256 is; 224 is not." },
    ],
  },
  {
    kind: "choice",
    id: "which",
    text: "Which are lists?",
    several: true,
    options: [
      { text: "a", correct: true, explanation: "a is." },
      { text: "b", correct: true, explanation: "b is." },
      { text: "c", explanation: "c is not." },
    ],
  },
  {
    kind: "number",
    id: "size",
    text: "How large?",
    answer: 0.4,
    tolerance: 0.1,
    unit: "px",
    explanation: "So.",
  },
  { kind: "text", id: "words", text: "In your words?", model: "Because." },
];

/** Reads it, or fails the test with what is wrong. */
export function read(raw: Raw): Walkthrough {
  const { walkthrough, problems } = readWalkthrough(structuredClone(raw));
  if (!walkthrough) throw new Error(problems.join("\n"));
  return walkthrough;
}

export function goalOf(raw: unknown): { goal: Goal; walkthrough: Walkthrough } {
  const walkthrough = read(withGoal(raw));
  const goal = walkthrough.steps[0]?.goal;
  if (!goal) throw new Error("The step has no goal.");
  return { goal, walkthrough };
}

export function evidence(changes: Partial<Evidence> = {}): Evidence {
  return {
    graph: emptyGraph(),
    data: {},
    results: {},
    ranAt: undefined,
    opened: [],
    answers: {},
    since: 0,
    ...changes,
  };
}

/** A graph of nodes by id and type, and edges as `from > to`. */
export function graphOf(
  nodes: Readonly<Record<string, string | { type: string; settings?: Raw; title?: string }>>,
  edges: readonly string[] = [],
): Graph {
  return {
    ...emptyGraph(),
    nodes: Object.fromEntries(
      Object.entries(nodes).map(([id, node]) => [
        id,
        typeof node === "string"
          ? { type: node, version: 1, settings: {} }
          : { version: 1, settings: {}, ...node },
      ]),
    ),
    edges: edges.map((edge) => {
      const [from = "", to = ""] = edge.split(" > ");
      return { from, to };
    }),
  };
}
