import type { NodeProps } from "@xyflow/react";
import { type DragEvent, memo, useRef, useState } from "react";
import { registry } from "@/registry";
import { droppedFiles } from "../actions/dropped";
import { giveFiles } from "../actions/files";
import { categoryLook } from "../state/categories";
import { useDocument, useSession } from "../state/editor";
import { useTitle } from "../state/use-node";
import { CardPin } from "./card-pin";
import { CardPreview } from "./card-preview";
import { CardSettings } from "./card-settings";
import { CardState } from "./card-state";
import { useForm } from "./form";
import { PortHandle, type PortLists, usePorts } from "./ports";

/** A node on the canvas. It subscribes to what it shows of itself, so that its neighbours do not render with it. */
export const NodeCard = memo(function NodeCard({ id, selected }: NodeProps) {
  const form = useForm();
  const type = useDocument((state) => state.graph.nodes[id]?.type ?? "");
  const definition = registry.get(type);
  const look = categoryLook(definition?.category);
  const title = useTitle(id);
  const ports = usePorts(id);
  const fits = useWiringFit(id);
  const height = useRef(0);
  const drop = useFileDrop(id, definition?.files !== undefined);
  return (
    <div
      ref={(element) => {
        if (element && form === "card") height.current = element.offsetHeight;
      }}
      className="card"
      data-node={id}
      data-selected={selected}
      data-unknown={definition === undefined}
      data-fit={fits}
      data-form={form}
      data-dropping={drop.over}
      style={{
        "--c": look.colour,
        "--ports": portsHeight(ports),
        // A smaller form of the card is as high as the card was.
        minHeight: `max(${portsHeight(ports)}, ${form === "card" ? 0 : height.current}px)`,
      }}
      {...drop.handlers}
    >
      {form === "block" && <div className="card-block">{title}</div>}
      {form === "poster" && (
        <div className="card-poster">
          <h3>{title}</h3>
          <CardPin id={id} />
          <CardState id={id} />
        </div>
      )}
      {form === "card" && (
        <>
          <header className="card-head">
            <look.icon size={14} strokeWidth={2} color="var(--c)" aria-hidden="true" />
            <h3 title={title}>{title}</h3>
            <CardPin id={id} />
            <CardState id={id} />
          </header>
          <PortRows ports={ports} />
          <CardSettings id={id} />
        </>
      )}
      {form !== "block" && <CardPreview id={id} />}
      {ports.inputs.map((port, row) => (
        <PortHandle key={port.name} node={id} port={port} side="target" row={row} />
      ))}
      {ports.outputs.map((port, row) => (
        <PortHandle key={port.name} node={id} port={port} side="source" row={row} />
      ))}
    </div>
  );
});

/** Room for all ports. */
function portsHeight({ inputs, outputs }: PortLists): string {
  return `calc(44px + var(--port-row) * ${Math.max(1, inputs.length, outputs.length)})`;
}

function PortRows({ ports }: { readonly ports: PortLists }) {
  const rows = Math.max(ports.inputs.length, ports.outputs.length);
  if (rows === 0) return null;
  return (
    <div className="card-ports" aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => ({
        input: ports.inputs[row]?.name ?? "",
        output: ports.outputs[row]?.name ?? "",
      })).map(({ input, output }) => (
        <div key={`${input}|${output}`}>
          <span>{input}</span>
          <span>{output}</span>
        </div>
      ))}
    </div>
  );
}

/** Whether some port of this node takes the edge that is being drawn. */
function useWiringFit(id: string): "idle" | "fits" | "dim" {
  return useSession(({ wiring }) => {
    if (!wiring || wiring.from.startsWith(`${id}.`)) return "idle";
    for (const [reference, verdict] of wiring.verdicts) {
      if (verdict.ok && reference.startsWith(`${id}.`)) return "fits";
    }
    return "dim";
  });
}

/** Zips, folders and pictures may be dropped right on a card that takes files. */
function useFileDrop(id: string, takes: boolean) {
  const [over, setOver] = useState(false);
  if (!takes) return { over: false, handlers: {} };
  const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return {
    over,
    handlers: {
      onDragOver(event: DragEvent) {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      async onDrop(event: DragEvent) {
        setOver(false);
        if (!carriesFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        await giveFiles(id, await droppedFiles(event.dataTransfer));
      },
    },
  };
}
