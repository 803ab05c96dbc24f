import { memo, type ReactNode } from "react";
import type { MapsFigure } from "@/figures/figure";
import { overallNumbers, rowNumbers } from "@/figures/maps-words";
import { Picture } from "./picture";

/** More columns than these are broken into lines of three where there is little room, each picture with its own title. */
const FEW = 4;

/** Pictures with what was seen in each: a row a picture, what is known of it above. */
export function MapsView(props: {
  readonly figure: MapsFigure;
  readonly rowAction?: ((name: string) => ReactNode) | undefined;
}) {
  const { figure, rowAction } = props;
  const few = figure.columns.length <= FEW;
  const columns = `repeat(${figure.columns.length}, minmax(72px, 1fr))`;
  const overall = overallNumbers(figure);
  return (
    <section
      className="@container max-h-[70vh] overflow-auto"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
      tabIndex={0}
      aria-label={`${figure.title}, picture by picture`}
    >
      {overall !== "" && <p className="mb-1.5 text-[11.5px] font-medium">{overall}</p>}
      {few && (
        <div
          className="sticky top-0 z-10 grid grid-cols-(--columns) gap-1.5 bg-panel pb-1 text-[11px] text-soft"
          style={{ "--columns": columns }}
          aria-hidden="true"
        >
          {figure.columns.map((name) => (
            <Title key={name} name={name} />
          ))}
        </div>
      )}
      {figure.rows.map((row, index) => (
        <section
          key={`${row.name} ${row.caption}`}
          className="mb-3"
          aria-label={row.caption === "" ? row.name : `${row.name}: ${row.caption}`}
        >
          <div className="mb-0.5 flex flex-wrap items-center gap-x-2">
            <p className="min-w-0 flex-1 truncate text-[11.5px]" title={row.name}>
              <b className="font-semibold">{row.caption || row.name}</b>
              {row.caption !== "" && <span className="text-soft"> {row.name}</span>}
            </p>
            {rowAction?.(row.name)}
          </div>
          <Cells cells={row.cells} titles={few ? undefined : figure.columns} columns={columns} />
          {figure.numbers.length > 0 && (
            <p className="mt-0.5 text-[11px] text-soft">{rowNumbers(figure, index)}</p>
          )}
        </section>
      ))}
      {figure.scale && <p className="text-[11px] text-soft">{figure.scale.text}</p>}
    </section>
  );
}

/** Drawn again only when its own pictures change: numbers may follow a slider. */
const Cells = memo(function Cells(props: {
  readonly cells: MapsFigure["rows"][number]["cells"];
  readonly titles: readonly string[] | undefined;
  readonly columns: string;
}) {
  const { cells, titles, columns } = props;
  const layout = titles ? "grid-cols-3 @min-[520px]:grid-cols-(--columns)" : "grid-cols-(--columns)";
  return (
    <div className={`grid gap-1.5 ${layout}`} style={{ "--columns": columns }}>
      {cells.map((cell, column) => (
        <div key={`${cell.name} ${cell.caption}`} className="min-w-0">
          {titles && <Title name={titles[column] ?? ""} />}
          <Picture image={cell} />
        </div>
      ))}
    </div>
  );
});

function Title({ name }: { readonly name: string }) {
  return (
    <p className="truncate text-[11px] text-soft" title={name}>
      {name}
    </p>
  );
}
