import type { Graph } from "../graph/document";
import { judgeAnswer, questionsOf } from "./answers";
import { differences } from "./differences";
import { OPENED, type Walkthrough } from "./document";
import type { Evidence } from "./evidence";
import { stepJudgement } from "./goals";
import type { Registry } from "./names";
import { own } from "./own";
import { type Submission, walkthroughDigest, workDigest } from "./submission";

/** A file that was handed in, as far as it could be read. */
export interface HandedIn {
  readonly file: string;
  readonly graph?: Graph;
  readonly submission?: Submission;
  readonly isWhole: boolean;
  readonly problems: readonly string[];
  /** What a second run gave, by node and name; absent where nothing was run again. */
  readonly again?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** One line of the table. */
export interface Grade {
  readonly file: string;
  readonly student: string;
  /** Steps that ask for something. */
  readonly steps: number;
  /** Of these: met by what was handed in; and, beyond these, seen met by the student's page at some time. */
  readonly met: number;
  readonly seen: number;
  readonly questions: number;
  readonly right: number;
  readonly minutes: number;
  /** What the teacher should look at. */
  readonly flags: readonly string[];
  /** What is missing, a sentence each, with the step's title. */
  readonly missing: readonly string[];
  /** Free texts, by question id. */
  readonly texts: Readonly<Record<string, string>>;
}

/** Grades submissions of one walkthrough, and compares them with each other. */
export function grade(
  walkthrough: Walkthrough,
  handedIn: readonly HandedIn[],
  registry: Registry,
): readonly Grade[] {
  const digest = walkthroughDigest(walkthrough);
  const works = new Map<string, string[]>();
  const note = (work: string, file: string) => works.set(work, [...(works.get(work) ?? []), file]);
  for (const { file, graph, submission } of handedIn) {
    if (graph) note(workDigest(graph), file);
    if (graph && submission) note(sameNumbers(graph, submission), file);
  }
  return handedIn.map((one) => {
    const { graph, submission } = one;
    if (!graph || !submission) return unread(one, walkthrough);
    const others = (work: string) => (works.get(work) ?? []).filter((file) => file !== one.file);
    const numbers = others(sameNumbers(graph, submission));
    const graphs = others(workDigest(graph)).filter((file) => !numbers.includes(file));
    const alike = [
      ...(numbers.length > 0
        ? [`The same graph and the same results to the millisecond as ${listed(numbers)}.`]
        : []),
      ...(graphs.length > 0 ? [`The same graph as ${listed(graphs)}.`] : []),
    ];
    return gradeOne(walkthrough, { ...one, graph, submission }, registry, digest, alike);
  });
}

function gradeOne(
  walkthrough: Walkthrough,
  one: HandedIn & { readonly graph: Graph; readonly submission: Submission },
  registry: Registry,
  digest: string,
  alike: readonly string[],
): Grade {
  const { submission, graph } = one;
  const isOther = submission.walkthrough.id !== walkthrough.id;
  const evidence = evidenceOf(graph, submission);
  const asking = walkthrough.steps.filter(({ goal, questions }) => goal || (questions ?? []).length > 0);
  const judged = isOther
    ? []
    : asking.map((step) => ({ step, ...stepJudgement(step, evidence, walkthrough, registry) }));
  const open = judged.filter(({ met }) => !met);
  const seen = open.filter(({ step }) => own(submission.steps, step.id)?.done === true);
  const questions = questionsOf(walkthrough);
  const answers = questions.map((question) => ({
    question,
    given: own(submission.answers, question.id),
    ...judgeAnswer(question, own(submission.answers, question.id)),
  }));
  const texts = answers.flatMap(({ question, given }) =>
    question.kind === "text" && typeof given === "string" ? [[question.id, given] as const] : [],
  );
  return {
    file: one.file,
    student: submission.student ?? "",
    steps: asking.length,
    met: judged.length - open.length,
    seen: seen.length,
    questions: questions.filter(({ kind }) => kind !== "text").length,
    right: answers.filter(({ right }) => right === true).length,
    minutes: Math.round(Object.values(submission.steps).reduce((sum, { seconds }) => sum + seconds, 0) / 60),
    flags: [
      ...one.problems,
      ...(isOther
        ? [`It is of another walkthrough: ${submission.walkthrough.id}.`]
        : submission.walkthrough.digest === digest
          ? []
          : ["It was done with another version of this walkthrough."]),
      ...(one.isWhole ? [] : ["Its digest is wrong: the file was changed after it was handed in."]),
      ...alike,
      ...(one.again ? changed(walkthrough, submission, one.again) : []),
    ],
    missing: open
      .filter((each) => !seen.includes(each))
      .flatMap(({ step, missing }) => missing.map((sentence) => `${step.title}: ${sentence}`)),
    texts: Object.fromEntries(texts),
  };
}

/** What the goals are judged by. When a step began does not matter any more. */
function evidenceOf(graph: Graph, submission: Submission): Evidence {
  const { data, results, ranAt, answers } = submission;
  const opened = submission.opened.flatMap(({ what, node, at }) => {
    const known = OPENED.find((each) => each === what);
    return known ? [{ what: known, at, ...(node === undefined ? {} : { node }) }] : [];
  });
  return { graph, data, results, ranAt, opened, answers, since: 0 };
}

/** Numbers that a second run does not give again within the tolerances, of all nodes. */
function changed(
  { tolerances }: Walkthrough,
  { results }: Submission,
  again: NonNullable<HandedIn["again"]>,
): readonly string[] {
  return Object.entries(results).flatMap(([node, { metrics }]) =>
    differences(node, metrics, own(again, node) ?? {}, tolerances),
  );
}

function unread({ file, problems }: HandedIn, walkthrough: Walkthrough): Grade {
  const steps = walkthrough.steps.filter(
    ({ goal, questions }) => goal || (questions ?? []).length > 0,
  ).length;
  const questions = questionsOf(walkthrough).filter(({ kind }) => kind !== "text").length;
  const none = { met: 0, seen: 0, right: 0, minutes: 0, missing: [], texts: {} };
  return {
    file,
    student: "",
    steps,
    questions,
    ...none,
    flags: [`It could not be read. ${problems.join(" ")}`],
  };
}

/**
 * Two students who follow the same steps may come to the same graph; that two runs were over in the same millisecond with the
 * same numbers is no chance.
 */
function sameNumbers(graph: Graph, { results }: Submission): string {
  const numbers = Object.entries(results).map(([node, { metrics, at }]) => [
    node,
    at,
    Object.entries(metrics),
  ]);
  return `${workDigest(graph)} ${JSON.stringify(numbers)}`;
}

const HEAD = [
  "file",
  "student",
  "steps met",
  "seen met earlier",
  "steps",
  "answers right",
  "questions",
  "minutes",
];

/** The table as CSV, RFC 4180; no cell is taken for a formula by a spreadsheet. */
export function gradesCsv(grades: readonly Grade[], walkthrough: Walkthrough): string {
  const texts = questionsOf(walkthrough).filter(({ kind }) => kind === "text");
  const head = [...HEAD, "look at", "missing", ...texts.map(({ id }) => `text ${id}`)];
  const rows = grades.map((one) => [
    one.file,
    one.student,
    one.met,
    one.seen,
    one.steps,
    one.right,
    one.questions,
    one.minutes,
    one.flags.join(" "),
    one.missing.join(" "),
    ...texts.map(({ id }) => own(one.texts, id) ?? ""),
  ]);
  return [head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  // A spreadsheet would compute what begins so; an apostrophe makes it words.
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function listed(files: readonly string[]): string {
  return files.length > 3
    ? `${files.slice(0, 3).join(", ")} and ${files.length - 3} more`
    : files.join(" and ");
}
