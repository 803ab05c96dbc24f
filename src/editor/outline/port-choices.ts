import type { Checked } from "@/compile/checked";
import { canConnect } from "@/compile/connect";
import { edgeLabel } from "@/graph/types";
import { registry } from "@/registry";
import { readingRanks } from "../groups/group-ports";
import { titleOf } from "../state/titles";

/** A port that an edge could lead to or come from. */
export interface PortChoice {
  readonly reference: string;
  readonly text: string;
  /** Why it does not fit; `undefined` where it does. */
  readonly reason: string | undefined;
}

/** All ports on the other side, those that fit first; the others say why they do not. */
export function portChoices(
  checked: Checked,
  reference: string,
  side: "input" | "output",
): readonly PortChoice[] {
  const { graph } = checked;
  const ranks = readingRanks(graph);
  const ids = [...checked.nodes.keys()].sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  const all = ids.flatMap((id) => {
    const node = checked.nodes.get(id);
    const ports = Object.keys(node?.definition?.[side === "input" ? "outputs" : "inputs"] ?? {});
    return ports.map((port): PortChoice => {
      const other = `${id}.${port}`;
      const [from, to] = side === "input" ? [other, reference] : [reference, other];
      const verdict = canConnect(checked, registry, from, to);
      const isThere = graph.edges.some((edge) => edge.from === from && edge.to === to);
      const type = side === "input" ? node?.outputs[port] : undefined;
      const reason = isThere ? "It is wired already." : verdict.ok ? undefined : verdict.reason;
      return {
        reference: other,
        text: `${titleOf(graph, id)}.${port}${type ? `, ${edgeLabel(type)}` : ""}`,
        reason,
      };
    });
  });
  return [
    ...all.filter(({ reason }) => reason === undefined),
    ...all.filter(({ reason }) => reason !== undefined),
  ];
}
