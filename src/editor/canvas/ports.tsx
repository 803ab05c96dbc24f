import { Handle, Position } from "@xyflow/react";
import { memo, useMemo } from "react";
import { endpoint } from "@/graph/document";
import type { ValueKind } from "@/graph/types";
import { registry } from "@/registry";
import { PORTS } from "../state/categories";
import { useDocument, useSession } from "../state/editor";
import { PortGlyph } from "./port-glyph";

export interface PortSpec {
  readonly name: string;
  readonly kind: ValueKind | undefined;
  readonly doc: string;
  readonly optional: boolean;
}

export interface PortLists {
  readonly inputs: readonly PortSpec[];
  readonly outputs: readonly PortSpec[];
}

/** A node's ports from its definition; those of an unknown type from the edges that touch it. */
export function usePorts(id: string): PortLists {
  const type = useDocument((state) => state.graph.nodes[id]?.type ?? "");
  const definition = registry.get(type);
  const touching = useDocument((state) => (definition ? "" : portsOfEdges(state.graph.edges, id)));
  return useMemo(() => {
    if (definition) return { inputs: specs(definition.inputs), outputs: specs(definition.outputs) };
    const [inputs = "", outputs = ""] = touching.split("|");
    return { inputs: unknownPorts(inputs), outputs: unknownPorts(outputs) };
  }, [definition, touching]);
}

function specs(ports: Readonly<Record<string, Omit<PortSpec, "name">>>): readonly PortSpec[] {
  return Object.entries(ports).map(([name, { kind, doc, optional }]) => ({ name, kind, doc, optional }));
}

function unknownPorts(names: string): readonly PortSpec[] {
  return names
    .split(" ")
    .filter((name) => name !== "")
    .map((name) => ({ name, kind: undefined, doc: "A port of a type that is not known", optional: true }));
}

function portsOfEdges(edges: readonly { from: string; to: string }[], id: string): string {
  const inputs = new Set<string>();
  const outputs = new Set<string>();
  for (const { from, to } of edges) {
    if (endpoint(to).node === id) inputs.add(endpoint(to).port);
    if (endpoint(from).node === id) outputs.add(endpoint(from).port);
  }
  return `${[...inputs].join(" ")}|${[...outputs].join(" ")}`;
}

/** One port: where an edge begins or ends. It lights up while an edge that fits is drawn, and dims otherwise. */
export const PortHandle = memo(function PortHandle(props: {
  readonly node: string;
  readonly port: PortSpec;
  readonly side: "source" | "target";
  readonly row: number;
}) {
  const { node, port, side, row } = props;
  const reference = `${node}.${port.name}`;
  const fit = useSession(({ wiring }) => {
    if (!wiring) return "idle";
    if (wiring.from === reference && wiring.side === side) return "origin";
    if (wiring.side === side) return "dim";
    const verdict = wiring.verdicts.get(reference);
    return verdict?.ok ? "fits" : "dim";
  });
  const wired = useDocument((state) =>
    state.graph.edges.some((edge) => (side === "target" ? edge.to : edge.from) === reference),
  );
  const words = port.kind ? PORTS[port.kind].words : "Unknown type";
  return (
    <Handle
      id={port.name}
      type={side}
      position={side === "target" ? Position.Left : Position.Right}
      className="port"
      data-fit={fit}
      data-port={reference}
      style={{ top: `calc(var(--card-head) + var(--port-row) * ${row + 0.5} + 4px)` }}
      title={`${port.name}${port.optional ? " (may stay open)" : ""}\n${port.doc}\n${words}`}
      role="img"
      aria-label={`${side === "target" ? "Input" : "Output"} ${port.name}, ${words}`}
    >
      <PortGlyph kind={port.kind} open={!wired} />
    </Handle>
  );
});
