import { judgeAnswer, questionOf } from "./answers";
import type { Goal, OPENED, Question } from "./document";
import type { Evidence } from "./evidence";
import type { SimpleJudgement } from "./goals";
import { addSentence, isInRange, rangeText } from "./graph-goals";
import { joined, nodeName, nodesOf, type Place } from "./names";
import { own } from "./own";

type GoalOf<K> = Extract<Goal, { kind: K }>;

/** Judges what was done: data given, runs, results, what was looked at, answers. */
export function judgeDeedGoal(goal: Goal, evidence: Evidence, place: Place): SimpleJudgement {
  switch (goal.kind) {
    case "data":
      return judgeData(goal, evidence, place);
    case "ran":
      return judgeRan(goal, evidence, place);
    case "metric":
      return judgeMetric(goal, evidence, place);
    case "opened":
      return judgeOpened(goal, evidence, place);
    case "answered":
      return judgeAnswered(goal, evidence, place);
    default:
      throw new Error(`A goal of the kind ${goal.kind} is judged elsewhere.`);
  }
}

function judgeData(goal: GoalOf<"data">, evidence: Evidence, place: Place): SimpleJudgement {
  const name = nodeName(goal.of, place);
  const ids = nodesOf(goal.of, place.graph);
  const known = ids.flatMap((id) => own(evidence.data, id) ?? []);
  const wanted = [
    ...(goal.classes ? [`${rangeText(goal.classes)} classes`] : []),
    ...(goal.pictures ? [`${rangeText(goal.pictures)} pictures`] : []),
  ];
  const asked = wanted.length > 0 ? ` with ${joined(wanted, "and")}` : "";
  const [first] = known;
  const todo =
    ids.length === 0
      ? addSentence(goal.of, place)
      : first
        ? `Give ${name} data${asked}; it has ${count(first.classes, "class", "classes")} and ${count(first.pictures, "picture", "pictures")} now.`
        : `Give ${name} data${asked}; they were not looked through yet.`;
  return {
    met: known.some(
      ({ classes, pictures }) =>
        isInRange(classes, goal.classes ?? {}) && isInRange(pictures, goal.pictures ?? {}),
    ),
    todo: [todo],
    undo: `Give ${name} other data than those${asked}.`,
  };
}

function judgeRan(goal: GoalOf<"ran">, evidence: Evidence, place: Place): SimpleJudgement {
  const since = goal.again ? evidence.since : Number.NEGATIVE_INFINITY;
  const again = goal.again ? " again" : "";
  if (!goal.of) {
    return {
      met: evidence.ranAt !== undefined && evidence.ranAt >= since,
      todo: [`Run the whole graph${again}.`],
      undo: "Change something, so that the graph is to be run again.",
    };
  }
  const name = nodeName(goal.of, place);
  const ids = nodesOf(goal.of, place.graph);
  const times = ids.flatMap((id) => own(evidence.results, id)?.at ?? []);
  return {
    met: times.some((at) => at >= since),
    todo: [
      ids.length === 0
        ? addSentence(goal.of, place)
        : `Run ${name}${again}${times.length > 0 ? "" : "; it has no result that fits the graph as it is"}.`,
    ],
    undo: `Change something before ${name}, so that its result no longer fits.`,
  };
}

function judgeMetric(goal: GoalOf<"metric">, evidence: Evidence, place: Place): SimpleJudgement {
  const name = nodeName(goal.of, place);
  const ids = nodesOf(goal.of, place.graph);
  const results = ids.flatMap((id) => own(evidence.results, id) ?? []);
  const values = results.flatMap(({ metrics }) => own(metrics, goal.metric) ?? []);
  const [value] = values;
  const wanted = rangeText(goal);
  const todo =
    ids.length === 0
      ? addSentence(goal.of, place)
      : results.length === 0
        ? `Run ${name}; it has no result that fits the graph as it is.`
        : value === undefined
          ? `${name} gives no number called ${goal.metric}. It gives ${namesOf(results[0]?.metrics ?? {})}.`
          : `Bring ${goal.metric} of ${name} to ${wanted}; it is ${numberText(value)} now.`;
  return {
    met: values.some((each) => isInRange(each, goal)),
    todo: [todo],
    undo: `Bring ${goal.metric} of ${name} to something else than ${wanted}.`,
  };
}

/** How a student looks at each, without a node and with one. */
const LOOK: Readonly<Record<(typeof OPENED)[number], (name: string | undefined) => string>> = {
  picture: (name) => `Open a picture${name ? ` of ${name}` : ""}.`,
  box: (name) => `Open the box of ${name ?? "a node"} to see its layers.`,
  result: (name) => `Look at the result of ${name ?? "a node"}.`,
  settings: (name) => `Select ${name ?? "a node"} and look at its settings.`,
  docs: (name) => `Read the page about ${name ?? "a node"}.`,
  plan: () => "Open the plan of the run.",
  runs: () => "Open the list of runs.",
};

function judgeOpened(goal: GoalOf<"opened">, evidence: Evidence, place: Place): SimpleJudgement {
  const ids = goal.of && nodesOf(goal.of, place.graph);
  const look = LOOK[goal.what](goal.of && nodeName(goal.of, place));
  return {
    met: evidence.opened.some(
      ({ what, node, at }) =>
        what === goal.what && at >= evidence.since && (!ids || (node !== undefined && ids.includes(node))),
    ),
    todo: goal.of && ids?.length === 0 ? [addSentence(goal.of, place), look] : [look],
    undo: `Begin this step again, and leave out this: ${look}`,
  };
}

function judgeAnswered(goal: GoalOf<"answered">, evidence: Evidence, place: Place): SimpleJudgement {
  const question = questionOf(place.walkthrough, goal.question);
  if (!question)
    throw new Error(`There is no question ${goal.question}; reading the walkthrough refuses that.`);
  const { answered, right } = judgeAnswer(question, own(evidence.answers, question.id));
  const text = questionText(question);
  return {
    met: answered && (!goal.correct || right === true),
    todo: [answered ? `Your answer is not right yet: ${text}` : `Answer the question: ${text}`],
    undo: `Take back your answer to the question: ${text}`,
  };
}

/** The first line of a question without its marks, as the end of a sentence. */
export function questionText({ text }: Question): string {
  const line = text.split("\n").find((each) => each.trim() !== "") ?? "";
  const plain = line.replace(/!\[[^\]]*\]\([^)]*\)|[*_`#]/g, "").trim();
  const short = plain.length > 120 ? `${plain.slice(0, 119).trimEnd()}…` : plain;
  return /[.?!…]$/.test(short) ? short : `${short}.`;
}

function namesOf(metrics: Readonly<Record<string, number>>): string {
  const names = Object.keys(metrics);
  if (names.length === 0) return "no numbers";
  return names.length > 8 ? `${names.slice(0, 8).join(", ")} …` : joined(names, "and");
}

function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
