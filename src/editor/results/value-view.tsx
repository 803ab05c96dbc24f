import type { ReactNode } from "react";
import type { ValueView } from "@/engine/protocol";
import { DatasetView } from "./dataset-view";
import { FigureView } from "./figure-view";
import { HistoryView } from "./film-view";
import { MetricsView } from "./metrics-view";
import { PredictionsView } from "./predictions-view";
import { SummaryView } from "./summary-view";
import { ThresholdView } from "./threshold-view";

/** A value as far as the page gets to see it. */
export function ValueViewPanel(props: {
  readonly node: string;
  readonly port: string;
  readonly view: ValueView;
  /** The node's only output: its name need not be said. */
  readonly alone: boolean;
}) {
  const { node, port, view, alone } = props;
  return (
    <section>
      {!alone && <h3 className="mb-1.5 text-[12px] font-semibold">{port}</h3>}
      {shown(node, port, view)}
    </section>
  );
}

function shown(node: string, port: string, view: ValueView): ReactNode {
  switch (view.kind) {
    case "Dataset":
      return <DatasetView node={node} port={port} view={view} />;
    case "Module":
      return (
        <>
          <SummaryView summary={view.summary} />
          <FigureView figure={view.table} />
        </>
      );
    case "TrainedModel":
      return <SummaryView summary={view.summary} node={node} port={port} />;
    case "History":
      return <HistoryView node={node} view={view} />;
    case "Figure":
      return view.threshold && view.figure.kind === "maps" ? (
        <ThresholdView figure={view.figure} threshold={view.threshold} source={{ node, port }} />
      ) : (
        <FigureView figure={view.figure} source={{ node, port }} />
      );
    case "Predictions":
      return <PredictionsView source={{ node, port }} view={view} />;
    case "Metrics":
      return <MetricsView title={view.title} values={view.values} />;
    case "Loss":
    case "Optimizer":
      return <p className="text-soft">{view.name}</p>;
  }
}
