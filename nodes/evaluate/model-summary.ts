import { SUMMARY } from "@/data/python-figures";
import { moduleTable } from "@/figures/module-table";
import { defineNode, figure, moduleValue } from "@/graph/node";
import { moduleSummary } from "@/module/module";

export default defineNode({
  type: "model-summary",
  version: 1,
  title: "Model summary",
  category: "evaluate",
  doc: `Lists the layers of a network with their shapes, parameters and cost.

Parameters of a convolution: out·(in·k² + 1); of a full connection: out·(in + 1). FLOPs are for one picture, a multiply-add
counted as two. Frozen layers keep their parameters as they are while training.

**Shapes** are those of each layer's output for one picture, as torch writes them: \`[C, H, W]\`. While the size of the
pictures is not known they hold symbols such as H, and FLOPs are left open.

**Gives** one row a layer and a line of totals.

**Refuses** nothing that a network can be.

Compare \`torchinfo.summary\`.`,
  settings: {},
  card: [],
  inputs: { module: moduleValue("The network") },
  outputs: { figure: figure("Layers, shapes, parameters and FLOPs") },
  result: true,
  infer: () => ({ figure: { kind: "Figure" } }),
  async run({ inputs }) {
    const { module } = inputs.module;
    const { parameters, trained, flops } = moduleSummary(module);
    const data = {
      layers: module.layers.length,
      parameters,
      trained,
      ...(flops === undefined ? {} : { flops }),
    };
    return { figure: { kind: "Figure", figure: moduleTable(module), data } };
  },
  torch: ({ inputs, outputs }) => ({
    imports: ["from torch import nn"],
    definitions: [SUMMARY],
    lines: [
      `${outputs.figure} = summary(${inputs.module})`,
      `for name, kind, parameters, trained in ${outputs.figure}:`,
      '    print(f"{name:<40} {kind:<20} {parameters:>12,} parameters, {trained:>12,} trained")',
    ],
  }),
  example: { shows: "A row for each layer of the network." },
});
