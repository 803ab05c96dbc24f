import { canConnect } from "@/compile/connect";
import { edgeLabel } from "@/graph/types";
import { registry } from "@/registry";
import { PortGlyph } from "../canvas/port-glyph";
import { type PortSpec, usePorts } from "../canvas/ports";
import { documentStore, getDerived, useDerived, useDocument } from "../state/editor";
import { sessionStore } from "../state/session-store";
import { titleOf } from "../state/titles";

/** What feeds each input, to be read and chosen without a mouse. */
export function InputWiring({ id }: { readonly id: string }) {
  const { inputs } = usePorts(id);
  if (inputs.length === 0) return null;
  return (
    <fieldset>
      <legend className="mb-1.5 text-[12px] font-medium">Inputs</legend>
      <div className="grid gap-2">
        {inputs.map((port) => (
          <Input key={port.name} id={id} port={port} />
        ))}
      </div>
    </fieldset>
  );
}

function Input({ id, port }: { readonly id: string; readonly port: PortSpec }) {
  const to = `${id}.${port.name}`;
  const from = useDocument(({ graph }) => graph.edges.find((edge) => edge.to === to)?.from ?? "");
  const checked = useDerived((derived) => derived.checked);
  const options: { reference: string; label: string }[] = [];
  for (const node of checked.nodes.values()) {
    if (node.id === id) continue;
    for (const [name, { kind }] of Object.entries(node.definition?.outputs ?? {})) {
      if (kind !== port.kind) continue;
      const type = node.outputs[name];
      const shape = type ? ` · ${edgeLabel(type)}` : "";
      const label = `${titleOf(checked.graph, node.id)}, ${name}${shape}`;
      options.push({ reference: `${node.id}.${name}`, label });
    }
  }
  if (from !== "" && !options.some((option) => option.reference === from))
    options.push({ reference: from, label: from });
  return (
    <div className="grid grid-cols-[12px_86px_1fr] items-center gap-2">
      <PortGlyph kind={port.kind} open={from === ""} />
      <label htmlFor={`wire-${to}`} className="truncate text-[12px] text-soft" title={port.doc}>
        {port.name}
      </label>
      <select
        id={`wire-${to}`}
        className="field !h-7 text-[12px]"
        value={from}
        onChange={(event) => rewire(from, event.target.value, to)}
      >
        <option value="">{port.optional ? "open" : "not wired"}</option>
        {options.map((option) => (
          <option key={option.reference} value={option.reference}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

function rewire(before: string, from: string, to: string): void {
  const { apply } = documentStore.getState();
  if (from === "") {
    apply({ kind: "disconnect", from: before, to });
    return;
  }
  const verdict = canConnect(getDerived().checked, registry, from, to);
  if (verdict.ok) apply({ kind: "connect", from, to });
  else {
    const { reason, fix } = verdict;
    const box = document.getElementById(`wire-${to}`)?.getBoundingClientRect();
    const [x, y] = [(box?.left ?? 320) - 320, box?.bottom ?? 200];
    sessionStore.setState({ refusal: { x, y, reason, ...(fix ? { fix } : {}) }, status: reason });
  }
}
