import { z } from "zod/mini";
import { identifier } from "../graph/document";

export const WALKTHROUGH_FORMAT = "tensorloom-walkthrough";
export const WALKTHROUGH_VERSION = 1;

const short = z.string().check(z.minLength(1), z.maxLength(200));
/** Markdown with formulas between `$` and `$`, or `$$` and `$$` on lines of their own. Shown, never executed. */
const prose = z.string().check(z.maxLength(20_000));
const reference = z.string().check(z.minLength(1), z.maxLength(64));

/** A node by its id, or every node of a type: what is asked of a type is met when one of them meets it. */
const which = z.union([
  z.looseObject({ node: identifier, port: z.optional(identifier) }),
  z.looseObject({ type: reference, port: z.optional(identifier) }),
]);

/** Parts of the page that a step may point at, beside nodes and ports. */
export const PANELS = [
  "library",
  "canvas",
  "inspector",
  "problems",
  "plan",
  "runs",
  "outline",
  "log",
  "run",
] as const;
const focus = z.union([which, z.looseObject({ panel: z.enum(PANELS) })]);

/** A range of numbers; a side that is left out is open. */
const range = { min: z.optional(z.number()), max: z.optional(z.number()) };

/** What a student can open to look at. */
export const OPENED = ["picture", "box", "result", "settings", "docs", "plan", "runs"] as const;

const simpleGoals = [
  /** So many nodes of a type are there; one, where no number is given. */
  z.looseObject({ kind: z.literal("node"), type: reference, count: z.optional(z.int().check(z.gte(1))) }),
  /** An edge leads from one to the other, or, with `through`, any path does. */
  z.looseObject({ kind: z.literal("wired"), from: which, to: which, through: z.optional(z.boolean()) }),
  /** A setting has a value, one of several, or one in a range. */
  z.looseObject({
    kind: z.literal("setting"),
    of: which,
    setting: identifier,
    equals: z.optional(z.unknown()),
    oneOf: z.optional(z.array(z.unknown()).check(z.minLength(1), z.maxLength(100))),
    ...range,
  }),
  /** The node's data are known and have so many classes and pictures. */
  z.looseObject({
    kind: z.literal("data"),
    of: which,
    classes: z.optional(z.looseObject(range)),
    pictures: z.optional(z.looseObject(range)),
  }),
  /** The node has a result that fits the graph as it is; without a node, all that was to run has. `again`: since the step began. */
  z.looseObject({ kind: z.literal("ran"), of: z.optional(which), again: z.optional(z.boolean()) }),
  /** A number that the node's result gives, by its name in `results.json`, fits the graph as it is and lies in the range. */
  z.looseObject({ kind: z.literal("metric"), of: which, metric: short, ...range }),
  /** It was looked at since the step began. */
  z.looseObject({ kind: z.literal("opened"), what: z.enum(OPENED), of: z.optional(which) }),
  /** A question of this walkthrough was answered; `correct` asks for the right answer. */
  z.looseObject({ kind: z.literal("answered"), question: identifier, correct: z.optional(z.boolean()) }),
] as const;
export const GOAL_KINDS = [
  "node",
  "wired",
  "setting",
  "data",
  "ran",
  "metric",
  "opened",
  "answered",
  "all",
  "any",
  "not",
] as const;

/** Goals in goals in goals are no honest step; parsing beyond this depth ends with a refusal. */
export const DEEPEST_GOAL = 8;

type SimpleGoal = z.infer<(typeof simpleGoals)[number]>;
export type Goal = (
  | SimpleGoal
  | { readonly kind: "all" | "any"; readonly goals: readonly Goal[] }
  | { readonly kind: "not"; readonly goal: Goal }
) & {
  /** What is missing, in the author's words, in place of the page's own. */
  readonly missing?: string | undefined;
};

const goal: z.ZodMiniType<Goal> = z.lazy(() =>
  z.union([
    ...simpleGoals,
    z.looseObject({
      kind: z.enum(["all", "any"]),
      goals: z.array(goal).check(z.minLength(1), z.maxLength(100)),
    }),
    z.looseObject({ kind: z.literal("not"), goal }),
  ]),
) as z.ZodMiniType<Goal>;

