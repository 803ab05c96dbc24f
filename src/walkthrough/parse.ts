import type { z } from "zod/mini";
import {
  findPoison,
  isRecord,
  issueInWords,
  noJson,
  quote,
  readGraph,
  safely,
  tooLong,
} from "../graph/parse";
import { printable } from "../graph/problem";
import { WALKTHROUGH_FORMAT, WALKTHROUGH_VERSION, type Walkthrough, walkthroughSchema } from "./document";
import { goalFaults } from "./goal-faults";
import { referenceFaults } from "./references";

/** Caps that no honest walkthrough meets: a file is data from a stranger. */
export const WALKTHROUGH_LIMITS = {
  /** Letters of text. */
  text: 2_000_000,
  /** A graph inside it may be nested as deep as graphs are; goals add little. */
  depth: 40,
  problems: 20,
} as const;

export interface ParsedWalkthrough {
  /** Absent where the file is refused; `problems` then say why, else what is odd though it can be followed. */
  readonly walkthrough?: Walkthrough;
  readonly problems: readonly string[];
}

/** Reads a walkthrough's text. Everything that is wrong comes back as sentences; nothing is thrown. */
export function parseWalkthrough(text: string): ParsedWalkthrough {
  if (text.length > WALKTHROUGH_LIMITS.text)
    return refuse(tooLong(text.length, "walkthrough", WALKTHROUGH_LIMITS.text));
  if (text.trim() === "") return refuse("The file is empty: there is no walkthrough in it.");
  if (text.includes("\u0000")) return refuse("This file is no text in UTF-8, so it is no walkthrough.");
  let value: unknown;
  try {
    value = JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch (error) {
    return refuse(noJson(error));
  }
  return readWalkthrough(value);
}

/** The same from a value that was parsed already. */
export function readWalkthrough(value: unknown): ParsedWalkthrough {
  const poison = findPoison(value, WALKTHROUGH_LIMITS.depth, "walkthrough");
  if (poison) return refuse(poison);
  if (!isRecord(value)) return refuse("A walkthrough is a JSON object.");
  if (value.format !== WALKTHROUGH_FORMAT)
    return refuse(
      `This JSON is no Tensorloom walkthrough: its "format" is ${quote(value.format)}, not "${WALKTHROUGH_FORMAT}".`,
    );
  if (typeof value.formatVersion === "number" && value.formatVersion > WALKTHROUGH_VERSION)
    return refuse(
      `This walkthrough was made by a newer Tensorloom (format ${value.formatVersion}; this one reads up to ${WALKTHROUGH_VERSION}). Update to open it.`,
    );
  // Before the schema, whose word on an unknown kind would be a list of all that it is not.
  const goals = goalFaults(value.steps);
  if (goals.length > 0) return refuse(...goals);
  const parsed = safely(() => walkthroughSchema.safeParse(value));
  if (!parsed) return refuse("The walkthrough is wrong in too many places to name them.");
  if (!parsed.success) return refuse(...parsed.error.issues.map((issue) => inWords(issue, value)));
  const { faults, remarks } = referenceFaults(parsed.data);
  const start = startFaults(parsed.data);
  if (faults.length > 0 || start.faults.length > 0) return refuse(...start.faults, ...faults);
  return { walkthrough: parsed.data, problems: capped([...start.remarks, ...remarks]) };
}

/** A graph in the file is read as every graph is. */
function startFaults({ start }: Walkthrough): { faults: readonly string[]; remarks: readonly string[] } {
  if (start.graph === undefined) return { faults: [], remarks: [] };
  if (start.template !== undefined)
    return {
      faults: [`start names a graph and the template ${quote(start.template)}. Keep one.`],
      remarks: [],
    };
  const { graph, problems } = readGraph(start.graph);
  const sentences = problems.map(({ message }) => `In start.graph: ${message}`);
  return graph ? { faults: [], remarks: sentences } : { faults: sentences, remarks: [] };
}

type Issue = z.core.$ZodIssue;

/** What is wrong at one place. Of a choice between forms, what is wrong with the form that was meant. */
function inWords(issue: Issue, root: unknown): string {
  const meant = issue.code === "invalid_union" ? meantForm(issue.errors) : undefined;
  if (meant) return inWords({ ...meant, path: [...issue.path, ...meant.path] }, root);
  const path = issue.path.map(String).join(".").slice(0, 120) || "The walkthrough";
  if (issue.code === "too_small" && issue.origin === "array")
    return `${path} has to have at least ${issue.minimum} ${issue.minimum === 1 ? "entry" : "entries"}.`;
  if (issue.code === "too_big" && issue.origin === "array")
    return `${path} has to have at most ${issue.maximum} entries.`;
  return `${path} ${issueInWords(issue, root)}.`;
}

/** The form whose kind was named; where there are no kinds, the one that the value comes nearest to. */
function meantForm(forms: readonly (readonly Issue[])[]): Issue | undefined {
  const ofKind = forms.filter((issues) => !issues.some((issue) => issue.path[0] === "kind"));
  const nearest = [...ofKind].sort((a, b) => a.length - b.length)[0];
  if (nearest) return nearest[0];
  // No form is of this kind: every form says so at the same place, and all kinds are what it could be.
  const kinds = forms.flatMap((issues) => issues.filter((issue) => issue.path[0] === "kind"));
  const values = kinds.flatMap((issue) => (issue.code === "invalid_value" ? issue.values : []));
  const [first] = kinds;
  if (!first || values.length === 0) return first;
  return { code: "invalid_value", values, path: first.path, message: first.message };
}

function refuse(...problems: string[]): ParsedWalkthrough {
  return { problems: capped(problems) };
}

function capped(problems: readonly string[]): string[] {
  const more = problems.length - WALKTHROUGH_LIMITS.problems;
  const told = problems.slice(0, WALKTHROUGH_LIMITS.problems).map(printable);
  return more > 0 ? [...told, `${more} more ${more === 1 ? "place is" : "places are"} wrong.`] : told;
}
