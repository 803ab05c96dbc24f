import type { Checked } from "@/compile/checked";
import { endpoint } from "@/graph/document";
import { edgeLabel, type ValueKind } from "@/graph/types";
import { registry } from "@/registry";
import { edgeId } from "../actions/commands";
import { shownAs } from "./flow-looks";
import type { TypedEdgeData } from "./typed-edge";

/**
 * The checked edges as React Flow wants them. An edge that looks as before is the same object, so that it does not
 * render again.
 */
export function flowEdges(
  checked: Checked,
  selected: ReadonlySet<string>,
  before: ReadonlyMap<string, TypedEdgeData>,
): ReadonlyMap<string, TypedEdgeData> {
  const edges = new Map<string, TypedEdgeData>();
  for (const { edge, type } of checked.edges) {
    const id = edgeId(edge.from, edge.to);
    const from = endpoint(edge.from);
    const to = endpoint(edge.to);
    const out = kindOf(checked, from.node, "outputs", from.port);
    const into = kindOf(checked, to.node, "inputs", to.port);
    const label = type ? edgeLabel(type) : "";
    const wrong = out !== undefined && into !== undefined && out !== into;
    const [source, target] = [shownAs(checked.graph, from.node), shownAs(checked.graph, to.node)];
    // Inside of a folded group.
    if (source === target && source !== from.node) continue;
    const made: TypedEdgeData = {
      id,
      type: "typed",
      source,
      sourceHandle: source === from.node ? from.port : edge.from,
      target,
      targetHandle: target === to.node ? to.port : edge.to,
      selected: selected.has(id),
      ariaLabel: `From ${edge.from} to ${edge.to}${label ? `: ${label}` : ""}`,
      data: { label, kind: out ?? into, wrong, ...(edge.bends ? { bends: edge.bends } : {}) },
    };
    const old = before.get(id);
    edges.set(id, old && looksSame(old, made) ? old : made);
  }
  return edges;
}

function kindOf(
  checked: Checked,
  node: string,
  side: "inputs" | "outputs",
  port: string,
): ValueKind | undefined {
  const type = checked.graph.nodes[node]?.type;
  const ports = type === undefined ? undefined : registry.get(type)?.[side];
  return (ports as Readonly<Record<string, { readonly kind: ValueKind }>> | undefined)?.[port]?.kind;
}

function looksSame(a: TypedEdgeData, b: TypedEdgeData): boolean {
  return (
    a.selected === b.selected &&
    a.source === b.source &&
    a.target === b.target &&
    a.data?.label === b.data?.label &&
    a.data?.kind === b.data?.kind &&
    a.data?.wrong === b.data?.wrong &&
    a.data?.bends === b.data?.bends
  );
}