/** What "Show me" does: edits of the graph, undone in one step, and what else a student would have done. */
const action = z.union([
  z.looseObject({
    kind: z.literal("add"),
    id: identifier,
    type: reference,
    settings: z.optional(z.record(identifier, z.unknown())),
    position: z.optional(z.tuple([z.number(), z.number()])),
  }),
  z.looseObject({ kind: z.literal("remove"), node: identifier }),
  /** As `node.port`, each. */
  z.looseObject({ kind: z.enum(["connect", "disconnect"]), from: short, to: short }),
  z.looseObject({ kind: z.literal("set"), node: identifier, setting: identifier, value: z.unknown() }),
  /** Runs what is needed for a node, or everything. */
  z.looseObject({ kind: z.literal("run"), node: z.optional(identifier) }),
  z.looseObject({ kind: z.literal("open"), what: z.enum(OPENED), node: z.optional(identifier) }),
  /** Gives the right answer; of a free text, shows the model answer. */
  z.looseObject({ kind: z.literal("answer"), question: identifier }),
]);

const question = z.union([
  z.looseObject({
    kind: z.literal("choice"),
    id: identifier,
    text: prose,
    options: z
      .array(z.looseObject({ text: prose, correct: z.optional(z.boolean()), explanation: prose }))
      .check(z.minLength(2), z.maxLength(12)),
    /** Several are right, and all of them have to be ticked. */
    several: z.optional(z.boolean()),
  }),
  z.looseObject({
    kind: z.literal("number"),
    id: identifier,
    text: prose,
    answer: z.number(),
    /** By how much an answer may be off, in the answer's unit. */
    tolerance: z.number().check(z.gte(0)),
    unit: z.optional(z.string().check(z.maxLength(40))),
    explanation: prose,
  }),
  /** Kept for the teacher; nothing is judged. */
  z.looseObject({ kind: z.literal("text"), id: identifier, text: prose, model: z.optional(prose) }),
]);

const step = z.looseObject({
  id: identifier,
  title: short,
  text: prose,
  focus: z.optional(z.array(focus).check(z.maxLength(20))),
  /** They open one by one. */
  hints: z.optional(z.array(prose).check(z.maxLength(20))),
  showMe: z.optional(z.array(action).check(z.maxLength(200))),
  questions: z.optional(z.array(question).check(z.maxLength(20))),
  /** Without one, and without questions, a step is done when it was read. With questions alone, when they are answered rightly. */
  goal: z.optional(goal),
});

/** A walkthrough: plain data beside a graph. Makes the published JSON Schema too. */
export const walkthroughSchema = z.looseObject({
  format: z.literal(WALKTHROUGH_FORMAT),
  formatVersion: z.literal(WALKTHROUGH_VERSION),
  /** Progress and submissions are kept under it: it stays when the text is mended. */
  id: identifier,
  title: short,
  summary: z.string().check(z.maxLength(1000)),
  /** Minutes that a class needs for it. */
  minutes: z.optional(z.number().check(z.gt(0), z.lte(1000))),
  /** Where it stands in a list of several, the smallest first. */
  place: z.optional(z.number()),
  author: z.optional(z.string().check(z.maxLength(200))),
  /** Where it begins: a graph in the file, or the name of one of `graphs/` without its ending; `{}`: an empty one. */
  start: z.looseObject({
    graph: z.optional(z.unknown()),
    template: z.optional(z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,63}$/))),
  }),
  /** SVG texts by name, for `![what it shows](drawing:name)`; shown as pictures, in which nothing runs. */
  drawings: z.optional(z.record(identifier, z.string().check(z.maxLength(100_000)))),
  steps: z.array(step).check(z.minLength(1), z.maxLength(200)),
  /** How far results may be off when a submission is run again, by metric; relative, of 1. */
  tolerances: z.optional(z.record(z.string().check(z.maxLength(200)), z.number().check(z.gte(0)))),
});

export type Walkthrough = Readonly<z.infer<typeof walkthroughSchema>>;
export type Step = Walkthrough["steps"][number];
export type Question = z.infer<typeof question>;
export type Action = z.infer<typeof action>;
export type Focus = z.infer<typeof focus>;
export type Which = z.infer<typeof which>;
