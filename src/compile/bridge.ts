import { endpoint, type Graph } from "../graph/document";
import type { Edit } from "../graph/edits";
import type { NodeDefinition } from "../graph/node";
import type { Fix } from "../graph/problem";
import type { ValueKind } from "../graph/types";
import { insertEdit } from "./insert";

/**
 * The repair where a port takes another kind than the edge brings: a node that makes the one from the other, such as Predict
 * between pictures and a confusion matrix. What else it needs is wired to it where the graph has just one port that gives it.
 */
export function bridge(
  graph: Graph,
  registry: ReadonlyMap<string, NodeDefinition>,
  from: string,
  to: string,
  got: ValueKind,
  wanted: ValueKind,
): Fix | undefined {
  const makers = [...registry.values()].flatMap((definition) => {
    const input = Object.entries(definition.inputs).find(([, port]) => port.kind === got)?.[0];
    const output = Object.entries(definition.outputs).find(([, port]) => port.kind === wanted)?.[0];
    if (input === undefined || output === undefined) return [];
    const others = Object.entries(definition.inputs).flatMap(([port, { kind, optional }]) =>
      optional || port === input
        ? []
        : [{ port, source: onlySource(graph, registry, kind, endpoint(to).node) }],
    );
    return [{ definition, input, output, others }];
  });
  const open = ({ others }: (typeof makers)[number]) =>
    others.filter(({ source }) => source === undefined).length;
  const least = Math.min(...makers.map(open));
  const [best, ...alike] = makers.filter((maker) => open(maker) === least);
  // Several that would do as well: which of them is meant is the user's to say, by dropping the edge on nothing.
  if (!best || alike.length > 0) return undefined;
  const made = insertEdit(graph, registry, { type: best.definition.type }, from, to, best);
  if (made?.edit.kind !== "all") return undefined;
  const id = made.edit.edits.find((edit) => edit.kind === "add")?.id;
  const more = best.others.flatMap(({ port, source }): Edit[] =>
    source === undefined ? [] : [{ kind: "connect", from: source, to: `${id}.${port}` }],
  );
  return { title: made.title, edit: { kind: "all", edits: [...made.edit.edits, ...more] } };
}

/** The one output of a kind that the graph has, unless it belongs to the node that the edge leads to. */
function onlySource(
  graph: Graph,
  registry: ReadonlyMap<string, NodeDefinition>,
  kind: ValueKind,
  target: string,
): string | undefined {
  const found = Object.entries(graph.nodes).flatMap(([id, { type }]) =>
    Object.entries(registry.get(type)?.outputs ?? {}).flatMap(([port, output]) =>
      output.kind === kind && id !== target ? [`${id}.${port}`] : [],
    ),
  );
  return found.length === 1 ? found[0] : undefined;
}
