import type { RunResult } from "@/engine/protocol";
import type { LinesFigure } from "@/figures/figure";
import type { Graph } from "@/graph/document";
import { isModelNode } from "@/graph/node";
import type { MetricValue } from "@/graph/values";
import { registry } from "@/registry";
import type { SessionState } from "../state/session-store";

/** A run as it is kept: the graph that ran, and what can be held against another run's. */
export interface RunRecord {
  readonly id: string;
  readonly number: number;
  /** Given by the user. */
  readonly name?: string;
  /** When it ended, milliseconds since 1970. */
  readonly at: number;
  readonly ms: number;
  readonly status: RunResult["status"];
  readonly device: string;
  readonly graph: Graph;
  /** Plain numbers of the nodes that show results, by node id and name. */
  readonly numbers: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Curves of each training, by node id. */
  readonly curves: Readonly<Record<string, LinesFigure>>;
}

/** What is kept of a run that just ended. */
export function recordOf(
  result: RunResult,
  graph: Graph,
  session: Pick<SessionState, "run" | "runs" | "engine">,
  at: number,
): RunRecord {
  return {
    id: `${at}-${session.run.number}`,
    number: session.run.number,
    at,
    ms: result.ms,
    status: result.status,
    device: session.engine.info?.device ?? "",
    graph,
    numbers: numbersOf(result, graph),
    curves: Object.fromEntries(
      Object.entries(session.runs).flatMap(([node, { views }]) => {
        const history = Object.values(views ?? {}).find((view) => view.kind === "History");
        const isOfThisRun = result.steps.some((step) => step.node === node && step.status !== "skipped");
        if (history?.kind !== "History" || !isOfThisRun || !(node in graph.nodes)) return [];
        // The trainer's own curves; nodes that only draw them show the same again.
        return history.figure.kind === "lines" ? [[node, history.figure] as const] : [];
      }),
    ),
  };
}

export function nameOf({ name, number }: RunRecord): string {
  return name ?? `Run ${number}`;
}

function numbersOf({ outputs }: RunResult, graph: Graph): RunRecord["numbers"] {
  return Object.fromEntries(
    Object.entries(outputs).flatMap(([node, values]) => {
      const definition = registry.get(graph.nodes[node]?.type ?? "");
      if (!definition || isModelNode(definition) || definition.result !== true) return [];
      const numbers = flat(values);
      return Object.keys(numbers).length > 0 ? [[node, numbers] as const] : [];
    }),
  );
}

/** Numbers, and those of a plain record of numbers: `macro recall`. Tables stay out. */
function flat(values: Readonly<Record<string, MetricValue>>): Readonly<Record<string, number>> {
  const numbers: Record<string, number> = {};
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === "number") numbers[name] = value;
    else if (
      typeof value === "object" &&
      !Array.isArray(value) &&
      !Object.values(value).some((v) => typeof v !== "number")
    )
      for (const [inner, number] of Object.entries(value)) numbers[`${name} ${inner}`] = number as number;
  }
  return numbers;
}
