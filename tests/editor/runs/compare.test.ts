import { describe, expect, it } from "vitest";
import { numberPairs, overlaidCurves } from "@/editor/runs/compare";
import { tooMany } from "@/editor/runs/run-book";
import { nameOf, type RunRecord } from "@/editor/runs/run-record";
import { emptyGraph } from "@/graph/document";

const run = (number: number, changed: Partial<RunRecord> = {}): RunRecord => ({
  id: `run-${number}`,
  number,
  at: number,
  ms: 1,
  status: "done",
  device: "wasm",
  graph: emptyGraph(),
  numbers: {},
  curves: {},
  ...changed,
});

const losses = (x: readonly number[], values: readonly number[]) => ({
  kind: "lines" as const,
  title: "Loss",
  xLabel: "Epoch",
  x,
  panels: [{ yLabel: "loss", series: [{ name: "train", values }] }],
});

describe("two runs side by side", () => {
  it("have each number beside the other's, also where one has none", () => {
    const first = run(1, { numbers: { test: { accuracy: 0.9, loss: 0.3 }, old: { count: 4 } } });
    const second = run(2, { numbers: { test: { accuracy: 0.95, loss: 0.3 } } });
    expect(numberPairs(first, second)).toEqual([
      { node: "test", name: "accuracy", first: 0.9, second: 0.95 },
      { node: "test", name: "loss", first: 0.3, second: 0.3 },
      { node: "old", name: "count", first: 4, second: undefined },
    ]);
  });

  it("have their curves over one another, each on its own epochs, the second's dashed", () => {
    const first = run(1, { curves: { trainer: losses([1, 2, 3], [3, 2, 1]) } });
    const second = run(2, { name: "slow", curves: { trainer: losses([1, 2], [5, 4]) } });
    const [curve] = overlaidCurves(first, second);
    expect(curve?.figure.x).toEqual([1, 2, 3]);
    expect(curve?.figure.panels).toEqual([
      {
        yLabel: "loss",
        series: [
          { name: "train, Run 1", dashed: false, colour: 0, values: [3, 2, 1] },
          { name: "train, slow", dashed: true, colour: 0, values: [5, 4, null] },
        ],
      },
    ]);
  });

  it("draw what only one of them has", () => {
    const first = run(1);
    const second = run(2, { curves: { trainer: losses([1], [5]) } });
    expect(overlaidCurves(first, second)[0]?.figure.panels[0]?.series.map(({ name }) => name)).toEqual([
      "train, Run 2",
    ]);
  });
});

describe("the list of runs", () => {
  it("lets the oldest go that has no name", () => {
    const runs = [run(1), run(2, { name: "best" }), run(3), run(4)];
    expect(tooMany(runs, 4)).toEqual([]);
    expect(tooMany(runs, 3)).toEqual(["run-1"]);
    expect(tooMany(runs, 1)).toEqual(["run-4", "run-3", "run-1"]);
  });

  it("calls a run by its number until it has a name", () => {
    expect(nameOf(run(3))).toBe("Run 3");
    expect(nameOf(run(3, { name: "lower rate" }))).toBe("lower rate");
  });
});
