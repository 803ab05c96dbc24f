import { describe, expect, it } from "vitest";
import { readResults } from "@/editor/share/results-read";

const read = (outputs: unknown) => readResults(JSON.stringify({ outputs }));

describe("the results in a bundle", () => {
  it("are numbers by the name of their node, of a training its last epoch, and a matrix with its classes", () => {
    const found = read({
      evaluate: { accuracy: 0.875, loss: 0.25, count: 8, average: { macroRecall: 0.5 } },
      trainer: {
        parameters: 100,
        epochs: [
          { epoch: 0, trainLoss: 2 },
          { epoch: 1, trainLoss: 0.5 },
        ],
      },
      confusion: {
        matrix: [
          [3, 1],
          [0, 4],
        ],
        classes: ["Cr", "In"],
      },
      nothing: {},
    });
    expect(found?.toReversed()).toEqual([
      {
        node: "evaluate",
        rows: [
          ["accuracy", "87.5 %"],
          ["loss", "0.250"],
          ["count", "8"],
          ["average macro recall", "50.0 %"],
        ],
      },
      {
        node: "trainer",
        rows: [
          ["parameters", "100"],
          ["epochs", "2"],
          ["last train loss", "0.500"],
        ],
      },
      {
        node: "confusion",
        rows: [],
        matrix: {
          classes: ["Cr", "In"],
          counts: [
            [3, 1],
            [0, 4],
          ],
        },
      },
    ]);
  });

  it("may be anything: what is none is left out, and what is long is cut", () => {
    for (const text of ["", "{", "[]", "null", '{"outputs":[]}', "[".repeat(200_000)])
      expect(readResults(text)).toBe(undefined);
    const odd = {
      a: null,
      b: { c: null },
      matrix: [[1]],
      classes: ["a", "b"],
      epochs: [null],
      text: "x".repeat(1e5),
    };
    const [only] = read({ odd, none: null, list: [] }) ?? [];
    expect(only?.matrix).toBe(undefined);
    expect(only?.rows).toEqual([
      ["text", "x".repeat(120)],
      ["epochs", "1"],
    ]);
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`n${at}`, { count: at }]));
    expect(read(many)).toHaveLength(100);
  });
});
