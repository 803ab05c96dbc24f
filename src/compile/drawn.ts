import type { Graph } from "../graph/document";
import type { AnyRunNode } from "../graph/node";
import type { Fix, Problem } from "../graph/problem";
import type { ValueType } from "../graph/types";
import type { Wiring } from "./wiring";

/**
 * A warning where pictures that are drawn anew each epoch are shared out among parts: then what is watched and judged by
 * changes too, and no number can be compared with another.
 */
export function drawnWarnings(
  id: string,
  definition: AnyRunNode,
  inputs: Readonly<Record<string, ValueType | undefined>>,
  graph: Graph,
  sources: Wiring["sources"],
): readonly Problem[] {
  const port = definition.rowsOf;
  const data = port === undefined ? undefined : inputs[port];
  if (port === undefined || data?.kind !== "Dataset" || data.random === undefined) return [];
  const [first = ""] = Object.keys(definition.outputs);
  const source = sources.get(id)?.get(port);
  const fix = source && moveBehind(graph, source.node, `${id}.${port}`, `${id}.${first}`);
  return [
    {
      severity: "warning",
      node: id,
      port,
      message: `${data.random}, and stands before ${definition.title}: the pictures that are watched and judged by change from epoch to epoch too. Put it behind ${first} alone.`,
      expected: "pictures that stay the same",
      got: data.random,
      ...(source ? { cause: source.node } : {}),
      ...(fix ? { fix } : {}),
    },
  ];
}

/** Takes the node off the edge into `port` and puts it between `output` and all that it goes to. */
function moveBehind(graph: Graph, drawing: string, port: string, output: string): Fix | undefined {
  const into = graph.edges.filter(({ to }) => to.startsWith(`${drawing}.`));
  const outOf = graph.edges.filter(({ from }) => from.startsWith(`${drawing}.`));
  const takers = graph.edges.filter(({ from }) => from === output);
  const [before, after] = [into[0], outOf[0]];
  // Where others hang on the node as well, or a deterministic one drew nothing itself, the move is the user's to make.
  if (into.length !== 1 || outOf.length !== 1 || after?.to !== port || !before || takers.length === 0)
    return undefined;
  return {
    title: `Move it behind ${output.slice(output.indexOf(".") + 1)}`,
    edit: {
      kind: "all",
      edits: [
        { kind: "disconnect", from: before.from, to: before.to },
        { kind: "disconnect", from: after.from, to: port },
        ...takers.map(({ from, to }) => ({ kind: "disconnect", from, to }) as const),
        { kind: "connect", from: before.from, to: port },
        { kind: "connect", from: output, to: before.to },
        ...takers.map(({ to }) => ({ kind: "connect", from: after.from, to }) as const),
      ],
    },
  };
}
