import { type PointerEvent, useState } from "react";
import { sensible } from "@/figures/columns";
import type { LinesFigure, Series } from "@/figures/figure";
import { rangeOf, ticks, tickText } from "@/figures/ticks";

const WIDTH = 320;
const HEIGHT = 176;
const LEFT = 42;
const RIGHT = 10;
const TOP = 10;
const BOTTOM = 24;

const COLOURS = [
  "var(--train)",
  "var(--data)",
  "var(--evaluate)",
  "var(--model)",
  "var(--explain)",
  "var(--loss)",
];

/** Curves over a common x, one panel under the other; the pointer reads values off, else those at the mark stand there. */
export function LinesChart(props: { readonly figure: LinesFigure; readonly mark?: number | undefined }) {
  const { figure, mark } = props;
  const [pointed, setAt] = useState<number>();
  const marked = mark === undefined ? -1 : figure.x.indexOf(mark);
  const at = pointed ?? (marked < 0 ? undefined : marked);
  if (figure.x.length === 0)
    return <p className="text-soft">{`Nothing to draw: no ${figure.xLabel.toLowerCase()} was finished.`}</p>;
  return (
    <div className="grid gap-3">
      {figure.panels.map((panel, index) => (
        <PanelChart
          key={panel.yLabel}
          x={figure.x}
          xLabel={index === figure.panels.length - 1 ? figure.xLabel : ""}
          yLabel={panel.yLabel}
          series={panel.series}
          at={at}
          setAt={setAt}
        />
      ))}
    </div>
  );
}

function PanelChart(props: {
  readonly x: readonly number[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  readonly at: number | undefined;
  readonly setAt: (index: number | undefined) => void;
}) {
  const { x, xLabel, yLabel, series, at, setAt } = props;
  const [low, high] = rangeOf(series.flatMap((line) => line.values));
  const [first, last] = [x[0] ?? 0, x.at(-1) ?? 1];
  const px = (value: number) =>
    first === last
      ? (LEFT + WIDTH - RIGHT) / 2
      : LEFT + ((value - first) / (last - first)) * (WIDTH - LEFT - RIGHT);
  const py = (value: number) => TOP + (1 - (value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const move = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const goal = ((event.clientX - box.left) / box.width) * WIDTH;
    let best = 0;
    for (const [index, value] of x.entries()) {
      if (Math.abs(px(value) - goal) < Math.abs(px(x[best] ?? 0) - goal)) best = index;
    }
    setAt(best);
  };
  const xTicks = ticks(first, last, 6).filter((tick) => !isCounted(x) || Number.isInteger(tick));
  return (
    <div>
      <div className="flex items-baseline justify-between gap-2 text-[11.5px]">
        <span className="font-medium whitespace-nowrap">{yLabel}</span>
        <span className="flex flex-wrap justify-end gap-x-3 text-soft">
          {series.map((line, index) => (
            <span key={line.name} className="whitespace-nowrap">
              <svg width="16" height="8" className="mr-1 inline" aria-hidden="true">
                <line
                  x1="0"
                  x2="16"
                  y1="4"
                  y2="4"
                  stroke={colourOf(line.colour ?? index)}
                  strokeWidth="2"
                  strokeDasharray={line.dashed ? "4 3" : undefined}
                />
              </svg>
              {line.name}
              {at !== undefined && <b className="ml-1 font-semibold text-ink">{valueAt(line, at)}</b>}
            </span>
          ))}
        </span>
      </div>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="mt-1 block w-full touch-pan-y text-[10px]"
        role="img"
        aria-label={`${yLabel} over ${xLabel || "x"}: ${series.map((line) => `${line.name} ${valueAt(line, x.length - 1)}`).join(", ")} at the end`}
        onPointerMove={move}
        onPointerLeave={() => setAt(undefined)}
      >
        {ticks(low, high, 5).map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={py(tick)} y2={py(tick)} stroke="var(--line)" />
            <text x={LEFT - 6} y={py(tick) + 3.5} textAnchor="end" fill="var(--soft)">
              {tickText(tick)}
            </text>
          </g>
        ))}
        {xTicks.map((tick) => (
          <text key={tick} x={px(tick)} y={HEIGHT - BOTTOM + 13} textAnchor="middle" fill="var(--soft)">
            {tickText(tick)}
          </text>
        ))}
        {xLabel !== "" && (
          <text x={WIDTH - RIGHT} y={HEIGHT - 1} textAnchor="end" fill="var(--soft)">
            {xLabel}
          </text>
        )}
        {at !== undefined && (
          <line
            x1={px(x[at] ?? 0)}
            x2={px(x[at] ?? 0)}
            y1={TOP}
            y2={HEIGHT - BOTTOM}
            stroke="var(--line-strong)"
          />
        )}
        {series.map((line, index) => (
          <g
            key={line.name}
            fill="none"
            stroke={colourOf(line.colour ?? index)}
            strokeWidth="1.8"
            strokeLinejoin="round"
          >
            <path d={pathOf(line, x, px, py)} strokeDasharray={line.dashed ? "4 3" : undefined} />
            {dots(line, x, at).map(([dx, dy]) => (
              <circle
                key={dx}
                cx={px(dx)}
                cy={py(dy)}
                r="2.2"
                fill={colourOf(line.colour ?? index)}
                stroke="none"
              />
            ))}
          </g>
        ))}
      </svg>
    </div>
  );
}

/** Few points are marked; of many, the one under the pointer. */
function dots(
  line: Series,
  x: readonly number[],
  at: number | undefined,
): readonly (readonly [number, number])[] {
  return line.values.flatMap((value, index) =>
    value === null || !Number.isFinite(value) || (x.length > 30 && index !== at)
      ? []
      : [[x[index] ?? 0, value] as const],
  );
}

function pathOf(
  line: Series,
  x: readonly number[],
  px: (value: number) => number,
  py: (value: number) => number,
): string {
  let pen = "M";
  return line.values
    .map((value, index) => {
      if (value === null || !Number.isFinite(value)) {
        pen = "M";
        return "";
      }
      const piece = `${pen}${px(x[index] ?? 0).toFixed(2)} ${py(value).toFixed(2)}`;
      pen = "L";
      return piece;
    })
    .join("");
}

function isCounted(x: readonly number[]): boolean {
  return x.every(Number.isInteger);
}

function valueAt(line: Series, index: number): string {
  const value = line.values[index];
  return value === null || value === undefined ? "–" : sensible(value);
}

function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length] ?? "var(--ink)";
}
