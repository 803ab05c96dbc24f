import { lazy, Suspense, useEffect, useState } from "react";
import { edgeLabel } from "@/graph/types";
import { registry } from "@/registry";
import { openJson } from "../actions/document-files";
import { engine } from "../actions/engine";
import { PortGlyph } from "../canvas/port-glyph";
import { type PortSpec, usePorts } from "../canvas/ports";
import { PORTS } from "../state/categories";
import { useDoc } from "../state/docs";
import { useDerived, useDocument } from "../state/editor";
import { Prose } from "./prose";

const TryIt = lazy(() => import("./try-it"));
const UsedIn = lazy(() => import("./used-in"));

/** What a node does, in its own words; its ports; the lines of PyTorch that do the same; where the course uses it. */
export function About({ id }: { readonly id: string }) {
  const type = useDocument(({ graph }) => graph.nodes[id]?.type ?? "");
  const definition = registry.get(type);
  const ports = usePorts(id);
  const doc = useDoc(definition);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {definition ? (
        <Prose text={doc} />
      ) : (
        <p>
          This version knows no node type <code className="code">{type}</code>. The node is kept as it came,
          with its settings and edges.
        </p>
      )}
      <PortList title="Inputs" id={id} ports={ports.inputs} side="inputs" />
      <PortList title="Outputs" id={id} ports={ports.outputs} side="outputs" />
      {definition && <Torch id={id} type={type} />}
      <Suspense>
        <TryIt type={type} />
      </Suspense>
      <Suspense>
        <UsedIn type={type} onOpen={openJson} />
      </Suspense>
    </div>
  );
}

function PortList(props: {
  readonly title: string;
  readonly id: string;
  readonly ports: readonly PortSpec[];
  readonly side: "inputs" | "outputs";
}) {
  const { title, id, ports, side } = props;
  const node = useDerived(({ checked }) => checked.nodes.get(id));
  if (ports.length === 0) return null;
  return (
    <div>
      <h3 className="mb-1 text-[12px] font-medium">{title}</h3>
      <ul className="grid gap-1.5">
        {ports.map((port) => {
          const type = node?.[side][port.name];
          return (
            <li key={port.name} className="grid grid-cols-[12px_1fr] gap-2 text-[12.5px]">
              <span className="pt-[3px]">
                <PortGlyph kind={port.kind} />
              </span>
              <span>
                <b className="font-semibold">{port.name}</b>
                {type && <span className="text-soft"> {edgeLabel(type)}</span>}
                {port.optional && <span className="text-soft"> (may stay open)</span>}
                <span className="block text-soft">{port.doc}.</span>
                {port.kind && <span className="sr-only">{PORTS[port.kind].words}</span>}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Torch({ id, type }: { readonly id: string; readonly type: string }) {
  const settings = useDerived(({ checked }) => checked.nodes.get(id)?.settings);
  const [text, setText] = useState("");
  useEffect(() => {
    let isCurrent = true;
    const ask = async () => (settings ? (await engine()).call("torchLines", { type, settings }) : "");
    // Without the engine there are none; why it is not there is said where it was started.
    ask().then(
      (lines) => isCurrent && setText(lines),
      () => isCurrent && setText(""),
    );
    return () => {
      isCurrent = false;
    };
  }, [type, settings]);
  if (text === "") return null;
  return (
    <div>
      <h3 className="mb-1 text-[12px] font-medium">The same in PyTorch</h3>
      <pre className="code text-[11.5px]">
        <code>{text}</code>
      </pre>
    </div>
  );
}
