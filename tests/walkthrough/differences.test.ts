import { describe, expect, it } from "vitest";
import { differences } from "@/walkthrough/differences";
import { allNumbersOf, numbersOf } from "@/walkthrough/numbers";

const CLASSES = ["Cr", "In", "PS"];
/** 24 pictures, of which two are mixed up. */
const result = () => ({
  accuracy: 22 / 24,
  title: "Metrics",
  classes: CLASSES,
  matrix: [
    [8, 0, 0],
    [1, 7, 0],
    [0, 1, 7],
  ],
  perClass: Object.fromEntries(CLASSES.map((name, at) => [name, { recall: [1, 0.875, 0.875][at] ?? 0 }])),
  epochs: [{ trainLoss: 1.5 }, { trainLoss: 0.5 }],
});

describe("the numbers of a result", () => {
  it("are those by themselves, then those of its tables by their paths", () => {
    expect(Object.entries(allNumbersOf(result()))).toEqual([
      ["accuracy", 22 / 24],
      ["matrix[0][0]", 8],
      ["matrix[0][1]", 0],
      ["matrix[0][2]", 0],
      ["matrix[1][0]", 1],
      ["matrix[1][1]", 7],
      ["matrix[1][2]", 0],
      ["matrix[2][0]", 0],
      ["matrix[2][1]", 1],
      ["matrix[2][2]", 7],
      ["perClass/Cr/recall", 1],
      ["perClass/In/recall", 0.875],
      ["perClass/PS/recall", 0.875],
      ["epochs[0]/trainLoss", 1.5],
      ["epochs[1]/trainLoss", 0.5],
    ]);
    expect(numbersOf(result())).toEqual({ accuracy: 22 / 24 });
  });

  it("leave out what is no finite number, what stands under the names of pictures, and what is too much", () => {
    const fields = {
      loss: Number.NaN,
      losses: [Number.POSITIVE_INFINITY, 2],
      pictures: { "a.png": { dice: 1 } },
    };
    expect(allNumbersOf(fields)).toEqual({ "losses[1]": 2 });
    const huge = allNumbersOf({ many: new Array<number>(5000).fill(1), count: 5000 });
    expect(Object.keys(huge)).toHaveLength(2000);
    expect(huge.count).toBe(5000);
  });

  it("stay apart where a class has the mark of a path in its name", () => {
    expect(allNumbersOf({ perClass: { "a/b": { recall: 1 } } })).toEqual({ "perClass/a_b/recall": 1 });
  });
});

describe("a second run", () => {
  const again = allNumbersOf(result());
  const found = (changed: Readonly<Record<string, number>>, tolerances?: Record<string, number>) =>
    differences("metrics", { ...again, ...changed }, again, tolerances);

  it("finds nothing where it gives the same, or where one picture fell to the other side", () => {
    expect(found({})).toEqual([]);
    expect(
      found({ accuracy: 21 / 24, "matrix[0][0]": 7, "matrix[0][1]": 1, "perClass/Cr/recall": 0.875 }),
    ).toEqual([]);
  });

  it.each([
    [
      "matrix[2][2]",
      10,
      "matrix[2][2] of metrics is 7 when it is run again, and 10 was handed in (tolerance 5 %).",
    ],
    ["perClass/In/recall", 0.5, "perClass/In/recall of metrics is 0.8750 when it is run again"],
    ["epochs[1]/trainLoss", 0.4, "epochs[1]/trainLoss of metrics is 0.5000 when it is run again"],
    ["matrix[3][3]", 8, "metrics gives no matrix[3][3] when it is run again; handed in was 8."],
  ])("finds %s where it was made %s", (name, value, words) => {
    expect(found({ [name]: value }).join(" ")).toContain(words);
  });

  it("is not held to a table that was blown up so that all of it would pass", () => {
    expect(found({ "matrix[0][0]": 1000, "matrix[2][2]": 10 })).toHaveLength(2);
  });

  it("takes a tolerance from the number, else from its name in the table, else from the table", () => {
    const changed = { "perClass/In/recall": 0.5 };
    expect(found(changed, { "perClass/In/recall": 0.5 })).toEqual([]);
    expect(found(changed, { recall: 0.5 })).toEqual([]);
    expect(found(changed, { perClass: 0.5 })).toEqual([]);
    expect(found(changed, { recall: 0.5, In: 0.001 })).toEqual([]);
    expect(found(changed, { recall: 0.001, perClass: 0.5 }).join()).toContain("tolerance 0.1 %");
    expect(found({ "epochs[1]/trainLoss": 0.4 }, { trainLoss: 0.3, loss: 0.001 })).toEqual([]);
    expect(found({ "epochs[1]/trainLoss": 0.4 }, { loss: 0.3 })).toEqual([]);
    expect(found({ "epochs[1]/trainLoss": 0.4 }, { accuracy: 0.3 })).toHaveLength(1);
    expect(found({ "matrix[2][2]": 10 }, { matrix: 0.2 })).toEqual([]);
  });

  it("takes lists in a table as it takes those by themselves", () => {
    const parts = allNumbersOf({ trainLoss: [1.5, 0.5], train: { counts: [20, 2] } });
    const off = { "trainLoss[1]": 0.4, "train/counts[1]": 3 };
    const held = (tolerances: Record<string, number>) =>
      differences("split", { ...parts, ...off }, parts, tolerances).length;
    // Counts are held against all pictures, and an epoch of a curve against itself.
    expect(held({})).toBe(1);
    expect(held({ loss: 0.3 })).toBe(0);
    expect(held({ counts: 0.01 })).toBe(2);
  });

  it("tells three numbers of a table that is all made up, and how many more there are", () => {
    const made = Object.fromEntries(Object.keys(again).map((name) => [name, 50]));
    const sentences = differences("metrics", made, again);
    expect(sentences.filter((sentence) => sentence.startsWith("matrix["))).toHaveLength(3);
    expect(sentences).toContain("And 6 more numbers of matrix of metrics differ.");
    expect(sentences.join(" ")).toContain("accuracy of metrics is");
  });
});
