import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import type { Graph } from "@/graph/document";
import { applyEdit } from "@/graph/edits";
import { readGraph } from "@/graph/parse";
import { registry } from "@/registry";
import type { Action, Step, Walkthrough } from "@/walkthrough/document";
import { parseWalkthrough } from "@/walkthrough/parse";
import { show } from "@/walkthrough/show";

const root = join(import.meta.dirname, "../..");

export const COURSE = readdirSync(join(root, "public/walkthroughs"))
  .filter((name) => name.endsWith(".json"))
  .sort();

/** A walkthrough of the course by its file's name. */
export function courseText(file: string): string {
  return readFileSync(join(root, "public/walkthroughs", file), "utf8");
}

export function course(file: string): Walkthrough {
  const { walkthrough, problems } = parseWalkthrough(courseText(file));
  if (!walkthrough || problems.length > 0) throw new Error(`${file}: ${problems.join(" ")}`);
  return walkthrough;
}

/** The graph that a walkthrough begins with. */
export function startGraph({ id, start }: Walkthrough): Graph {
  const value =
    start.template === undefined
      ? (start.graph ?? { format: "tensorloom", formatVersion: 1, nodes: {} })
      : JSON.parse(readFileSync(join(root, "graphs", `${start.template}.json`), "utf8"));
  const { graph, problems } = readGraph(value);
  if (!graph || problems.length > 0)
    throw new Error(`${id}: ${problems.map((one) => one.message).join(" ")}`);
  return graph;
}

/** The graph after the edits of "Show me". Throws where one of them cannot be done. */
export function shown(graph: Graph, actions: readonly Action[]): Graph {
  const { edit, problems } = show(actions, graph, registry);
  if (problems.length > 0) throw new Error(problems.join(" "));
  return edit ? applyEdit(graph, edit) : graph;
}

/** What the checker finds wrong with a graph. */
export function errorsOf(graph: Graph): readonly string[] {
  return check(graph, NO_FACTS, registry)
    .problems.filter(({ severity }) => severity === "error")
    .map(({ node, message }) => `${node}: ${message}`);
}

/** All that a student reads of a step. */
export function textOf({ title, text, hints = [], questions = [] }: Step): string {
  const asked = questions.flatMap((question) => [
    question.text,
    ...(question.kind === "choice"
      ? question.options.flatMap((option) => [option.text, option.explanation])
      : question.kind === "number"
        ? [question.explanation]
        : [question.model ?? ""]),
  ]);
  return [title, text, ...hints, ...asked].join("\n");
}
