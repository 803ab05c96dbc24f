import type { TableFigure } from "@/figures/figure";
import type { MetricValue } from "@/graph/values";
import { DataTable } from "./data-table";
import { SaveFigure } from "./save-figure";
import { metricRows, spaced } from "./words";

/** Numbers large, tables below them. */
export function MetricsView(props: {
  readonly title: string;
  readonly values: Readonly<Record<string, MetricValue>>;
}) {
  const { title, values } = props;
  const tables = Object.entries(values).flatMap(([name, value]) => {
    const figure = tableOf(spaced(name), value);
    return figure ? [figure] : [];
  });
  const all: TableFigure = {
    kind: "table",
    title,
    columns: [{ name: "name" }, { name: "value" }],
    rows: Object.entries(values).flatMap(([name, value]) =>
      typeof value === "number" || typeof value === "string" ? [[name, value]] : [],
    ),
  };
  return (
    <div className="grid gap-3">
      <dl className="grid grid-cols-[repeat(auto-fit,minmax(92px,1fr))] gap-2">
        {metricRows(values).map(([name, value]) => (
          <div key={name} className="rounded-lg border border-line px-3 py-2">
            <dt className="text-[11.5px] text-soft">{name}</dt>
            <dd className="text-[18px] font-semibold">{value}</dd>
          </div>
        ))}
      </dl>
      {tables.map((figure) => (
        <div key={figure.title}>
          <h4 className="mb-1 text-[12px] font-medium">{figure.title}</h4>
          <DataTable figure={figure} />
          <SaveFigure figure={figure} />
        </div>
      ))}
      {tables.length === 0 && <SaveFigure figure={all} />}
    </div>
  );
}

/** A record of records, or a list of records, is a table; anything else is not shown here. */
function tableOf(title: string, value: MetricValue): TableFigure | undefined {
  if (typeof value !== "object") return undefined;
  const rows: readonly (readonly [string, MetricValue])[] = Array.isArray(value)
    ? value.map((item: MetricValue, index) => [String(index + 1), item] as const)
    : Object.entries(value);
  const records = rows.flatMap(([name, item]) => (isRecord(item) ? [[name, item] as const] : []));
  if (records.length === 0 || records.length < rows.length) return undefined;
  const fields = Object.keys(records[0]?.[1] ?? {});
  const named = Array.isArray(value) ? [] : [{ name: title.replace(/^per /, "") }];
  return {
    kind: "table",
    title,
    columns: [...named, ...fields.map((name) => ({ name: spaced(name) }))],
    rows: records.map(([name, record]) => [
      ...(Array.isArray(value) ? [] : [name]),
      ...fields.map((field) => {
        const cell = record[field];
        return typeof cell === "number" ? cell : String(cell ?? "");
      }),
    ]),
  };
}

function isRecord(value: MetricValue): value is { readonly [name: string]: MetricValue } {
  return typeof value === "object" && !Array.isArray(value);
}
