import { type Module, moduleFacts, moduleSummary } from "../module/module";
import { shapeText } from "../module/shape";
import type { TableFigure } from "./figure";

/** One row a layer: what it is, what it gives for one picture, what it learns and what it costs. */
export function moduleTable(module: Module, title = "Model summary"): TableFigure {
  const totals = moduleSummary(module);
  return {
    kind: "table",
    title,
    columns: [
      { name: "Layer" },
      { name: "Type" },
      { name: "Output" },
      { name: "Parameters" },
      { name: "FLOPs", unit: "per picture" },
      { name: "Trained" },
    ],
    rows: moduleFacts(module).map(({ layer, output, parameterCount, flops }) => [
      layer.name,
      layer.type,
      shapeText(output),
      parameterCount,
      flops ?? "not known yet",
      parameterCount === 0 ? "" : layer.frozen ? "frozen" : "yes",
    ]),
    footer: [
      "Total",
      module.layers.length === 1 ? "1 layer" : `${module.layers.length} layers`,
      "",
      totals.parameters,
      totals.flops ?? "not known yet",
      `${totals.trained} of ${totals.parameters}`,
    ],
  };
}
