import { expect, it } from "vitest";
import type { TableFigure } from "@/figures/figure";
import modelSummary from "../../nodes/evaluate/model-summary";
import vgg16 from "../../nodes/model/vgg16";
import { build, infer, linear, moduleType, run } from "./harness";

it("lists layers with shapes, parameters and FLOPs, and their totals", async () => {
  const module = linear(4, 3);
  expect(infer(modelSummary, { module: moduleType(module) }).figure.kind).toBe("Figure");
  const { figure } = await run(modelSummary, { module: { kind: "Module", module } });
  expect(figure.figure).toMatchObject({
    kind: "table",
    rows: [["linear", "linear", "[3]", 15, 27, "yes"]],
    footer: ["Total", "1 layer", "", 15, 27, "15 of 15"],
  });
  expect(figure.data).toEqual({ layers: 1, parameters: 15, trained: 15, flops: 27 });
});

it("holds symbols while the size of the pictures is not known", async () => {
  const { figure } = await run(modelSummary, { module: { kind: "Module", module: build(vgg16) } });
  const table = figure.figure as TableFigure;
  expect(table.rows[0]?.slice(0, 5)).toEqual(["features.0", "conv2d", "[8, H, W]", 224, "not known yet"]);
  expect(table.rows[0]?.[5]).toBe("frozen");
  expect(figure.data).not.toHaveProperty("flops");
});
