import { columnFormat } from "@/figures/columns";
import type { MapsFigure } from "@/figures/figure";
import { Picture } from "./picture";

/** Pictures with what was seen in each: a row a picture, what is known of it above. */
export function MapsView({ figure }: { readonly figure: MapsFigure }) {
  const columns = { gridTemplateColumns: `repeat(${figure.columns.length}, minmax(72px, 1fr))` };
  const values = figure.rows.map((row) => row.values);
  return (
    <section
      className="max-h-[70vh] overflow-auto"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
      tabIndex={0}
      aria-label={`${figure.title}, picture by picture`}
    >
      <div
        className="sticky top-0 grid gap-1.5 bg-panel pb-1 text-[11px] text-soft"
        style={columns}
        aria-hidden="true"
      >
        {figure.columns.map((name) => (
          <span key={name} className="truncate" title={name}>
            {name}
          </span>
        ))}
      </div>
      {figure.rows.map((row, index) => (
        <section
          key={`${row.name} ${row.caption}`}
          className="mb-3"
          aria-label={`${row.name}: ${row.caption}`}
        >
          <p className="truncate text-[11.5px]" title={row.name}>
            <b className="font-semibold">{row.caption || row.name}</b>
            {row.caption !== "" && <span className="text-soft"> {row.name}</span>}
          </p>
          <div className="grid gap-1.5" style={columns}>
            {row.cells.map((cell) => (
              <Picture key={`${cell.name} ${cell.caption}`} image={cell} />
            ))}
          </div>
          {figure.numbers.length > 0 && (
            <p className="mt-0.5 text-[11px] text-soft">
              {figure.numbers
                .map(({ name, unit }, column) => {
                  const format = columnFormat(values, column) ?? String;
                  return `${name} ${format(values[index]?.[column] ?? Number.NaN)}${unit ? ` ${unit}` : ""}`;
                })
                .join(" · ")}
            </p>
          )}
        </section>
      ))}
      {figure.scale && <p className="text-[11px] text-soft">{figure.scale.text}</p>}
    </section>
  );
}
