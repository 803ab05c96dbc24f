import { Download } from "lucide-react";
import { useState } from "react";
import { bytesText, compact } from "@/compile/amounts";
import type { ModuleSummary } from "@/module/module";
import { download, fileName } from "../actions/document-files";
import { engine } from "../actions/engine";
import { documentStore } from "../state/editor";

/** The size of a network, and for a trained one the button that saves its weights. */
export function SummaryView(props: {
  readonly summary: ModuleSummary;
  readonly node?: string;
  readonly port?: string;
}) {
  const { summary, node, port } = props;
  const rows: readonly (readonly [string, string])[] = [
    ["parameters", compact(summary.parameters)],
    ["of them trained", compact(summary.trained)],
    ["operations a picture", summary.flops === undefined ? "–" : `${compact(summary.flops)}FLOP`],
    ["parameters take", bytesText(summary.parameterBytes)],
  ];
  return (
    <div className="mb-3">
      <dl className="grid gap-1 text-[12.5px]">
        {rows.map(([name, value]) => (
          <div key={name} className="flex justify-between gap-3 border-b border-line pb-1">
            <dt className="text-soft">{name}</dt>
            <dd className="font-medium">{value}</dd>
          </div>
        ))}
      </dl>
      {node !== undefined && port !== undefined && <SaveWeights node={node} port={port} />}
    </div>
  );
}

function SaveWeights({ node, port }: { readonly node: string; readonly port: string }) {
  const [note, setNote] = useState("");
  const save = async () => {
    setNote("Writing…");
    try {
      const ready = await engine();
      const bytes = await ready.call("arrays", { node, port });
      const name = `${fileName(`${documentStore.getState().graph.title} ${node}`)}.safetensors`;
      download(new Blob([bytes], { type: "application/octet-stream" }), name);
      setNote("");
    } catch (error) {
      setNote(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div className="mt-3">
      <button type="button" className="button small" onClick={save}>
        <Download size={12} aria-hidden /> Save weights
      </button>
      <p className="mt-1 text-[11.5px] text-soft">{note || "A safetensors file with PyTorch's names."}</p>
    </div>
  );
}
