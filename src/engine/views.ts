import type { TableFigure } from "../figures/figure";
import { historyFigure } from "../figures/history";
import { judge } from "../figures/judged";
import { moduleTable } from "../figures/module-table";
import type { MetricValue, Predictions, Value } from "../graph/values";
import { moduleSummary } from "../module/module";
import type { ValueView } from "./protocol";
import { showcase, thumbnails } from "./thumbnails";

const THUMBNAILS = 12;
const THUMBNAIL_PX = 96;

/** What the page gets to see of a value. */
export async function viewOf(value: Value): Promise<ValueView> {
  switch (value.kind) {
    case "Dataset":
      return {
        kind: "Dataset",
        length: value.names.length,
        classes: value.classes,
        counts: classCounts(value.labels, value.classes.length),
        thumbnails: await thumbnails(value, showcase(value, THUMBNAILS), THUMBNAIL_PX),
      };
    case "Module":
      return {
        kind: "Module",
        summary: moduleSummary(value.module),
        table: moduleTable(value.module, "Layers"),
      };
    case "TrainedModel":
      return { kind: "TrainedModel", summary: moduleSummary(value.module), classes: value.classes };
    case "History":
      return {
        kind: "History",
        epochs: value.epochs,
        figure: historyFigure(value.epochs, "Training"),
        ...(value.film ? { film: value.film } : {}),
      };
    case "Predictions":
      return {
        kind: "Predictions",
        table: predictionsTable(value),
        classes: value.classes,
        pictures: judge(value),
      };
    case "Metrics":
      return { kind: "Metrics", title: value.title, values: value.values };
    case "Figure":
      return {
        kind: "Figure",
        figure: value.figure,
        arrays: value.arrays !== undefined,
        ...(value.threshold ? { threshold: value.threshold } : {}),
      };
    case "Loss":
    case "Optimizer":
      return { kind: value.kind, name: value.name };
  }
}

/** The value's own fields that are numbers or short tables, for results.json. */
export function reportOf(value: Value): Readonly<Record<string, MetricValue>> {
  switch (value.kind) {
    case "Dataset":
      return {
        count: value.names.length,
        classes: value.classes,
        counts: classCounts(value.labels, value.classes.length),
      };
    case "Module":
    case "TrainedModel": {
      const { parameters, trained } = moduleSummary(value.module);
      return { parameters, trained };
    }
    case "History":
      return { epochs: value.epochs.map((epoch) => ({ ...epoch })) };
    case "Predictions":
      return { count: value.names.length };
    case "Metrics":
      return value.values;
    case "Figure":
      return value.data ?? {};
    case "Loss":
    case "Optimizer":
      return {};
  }
}

/** Fields of all values of a node side by side; by port where two values are of one kind. */
export function reportOfNode(
  outputs: Readonly<Record<string, Value>>,
): Readonly<Record<string, MetricValue>> {
  const values = Object.entries(outputs);
  const distinct = new Set(values.map(([, value]) => value.kind)).size === values.length;
  return distinct
    ? Object.assign({}, ...values.map(([, value]) => reportOf(value)))
    : Object.fromEntries(values.map(([port, value]) => [port, reportOf(value)]));
}

function classCounts(labels: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

function predictionsTable(value: Predictions): TableFigure {
  const width = value.classes.length;
  return {
    kind: "table",
    title: "Predictions",
    columns: [
      { name: "Picture" },
      { name: "True class" },
      { name: "Predicted" },
      { name: "Right" },
      ...value.classes.map((name) => ({ name: `p(${name})` })),
    ],
    rows: value.names.map((name, row) => {
      const truth = value.labels[row] ?? 0;
      const guess = value.predicted[row] ?? 0;
      const shares = value.probabilities.subarray(row * width, (row + 1) * width);
      return [
        name,
        value.classes[truth] ?? "",
        value.classes[guess] ?? "",
        truth === guess ? "yes" : "no",
        ...shares,
      ];
    }),
  };
}
