import { resolve } from "node:path";
import { check } from "../compile/check";
import type { Checked, Facts } from "../compile/checked";
import type { Problem } from "../graph/problem";
import { edgeLabel } from "../graph/types";
import { registry } from "../registry";
import type { Asked } from "./args";
import { Session } from "./browser";
import { checkWalkthrough, isWalkthrough } from "./check-walkthrough";
import { DataError, lookThrough } from "./data";
import { EXIT, type Host } from "./host";
import { type Loaded, load, readDocument } from "./load";
import { jsonText, plainProblem } from "./results";
import { countText, printable, problemText } from "./words";

/** `check`: says what is wrong with a graph, all at once, and the shapes on its edges. Runs nothing. */
export async function checkCommand(asked: Asked, host: Host): Promise<number> {
  const { text } = await readDocument(resolve(host.folder, asked.graph), asked.graph);
  if (isWalkthrough(text)) return checkWalkthrough(text, asked, host);
  const loaded = await load(asked, host.folder, registry);
  const { checked, ofData } = await checkedWithData(loaded, host);
  const problems = [...loaded.problems, ...checked.problems, ...ofData];
  for (const problem of problems) host.stderr.write(`${problemText(problem)}\n`);
  host.stdout.write(asked.json ? checkedJson(checked, problems) : checkedText(checked, problems));
  return hasErrors(problems) ? EXIT.wrong : EXIT.done;
}

/** Without files nothing but the document is looked at; with files the engine has to look through them. */
export async function checkedWithData(
  loaded: Loaded,
  host: Host,
): Promise<{ readonly checked: Checked; readonly ofData: readonly Problem[] }> {
  const known: Facts = { data: {}, files: new Set(loaded.files.keys()) };
  const before = check(loaded.graph, known, registry);
  if (loaded.files.size === 0) return { checked: before, ofData: [] };
  const session = await Session.open(host, undefined, () => {});
  try {
    const { graph, facts, remarks } = await lookThrough(session, loaded);
    return { checked: check(graph, facts, registry), ofData: remarks };
  } catch (error) {
    if (error instanceof DataError) return { checked: { ...before, problems: [] }, ofData: [error.problem] };
    throw error;
  } finally {
    await session.close();
  }
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === "error");
}

function checkedText({ graph, nodes }: Checked, problems: readonly Problem[]): string {
  const width = Math.max(0, ...[...nodes.keys()].map((id) => id.length));
  const lines = [...nodes.values()].map(({ id, state, outputs }) => {
    const labels = Object.entries(outputs).map(([port, type]) => `${port} ${edgeLabel(type)}`);
    return `${id.padEnd(width)}  ${state === "ready" ? labels.join(", ") : state}`.trimEnd();
  });
  const errors = problems.filter((problem) => problem.severity === "error").length;
  const verdict = errors === 0 ? "nothing is wrong" : countText(errors, "problem");
  return `${lines.join("\n")}\n${printable(graph.title)}: ${countText(nodes.size, "node")}, ${countText(graph.edges.length, "edge")}, ${verdict}.\n`;
}

function checkedJson({ graph, nodes }: Checked, problems: readonly Problem[]): string {
  const value = {
    graph: { title: graph.title },
    status: hasErrors(problems) ? "wrong" : "ready",
    nodes: Object.fromEntries(
      [...nodes.values()].map(({ id, node, state, outputs }) => [
        id,
        {
          type: node.type,
          state,
          outputs: Object.fromEntries(Object.entries(outputs).map(([port, type]) => [port, edgeLabel(type)])),
        },
      ]),
    ),
    problems: problems.map(plainProblem),
  };
  return jsonText(value);
}
