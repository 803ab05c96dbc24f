import { ArrowDown, ArrowUp } from "lucide-react";
import { useMemo, useState } from "react";
import { columnFormat, type Format, sensible } from "@/figures/columns";
import type { TableFigure } from "@/figures/figure";

/** Rows drawn at once; the CSV has all. */
const SHOWN = 500;

/** A table whose head stays in sight and whose columns sort. */
export function DataTable({ figure }: { readonly figure: TableFigure }) {
  const [sort, setSort] = useState<{ column: number; down: boolean }>();
  const rows = useMemo(() => sorted(figure.rows, sort), [figure, sort]);
  const formats = useMemo(
    () => figure.columns.map((_, column) => columnFormat(figure.rows, column)),
    [figure],
  );
  const numeric = formats.map((format) => format !== undefined);
  const choose = (column: number) =>
    setSort((now) =>
      now?.column !== column ? { column, down: false } : now.down ? undefined : { column, down: true },
    );
  return (
    <div className="max-h-[460px] overflow-auto rounded-lg border border-line">
      <table className="w-full border-collapse text-[11.5px]" aria-label={figure.title}>
        <thead className="sticky top-0 z-[1] bg-raised">
          <tr>
            {figure.columns.map((column, index) => {
              const on = sort?.column === index;
              return (
                <th
                  key={column.name}
                  scope="col"
                  className={`p-0 font-medium whitespace-nowrap ${numeric[index] ? "text-right" : "text-left"}`}
                  aria-sort={on ? (sort.down ? "descending" : "ascending") : undefined}
                >
                  <button
                    type="button"
                    className="w-full px-2 py-1.5"
                    style={{ textAlign: "inherit" }}
                    onClick={() => choose(index)}
                  >
                    {column.name}
                    {column.unit && <span className="font-normal text-soft"> ({column.unit})</span>}
                    {on &&
                      (sort.down ? (
                        <ArrowDown size={11} className="ml-1 inline" />
                      ) : (
                        <ArrowUp size={11} className="ml-1 inline" />
                      ))}
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map((row, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no names of their own.
            <tr key={place} className="border-t border-line">
              {row.map((value, column) => (
                <Cell key={figure.columns[column]?.name} value={value} format={formats[column]} />
              ))}
            </tr>
          ))}
        </tbody>
        {figure.footer && (
          <tfoot className="sticky bottom-0 bg-raised font-semibold">
            <tr className="border-t border-line">
              {figure.footer.map((value, column) => (
                <Cell key={figure.columns[column]?.name} value={value} format={formats[column]} />
              ))}
            </tr>
          </tfoot>
        )}
      </table>
      {rows.length > SHOWN && (
        <p className="px-2 py-1.5 text-[11.5px] text-soft">
          {SHOWN} of {rows.length} rows; the CSV has them all.
        </p>
      )}
    </div>
  );
}

function Cell({ value, format }: { readonly value: string | number; readonly format: Format | undefined }) {
  const text = typeof value === "number" ? (format ?? sensible)(value) : value;
  return (
    <td className={`max-w-[180px] truncate px-2 py-1 ${format ? "text-right" : ""}`} title={String(value)}>
      {text}
    </td>
  );
}

function sorted(
  rows: TableFigure["rows"],
  sort: { readonly column: number; readonly down: boolean } | undefined,
): TableFigure["rows"] {
  if (!sort) return rows;
  const sign = sort.down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [a[sort.column] ?? "", b[sort.column] ?? ""];
    if (typeof x === "number" && typeof y === "number") return sign * (x - y);
    return sign * String(x).localeCompare(String(y), undefined, { numeric: true });
  });
}
