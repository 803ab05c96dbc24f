import type { Graph } from "../graph/document";
import type { AnyRunNode } from "../graph/node";
import type { Fix, Problem } from "../graph/problem";
import type { DatasetType, ValueType } from "../graph/types";
import type { CheckedNode } from "./checked";
import type { Wiring } from "./wiring";

/**
 * A warning where pictures that are drawn anew each epoch are shared out among parts: then what is watched and judged by
 * changes too, and no number can be compared with another.
 */
export function drawnWarnings(
  id: string,
  definition: AnyRunNode,
  graph: Graph,
  sources: Wiring["sources"],
  /** All nodes before this one. */
  nodes: ReadonlyMap<string, CheckedNode>,
): readonly Problem[] {
  const port = definition.rowsOf;
  const source = port === undefined ? undefined : sources.get(id)?.get(port);
  const before = source && nodes.get(source.node);
  const data = source && before?.outputs[source.port];
  if (port === undefined || !isDrawn(data)) return [];
  const [first = ""] = Object.keys(definition.outputs);
  // A node that only hands on what was drawn before it is not the one to move.
  const isOwn = before && !Object.values(before.inputs).some(isDrawn);
  const fix = isOwn ? moveBehind(graph, before.id, `${id}.${port}`, `${id}.${first}`) : undefined;
  return [
    {
      severity: "warning",
      node: id,
      port,
      message: `${data.random}, and stands before ${definition.title}: the pictures that are watched and judged by change from epoch to epoch too. Put it behind ${first} alone.`,
      expected: "pictures that stay the same",
      got: data.random,
      ...(before ? { cause: before.id } : {}),
      ...(fix ? { fix } : {}),
    },
  ];
}

function isDrawn(type: ValueType | undefined): type is DatasetType & { readonly random: string } {
  return type?.kind === "Dataset" && type.random !== undefined;
}

/** Takes the node off the edge into `port` and puts it between `output` and all that it goes to. */
function moveBehind(graph: Graph, drawing: string, port: string, output: string): Fix | undefined {
  const into = graph.edges.filter(({ to }) => to.startsWith(`${drawing}.`));
  const outOf = graph.edges.filter(({ from }) => from.startsWith(`${drawing}.`));
  const takers = graph.edges.filter(({ from }) => from === output);
  const [before, after] = [into[0], outOf[0]];
  // Where others hang on the node as well, the move is the user's to make.
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
