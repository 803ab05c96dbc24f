import { bytesText, compact } from "@/compile/amounts";
import type { ModuleSummary } from "@/module/module";
import { SaveModel } from "./save-model";

/** The size of a network, and for a trained one the menu that saves it. */
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
      {node !== undefined && port !== undefined && <SaveModel node={node} port={port} />}
    </div>
  );
}
