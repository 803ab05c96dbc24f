import { endpoint } from "../graph/document";
import type { Edit } from "../graph/edits";
import { type NodeDefinition, type Ports, portOf } from "../graph/node";
import type { ValueType } from "../graph/types";
import type { Checked } from "./checked";
import { canConnect } from "./connect";
import { tryNode } from "./trial";
import { kindInWords } from "./wiring";

/** Whether a node may go between the two ends of an edge: its ports for that, or why not. */
export type Between =
  | { readonly ok: true; readonly input: string; readonly output: string }
  | { readonly ok: false; readonly reason: string };

/** Whether a node of a type, with default settings or those of a node that is there already, fits into an edge. */
export function fitsBetween(
  checked: Checked,
  registry: ReadonlyMap<string, NodeDefinition>,
  definition: NodeDefinition,
  from: string,
  to: string,
  existing?: string,
): Between {
  const source = checked.nodes.get(endpoint(from).node);
  const kind = portOf(source?.definition, "outputs", endpoint(from).port)?.kind;
  const input = firstOf(definition.inputs, kind);
  const output = firstOf(definition.outputs, kind);
  if (existing === endpoint(from).node || existing === endpoint(to).node) {
    return { ok: false, reason: "It stands at an end of this edge already." };
  }
  if (kind === undefined || input === undefined || output === undefined) {
    const what = kind === undefined ? "what flows here" : kindInWords(kind);
    return {
      ok: false,
      reason: `${definition.title} cannot go in between: ${what} flows here, and it does not take that and give it on.`,
    };
  }
  const flowing: ValueType | undefined = source?.outputs[endpoint(from).port];
  const trial = tryNode(checked, definition, flowing ? { [input]: flowing } : {});
  if (trial.refusal) return { ok: false, reason: trial.refusal.message };
  const behind = canConnect(withoutEdge(trial.checked, from, to), registry, `${trial.id}.${output}`, to);
  return behind.ok ? { ok: true, input, output } : { ok: false, reason: behind.reason };
}

/** Puts a node that is in the graph between the ends of an edge. */
export function betweenEdits(
  id: string,
  { input, output }: Between & { ok: true },
  from: string,
  to: string,
): readonly Edit[] {
  return [
    { kind: "disconnect", from, to },
    { kind: "connect", from, to: `${id}.${input}` },
    { kind: "connect", from: `${id}.${output}`, to },
  ];
}

/** A circle that only the edge itself would close is none. */
function withoutEdge(checked: Checked, from: string, to: string): Checked {
  return { ...checked, edges: checked.edges.filter(({ edge }) => edge.from !== from || edge.to !== to) };
}

function firstOf(ports: Ports, kind: string | undefined): string | undefined {
  return Object.keys(ports).find((name) => ports[name]?.kind === kind);
}
