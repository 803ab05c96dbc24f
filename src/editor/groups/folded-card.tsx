import { Handle, type NodeProps, Position } from "@xyflow/react";
import { CircleAlert, Group as GroupIcon } from "lucide-react";
import { memo, useMemo } from "react";
import { endpoint } from "@/graph/document";
import { membersOf } from "@/graph/groups";
import type { ValueKind } from "@/graph/types";
import { registry } from "@/registry";
import { changeGroup, toggleFold } from "../actions/groups";
import { counted } from "../actions/say";
import { CardPreview } from "../canvas/card-preview";
import { groupOfKey } from "../canvas/flow-ids";
import { useForm } from "../canvas/form";
import { PortGlyph } from "../canvas/port-glyph";
import { PORTS } from "../state/categories";
import { colourOf } from "../state/colours";
import { useDocument, useSession } from "../state/editor";
import { goTo } from "../state/session-store";
import { titleOf } from "../state/titles";
import { groupPorts } from "./group-ports";
import { useGroupPreview, useGroupShare, useGroupState, useGroupTrouble } from "./group-state";
import { InstanceMark } from "./instance-mark";
import { TitleField } from "./title-field";

/** A folded group: one card with the ports that lead out of it. Double-click or Enter opens it. */
export const FoldedCard = memo(function FoldedCard({ id: key, selected }: NodeProps) {
  const id = groupOfKey(key) ?? "";
  const form = useForm();
  const title = useDocument(({ graph }) => graph.groups[id]?.title ?? "");
  const colour = useDocument(({ graph }) => graph.groups[id]?.colour);
  const count = useDocument(({ graph }) => membersOf(graph.groups, id).length);
  const preview = useGroupPreview(id);
  const ports = usePorts(id);
  const rows = Math.max(1, ports.inputs.length, ports.outputs.length);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the node around it has the focus, and Enter does the same.
    <div
      className="card card-folded"
      data-node={key}
      data-selected={selected}
      data-form={form}
      style={{ "--c": colourOf(colour), "--ports": `${44 + 20 * rows}px`, minHeight: 44 + 20 * rows }}
      onDoubleClick={(event) => {
        event.stopPropagation();
        if (!(event.target instanceof HTMLInputElement)) toggleFold(id);
      }}
    >
      {form === "block" && <div className="card-block">{title}</div>}
      {form === "poster" && (
        <div className="card-poster">
          <TitleField
            look={key}
            title={title}
            label="Title of the group"
            rename={(text) => changeGroup(id, { title: text })}
          />
          <State id={id} />
        </div>
      )}
      {form === "card" && (
        <>
          <header className="card-head">
            <GroupIcon size={14} strokeWidth={2} color="var(--c)" aria-hidden />
            <TitleField
              look={key}
              title={title}
              label="Title of the group"
              rename={(text) => changeGroup(id, { title: text })}
            />
            <State id={id} />
          </header>
          <PortRows ports={ports} />
          <p className="card-count">
            {counted(count, "node")} <InstanceMark id={id} />
          </p>
        </>
      )}
      {form !== "block" && preview !== "" && <CardPreview id={preview} />}
      {ports.inputs.map((port, row) => (
        <GroupPort key={port.reference} card={key} port={port} side="target" row={row} />
      ))}
      {ports.outputs.map((port, row) => (
        <GroupPort key={port.reference} card={key} port={port} side="source" row={row} />
      ))}
    </div>
  );
});

function State({ id }: { readonly id: string }) {
  const state = useGroupState(id);
  const share = useGroupShare(id);
  const [node, message] = useGroupTrouble(id).split("\n");
  return (
    <>
      {node ? (
        <button
          type="button"
          className="state nodrag"
          data-state={state}
          title={`${message}\nShow the node that this is about`}
          onClick={() => goTo(node)}
        >
          <CircleAlert size={10} className="mr-1 inline -translate-y-px" aria-hidden />
          {state}
        </button>
      ) : (
        <span className="state" data-state={state}>
          {state}
        </span>
      )}
      {state === "running" && (
        <div className="card-bar">
          <i style={{ transform: `scaleX(${Math.max(0.02, share)})` }} />
        </div>
      )}
    </>
  );
}

interface Port {
  readonly reference: string;
  readonly name: string;
  readonly kind: ValueKind | undefined;
  readonly words: string;
}

function usePorts(id: string): { readonly inputs: readonly Port[]; readonly outputs: readonly Port[] } {
  const listed = useDocument(({ graph }) => {
    const ports = groupPorts(graph, id);
    return [ports.inputs, ports.outputs]
      .map((list) => list.map((port) => described(graph, port)).join("\n"))
      .join("\f");
  });
  return useMemo(() => {
    const [inputs = "", outputs = ""] = listed.split("\f");
    return { inputs: specs(inputs, "inputs"), outputs: specs(outputs, "outputs") };
  }, [listed]);
}

/** What a port is, on one line: its name in the document, its node's type and title. */
function described(graph: Parameters<typeof titleOf>[0], reference: string): string {
  const { node } = endpoint(reference);
  return `${reference}\t${graph.nodes[node]?.type ?? ""}\t${titleOf(graph, node).replace(/\s+/g, " ")}`;
}

function specs(list: string, side: "inputs" | "outputs"): readonly Port[] {
  const lines = list.split("\n").filter((line) => line !== "");
  const names = lines.map((line) => endpoint(line.split("\t")[0] ?? "").port);
  return lines.map((line) => {
    const [reference = "", type = "", title = ""] = line.split("\t");
    const { port } = endpoint(reference);
    const isAlone = names.filter((name) => name === port).length === 1;
    const ports: Readonly<Record<string, { readonly kind: ValueKind }>> = registry.get(type)?.[side] ?? {};
    const kind = ports[port]?.kind;
    const words = `${port} of ${title}, ${kind ? PORTS[kind].words : "Unknown type"}`;
    return { reference, name: isAlone ? port : `${title} ${port}`, kind, words };
  });
}

function PortRows(props: { readonly ports: ReturnType<typeof usePorts> }) {
  const { inputs, outputs } = props.ports;
  const rows = Array.from({ length: Math.max(inputs.length, outputs.length) }, (_, row) => row);
  return (
    <div className="card-ports" aria-hidden="true">
      {rows.map((row) => (
        <div key={row}>
          <span>{inputs[row]?.name}</span>
          <span>{outputs[row]?.name}</span>
        </div>
      ))}
    </div>
  );
}

/** As a node's own port: it lights up while an edge that fits is drawn. */
const GroupPort = memo(function GroupPort(props: {
  readonly card: string;
  readonly port: Port;
  readonly side: "source" | "target";
  readonly row: number;
}) {
  const { port, side, row } = props;
  const fit = useSession(({ wiring }) => {
    if (!wiring) return "idle";
    if (wiring.from === port.reference && wiring.side === side) return "origin";
    return wiring.side !== side && wiring.verdicts.get(port.reference)?.ok ? "fits" : "dim";
  });
  const wired = useDocument(({ graph }) =>
    graph.edges.some((edge) => (side === "target" ? edge.to : edge.from) === port.reference),
  );
  return (
    <Handle
      id={port.reference}
      type={side}
      position={side === "target" ? Position.Left : Position.Right}
      className="port"
      data-fit={fit}
      data-port={port.reference}
      style={{ top: `calc(var(--card-head) + var(--port-row) * ${row + 0.5} + 4px)` }}
      title={port.words}
      role="img"
      aria-label={`${side === "target" ? "Input" : "Output"} ${port.words}`}
    >
      <PortGlyph kind={port.kind} open={!wired} />
    </Handle>
  );
});
