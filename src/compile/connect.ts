import { endpoint } from "../graph/document";
import { type NodeDefinition, portOf } from "../graph/node";
import { type Fix, NodeError } from "../graph/problem";
import type { ValueType } from "../graph/types";
import { bridge } from "./bridge";
import type { Checked } from "./checked";
import { inferNode } from "./infer";
import { insertEdit, placeOf } from "./insert";
import { kindInWords, readWiring } from "./wiring";

export type Verdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: string; readonly fix?: Fix };

/** Whether an edge may lead from one port (`node.port`) to another, and if not, why, and what would help. */
export function canConnect(
  checked: Checked,
  registry: ReadonlyMap<string, NodeDefinition>,
  from: string,
  to: string,
): Verdict {
  const source = endpoint(from);
  const target = endpoint(to);
  const sourceNode = checked.nodes.get(source.node);
  const targetNode = checked.nodes.get(target.node);
  const output = portOf(sourceNode?.definition, "outputs", source.port);
  const input = portOf(targetNode?.definition, "inputs", target.port);
  if (!output || !input || !targetNode?.definition) {
    return { ok: false, reason: "Tensorloom does not know this node's type, so nothing can be wired to it." };
  }
  if (source.node === target.node) return { ok: false, reason: "A node cannot feed itself." };
  if (output.kind !== input.kind) {
    const reason = `${titleOf(checked, target.node)} takes ${kindInWords(input.kind)} here, and this is ${kindInWords(output.kind)}.`;
    const fix = bridge(checked.graph, registry, from, to, output.kind, input.kind);
    return { ok: false, reason, ...(fix ? { fix } : {}) };
  }
  if (reaches(checked, target.node, source.node)) {
    const reason = `${titleOf(checked, source.node)} already waits for ${titleOf(checked, target.node)}: this edge would close a circle.`;
    return { ok: false, reason };
  }
  const type = sourceNode?.outputs[source.port];
  const settings = targetNode.settings;
  const inputs = { ...targetNode.inputs, [target.port]: type };
  // Types can be tried only when every other input is there; the checker says the rest after the edge is made.
  const complete = Object.entries(targetNode.definition.inputs).every(
    ([port, { optional }]) => optional || inputs[port],
  );
  if (!type || !settings || !complete) return { ok: true };
  try {
    inferNode(targetNode.definition, {
      node: target.node,
      settings,
      inputs,
      facts: undefined,
      hasFiles: false,
      asset: undefined,
      data: dataset(inputs),
    });
    return { ok: true };
  } catch (error) {
    if (!(error instanceof NodeError)) return { ok: true };
    // A fault elsewhere on the node is not this edge's.
    if (error.details.port !== target.port) return { ok: true };
    const fix = repair(checked, registry, error, from, to);
    return { ok: false, reason: error.message, ...(fix ? { fix } : {}) };
  }
}

/** The edit that makes the edge right: what the node asks for, put on it or further up where the pictures come from. */
function repair(
  checked: Checked,
  registry: ReadonlyMap<string, NodeDefinition>,
  error: NodeError,
  from: string,
  to: string,
): Fix | undefined {
  const { insert } = error.details;
  if (!insert) return error.fix?.(endpoint(to).node);
  const { graph } = checked;
  if (insert.before === undefined) return insertEdit(graph, registry, insert, from, to);
  const place = placeOf(insert, graph, endpoint(to), endpoint(from), readWiring(graph, registry).sources);
  const fix = place && insertEdit(graph, registry, insert, place.from, place.to);
  if (!fix || place.to === to) return fix;
  return { title: fix.title, edit: { kind: "all", edits: [fix.edit, { kind: "connect", from, to }] } };
}

function dataset(inputs: Readonly<Record<string, ValueType | undefined>>) {
  return Object.values(inputs).find((type) => type?.kind === "Dataset");
}

function titleOf(checked: Checked, id: string): string {
  const node = checked.nodes.get(id);
  return node?.node.title ?? node?.definition?.title ?? id;
}

/** Whether `goal` lies downstream of `start`. */
function reaches(checked: Checked, start: string, goal: string): boolean {
  const followers = new Map<string, string[]>();
  for (const { edge } of checked.edges) {
    const { node } = endpoint(edge.from);
    const list = followers.get(node);
    if (list) list.push(endpoint(edge.to).node);
    else followers.set(node, [endpoint(edge.to).node]);
  }
  const seen = new Set([start]);
  const stack = [start];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (id === goal) return true;
    for (const next of followers.get(id) ?? []) {
      if (!seen.has(next)) {
        seen.add(next);
        stack.push(next);
      }
    }
  }
  return false;
}
