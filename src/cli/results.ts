import type { EngineInfo, RunResult } from "../engine/protocol";
import type { Problem } from "../graph/problem";

/** results.json: the same bytes for the same run, apart from the times. */
export function resultsText(title: string, engine: EngineInfo, result: RunResult): string {
  const value = {
    graph: { title, key: result.key },
    engine: { device: engine.device, threads: engine.threads, version: engine.version },
    status: result.status,
    ms: Math.round(result.ms),
    steps: result.steps.map(({ node, type, status, ms, key, problem }) => ({
      node,
      type,
      status,
      ms: Math.round(ms),
      key,
      ...(problem ? { problem: plainProblem(problem) } : {}),
    })),
    outputs: Object.fromEntries(Object.entries(result.outputs).sort(([a], [b]) => (a < b ? -1 : 1))),
    problems: result.problems.map(plainProblem),
  };
  return jsonText(value);
}

/** A problem with its fields in one order; of a fix its title, which is what a reader can act on. */
export function plainProblem(problem: Problem): Readonly<Record<string, string>> {
  const { severity, node, port, setting, message, expected, got, cause, fix } = problem;
  const fields = { severity, node, port, setting, message, expected, got, cause, fix: fix?.title };
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Indented JSON with lists of plain values on one line: a matrix reads as rows. */
export function jsonText(value: unknown): string {
  return `${indented(value, "")}\n`;
}

function indented(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const items = Array.isArray(value)
    ? value.map((item) => indented(item, inner))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([name, item]) => `${JSON.stringify(name)}: ${indented(item, inner)}`);
  if (items.length === 0) return `${open}${close}`;
  const isFlat = Array.isArray(value) && value.every((item) => typeof item !== "object" || item === null);
  if (isFlat) return `[${items.join(", ")}]`;
  return `${open}\n${items.map((item) => inner + item).join(",\n")}\n${indent}${close}`;
}
