import { beforeAll, describe, expect, it } from "vitest";
import { keepSetting } from "@/editor/actions/commands";
import { documentStore } from "@/editor/state/editor";
import { cutFigure } from "@/engine/cut";
import { emptyGraph, type Graph } from "@/graph/document";
import type { FigureValue } from "@/graph/values";
import segmentationOverlay from "../../nodes/explain/segmentation-overlay";
import { refusal, run } from "../nodes/harness";
import { maskedDataset, segmenter } from "../nodes/masked";
import { node, session, startEngine } from "./harness";

beforeAll(startEngine);

const dataset = maskedDataset(2, 3, [
  [1, 1, 0, 0, 0, 0],
  [0, 0, 1, 0, 0, 1],
]);
const model = { kind: "TrainedModel", module: segmenter(2, 3), classes: [], state: new Map() } as const;
const forward = async () => ({
  output: Float32Array.of(9, 0.5, 1, -9, -9, -9, -9, 2, 0, 1, 9, -1),
  width: 6,
  loss: undefined,
});
const show = async (threshold: number): Promise<FigureValue> =>
  (await run(segmentationOverlay, { model, dataset }, { threshold, count: 2 }, { compute: { forward } }))
    .figure;

describe("a segmentation figure at another threshold", () => {
  it("has the pictures and numbers that the node itself makes there", async () => {
    const made = await show(0.5);
    for (const threshold of [0, 0.3, 0.5, 0.62, 0.7, 0.99, 1]) {
      const { figure } = await show(threshold);
      if (figure.kind !== "maps") throw new Error("It is no figure of maps.");
      figure.rows.forEach((row, index) => {
        const cut = cutFigure(made, index, threshold);
        expect(cut.rows).toEqual(figure.rows.map(({ values }) => values));
        expect(cut.overall).toEqual(figure.overall?.values);
        expect(cut.cells.map(([column]) => column)).toEqual([2, 3, 5]);
        for (const [column, cell] of cut.cells) expect(cell).toEqual(row.cells[column]);
      });
    }
  });

  it("counts the pixels of all rows together", async () => {
    const { rows, overall } = cutFigure(await show(0.5), 0, 0.7);
    // Said: pixels 1 and 3 of the first, of which one is right; 2, 4 and 5 of the second, none right.
    expect(rows[0]).toEqual([0.5, 1 / 3, 4 / 6]);
    expect(rows[1]).toEqual([0, 0, 1 / 6]);
    expect(overall).toEqual([2 / 9, 1 / 8, 5 / 12]);
  });

  it("is refused in words where the run is not at hand any more", async () => {
    const { threshold: _, ...other } = await show(0.5);
    const gone = [undefined, other, { kind: "Loss" } as never];
    for (const value of gone)
      expect((await refusal(() => cutFigure(value, 0, 0.5))).message).toContain("Press Run");
    const made = await show(0.5);
    expect((await refusal(() => cutFigure(made, 2, 0.5))).message).toContain("Press Run");
  });
});

/** Two pictures of cells, made small, and the smallest network that gives masks. */
function nuclei(): Graph {
  const nodes = {
    images: node("sample-cells", { count: 6 }),
    convert: node("convert-colour", { mode: "L" }),
    resize: node("resize", { height: 16, width: 16 }),
    tensor: node("to-tensor"),
    split: node("split", { stratified: false }),
    unet: node("u-net", { base: 2, depth: 1 }),
    loss: node("dice-loss"),
    adam: node("adam"),
    trainer: node("trainer", { epochs: 2 }),
    overlay: node("segmentation-overlay", { count: 1 }),
  };
  const edges = [
    ["images.dataset", "convert.dataset"],
    ["convert.dataset", "resize.dataset"],
    ["resize.dataset", "tensor.dataset"],
    ["tensor.dataset", "split.dataset"],
    ["split.train", "trainer.train"],
    ["split.validation", "trainer.validation"],
    ["unet.module", "trainer.module"],
    ["loss.loss", "trainer.loss"],
    ["adam.optimizer", "trainer.optimizer"],
    ["trainer.model", "overlay.model"],
    ["split.test", "overlay.dataset"],
  ] as const;
  return { ...emptyGraph("Nuclei"), nodes, edges: edges.map(([from, to]) => ({ from, to })) };
}

describe("keeping a threshold", () => {
  it("is one step of undo, and runs the overlay alone; the film of the training is still there", async () => {
    documentStore.getState().load(nuclei());
    const { graph } = documentStore.getState();
    const engine = session();
    const first = await engine.run(graph);
    expect(first.result.steps.filter(({ status }) => status !== "done")).toEqual([]);
    const films = engine.events.filter((event) => event.kind === "film");
    expect(films).toHaveLength(2);

    keepSetting("overlay", "threshold", 0.37);
    const kept = documentStore.getState().graph;
    expect(kept.nodes.overlay?.settings.threshold).toBe(0.37);
    const before = engine.events.length;
    const { result, executor } = await engine.run(kept);
    const ran = result.steps.filter(({ status }) => status !== "cached").map((step) => step.node);
    expect(ran).toEqual(["overlay"]);
    expect(result.outputs.overlay?.threshold).toBe(0.37);
    const shown = engine.events
      .slice(before)
      .flatMap((event) =>
        event.kind === "outputs" && event.node === "trainer" ? [event.outputs.history] : [],
      );
    expect(shown[0]).toMatchObject({
      kind: "History",
      film: { epochs: 2, frames: [{ epoch: 1 }, { epoch: 2 }] },
    });
    const figure = executor.values.get("overlay")?.figure;
    expect(figure).toMatchObject({ threshold: { setting: "threshold", value: 0.37 } });
    documentStore.getState().undo();
    expect(documentStore.getState().graph).toBe(graph);
  });
});
