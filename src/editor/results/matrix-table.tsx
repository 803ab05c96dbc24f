import { useMemo, useState } from "react";
import type { MatrixFigure } from "@/figures/figure";
import { ordered } from "@/figures/judged";
import { CellPictures } from "./cell-pictures";
import { heat, heatInk } from "./heat";
import type { PictureSource } from "./use-thumbnails";

interface Cell {
  readonly label: number;
  readonly predicted: number;
}

/**
 * Counts by true class (rows) and predicted class (columns), coloured by their share of the row. Where the pictures can
 * be had, a count lists those that it counts.
 */
export function MatrixTable(props: {
  readonly figure: MatrixFigure;
  readonly source: PictureSource | undefined;
  /** Counts, or each row as shares of its sum. */
  readonly setShares: (on: boolean) => void;
}) {
  const { figure, source, setShares } = props;
  const [cell, setCell] = useState<Cell>();
  const { pictures } = figure;
  const counted = useMemo(
    () =>
      cell &&
      ordered(pictures ?? [], "sure").filter(
        ({ label, predicted }) => label === cell.label && predicted === cell.predicted,
      ),
    [pictures, cell],
  );
  const normalized = figure.normalized === true;
  const { classes, counts } = figure;
  const total = counts.flat().reduce((a, b) => a + b, 0);
  const right = counts.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
  return (
    <div>
      <div className="mb-2 flex items-center justify-between gap-2">
        <p className="text-[12.5px] text-soft">
          {total} pictures,{" "}
          <b className="font-semibold text-ink">{((100 * right) / (total || 1)).toFixed(1)} % right</b>
        </p>
        <fieldset
          className="flex overflow-hidden rounded-[7px] border border-line text-[11.5px]"
          aria-label="Show"
        >
          <Choice on={!normalized} label="Counts" choose={() => setShares(false)} />
          <Choice on={normalized} label="Shares" choose={() => setShares(true)} />
        </fieldset>
      </div>
      <div className="overflow-x-auto">
        <table
          className="w-full table-fixed border-separate border-spacing-[2px] text-[11.5px]"
          aria-label="Confusion matrix"
        >
          <thead>
            <tr>
              <th className="w-11" aria-label="True class" />
              {classes.map((name) => (
                <th
                  key={name}
                  scope="col"
                  className="truncate px-0.5 pb-1 font-medium text-soft"
                  title={name}
                >
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counts.map((row, index) => (
              <Row
                key={classes[index]}
                name={classes[index] ?? ""}
                row={row}
                classes={classes}
                normalized={normalized}
                chosen={cell?.label === index ? cell.predicted : undefined}
                choose={source && pictures ? (predicted) => setCell({ label: index, predicted }) : undefined}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className="mt-1.5 text-[11.5px] text-soft">
        Rows are what it is, columns what the model says.
        {source && pictures && " Choose a number to see its pictures."}
      </p>
      {source && counted && counted.length > 0 && (
        <CellPictures source={source} classes={classes} pictures={counted} />
      )}
    </div>
  );
}

function Row(props: {
  readonly name: string;
  readonly row: readonly number[];
  readonly classes: readonly string[];
  readonly normalized: boolean;
  /** The column whose pictures are listed. */
  readonly chosen: number | undefined;
  readonly choose: ((column: number) => void) | undefined;
}) {
  const { name, row, classes, normalized, chosen, choose } = props;
  const sum = row.reduce((a, b) => a + b, 0);
  return (
    <tr>
      <th scope="row" className="truncate pr-1.5 text-right font-medium text-soft" title={name}>
        {name}
      </th>
      {row.map((value, column) => {
        const share = sum === 0 ? 0 : value / sum;
        const words = `${value} of ${sum} pictures of ${name} were called ${classes[column]}`;
        const shown = normalized ? share.toFixed(2) : value;
        return (
          <td
            key={classes[column]}
            className="h-9 rounded p-0 text-center"
            style={{ background: heat(share), color: heatInk(share, value) }}
            title={words}
          >
            {choose && value > 0 ? (
              <button
                type="button"
                className="h-9 w-full rounded outline-offset-1 hover:outline-2 hover:outline-accent aria-pressed:outline-2 aria-pressed:outline-ink"
                aria-label={`${shown}: ${words}`}
                aria-pressed={chosen === column}
                onClick={() => choose(column)}
              >
                {shown}
              </button>
            ) : (
              shown
            )}
          </td>
        );
      })}
    </tr>
  );
}

function Choice({
  on,
  label,
  choose,
}: {
  readonly on: boolean;
  readonly label: string;
  readonly choose: () => void;
}) {
  return (
    <button
      type="button"
      className="px-2 py-[3px] whitespace-nowrap text-soft aria-pressed:bg-raised aria-pressed:font-semibold aria-pressed:text-ink"
      aria-pressed={on}
      onClick={choose}
    >
      {label}
    </button>
  );
}
