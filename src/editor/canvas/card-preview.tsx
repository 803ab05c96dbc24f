import { memo } from "react";
import { compact } from "@/compile/amounts";
import type { ValueView } from "@/engine/protocol";
import { type Figure, imagesOf, type LinesFigure, type MatrixFigure } from "@/figures/figure";
import { byWorth } from "../results/by-worth";
import { heat } from "../results/heat";
import { metricRows } from "../results/words";
import { useSession } from "../state/editor";
import { CardStrip } from "./card-strip";

/** A small look at what a node made, on its card. */
export const CardPreview = memo(function CardPreview({ id }: { readonly id: string }) {
  const preview = useSession(({ runs }) => runs[id]?.preview);
  const views = useSession(({ runs }) => runs[id]?.views);
  const running = useSession(({ runs }) => runs[id]?.status === "running");
  if (preview && (running || !views)) return <FigurePreview figure={preview} />;
  if (!views) return null;
  const [first] = byWorth(Object.entries(views));
  return first ? <ViewPreview view={first[1]} /> : null;
});

function ViewPreview({ view }: { readonly view: ValueView }) {
  switch (view.kind) {
    case "Dataset":
      return <CardStrip images={view.thumbnails} />;
    case "Figure":
    case "History":
      return <FigurePreview figure={view.figure} />;
    case "Metrics":
      return <Pairs pairs={metricRows(view.values).slice(0, 3)} />;
    case "Predictions":
      return view.table.kind === "table" ? (
        <Pairs pairs={[["pictures", String(view.table.rows.length)]]} />
      ) : null;
    case "Module":
    case "TrainedModel":
      return <Pairs pairs={[["parameters", compact(view.summary.parameters)]]} />;
    default:
      return null;
  }
}

function FigurePreview({ figure }: { readonly figure: Figure }) {
  if (figure.kind === "images" || figure.kind === "maps") return <CardStrip images={imagesOf(figure)} />;
  if (figure.kind === "lines") return <Sparkline figure={figure} />;
  if (figure.kind === "matrix") return <LittleMatrix figure={figure} />;
  return <Pairs pairs={[["rows", String(figure.rows.length)]]} />;
}

function Sparkline({ figure }: { readonly figure: LinesFigure }) {
  const series = figure.panels[0]?.series ?? [];
  const values = series.flatMap((line) => line.values).filter((value) => value !== null);
  if (values.length === 0) return null;
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const width = 184;
  const steps = Math.max(1, figure.x.length - 1);
  return (
    <svg className="card-spark" viewBox={`0 0 ${width} 48`} role="img" aria-label={figure.title}>
      {series.map((line, index) => (
        <polyline
          key={line.name}
          points={line.values
            .flatMap((value, i) =>
              value === null ? [] : [`${2 + (i / steps) * (width - 4)},${45 - ((value - low) / span) * 42}`],
            )
            .join(" ")}
          stroke={index === 0 ? "var(--train)" : "var(--data)"}
          strokeDasharray={line.dashed ? "4 3" : undefined}
        />
      ))}
    </svg>
  );
}

function LittleMatrix({ figure }: { readonly figure: MatrixFigure }) {
  const count = figure.classes.length;
  return (
    <svg className="card-matrix" viewBox={`0 0 ${count} ${count}`} role="img" aria-label={figure.title}>
      {figure.counts.flatMap((row, y) => {
        const sum = row.reduce((a, b) => a + b, 0) || 1;
        return row.map((value, x) => (
          <rect
            key={`${figure.classes[y]} ${figure.classes[x]}`}
            x={x + 0.04}
            y={y + 0.04}
            width={0.92}
            height={0.92}
            rx={0.08}
            style={{ fill: heat(value / sum) }}
          />
        ));
      })}
    </svg>
  );
}

function Pairs({ pairs }: { readonly pairs: readonly (readonly [string, string])[] }) {
  return (
    <dl className="card-settings card-pairs">
      {pairs.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
