import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Dataset } from "@/graph/values";
import split from "../../nodes/transform/split";
import { datasetOf, grey, infer, pictureType, refusal, run } from "./harness";

const PARTS = ["train", "validation", "test"] as const;

/** `perClass` pictures of each class, class by class, as an archive gives them. */
function ordered(perClass: number, classes = 6): Dataset {
  const labels = Array.from({ length: perClass * classes }, (_, row) => Math.floor(row / perClass));
  return datasetOf(
    Array.from(labels, () => grey(1, 1)),
    labels,
  );
}

function counts(dataset: Dataset, classes = 6): number[] {
  return Array.from(
    { length: classes },
    (_, label) => dataset.labels.filter((other) => other === label).length,
  );
}

describe("sizes", () => {
  it("900 pictures of six classes make 630, 90 and 180, in every class 105, 15 and 30", async () => {
    const types = infer(split, { dataset: pictureType({}, { length: 900 }) });
    expect(PARTS.map((part) => types[part].length)).toEqual([630, 90, 180]);
    const parts = await run(split, { dataset: ordered(150) });
    expect(counts(parts.train)).toEqual([105, 105, 105, 105, 105, 105]);
    expect(counts(parts.validation)).toEqual([15, 15, 15, 15, 15, 15]);
    expect(counts(parts.test)).toEqual([30, 30, 30, 30, 30, 30]);
  });

  it("the sample's 240 make 168, 24 and 48, in every class 28, 4 and 8", async () => {
    const types = infer(split, { dataset: pictureType() });
    expect(PARTS.map((part) => types[part].length)).toEqual([168, 24, 48]);
    const parts = await run(split, { dataset: ordered(40) });
    expect(PARTS.map((part) => counts(parts[part])[3])).toEqual([28, 4, 8]);
  });

  it("are formulas while the number of pictures is not known", () => {
    const types = infer(split, { dataset: pictureType({}, { length: "N" }) });
    expect(PARTS.map((part) => types[part].length)).toEqual(["0.7·N", "0.1·N", "0.2·N"]);
  });

  it("that infer says are the sizes that run gives, and no picture is in two parts", async () => {
    const fraction = fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 60 }),
        fraction,
        fraction,
        fc.boolean(),
        fc.nat(),
        async (labels, train, validation, stratified, seed) => {
          const settings = { train, validation, test: 0, stratified, seed };
          const dataset = datasetOf(
            labels.map(() => grey(1, 1)),
            labels,
          );
          let types: ReturnType<
            typeof infer<typeof split.settings, typeof split.inputs, typeof split.outputs>
          >;
          try {
            types = infer(split, { dataset: pictureType({}, { length: labels.length }) }, settings);
          } catch {
            return;
          }
          const parts = await run(split, { dataset }, settings);
          expect(PARTS.map((part) => parts[part].names.length)).toEqual(
            PARTS.map((part) => types[part].length),
          );
          const all = PARTS.flatMap((part) => parts[part].names);
          expect(new Set(all).size).toBe(all.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("keep each class's share to within one picture where classes are uneven", async () => {
    const labels = [...Array(37).fill(0), ...Array(5).fill(1), ...Array(1).fill(2), ...Array(58).fill(3)];
    const dataset = datasetOf(
      labels.map(() => grey(1, 1)),
      labels,
    );
    const parts = await run(split, { dataset });
    const all = counts(dataset, 4);
    for (const [part, share] of [
      ["train", 0.7],
      ["validation", 0.1],
      ["test", 0.2],
    ] as const) {
      counts(parts[part], 4).forEach((count, label) => {
        expect(Math.abs(count - share * (all[label] ?? 0))).toBeLessThan(1.5);
      });
    }
  });
});

describe("which pictures", () => {
  it("depends on the seed alone", async () => {
    const [one, same, other] = await Promise.all([
      run(split, { dataset: ordered(20) }, { seed: 5 }),
      run(split, { dataset: ordered(20) }, { seed: 5 }),
      run(split, { dataset: ordered(20) }, { seed: 6 }),
    ]);
    expect(one.test.names).toEqual(same.test.names);
    expect(one.test.names).not.toEqual(other.test.names);
  });

  it("comes in a mixed order, and each keeps its name, class and pixels", async () => {
    const images = Array.from({ length: 60 }, (_, row) => grey(1, 1, row));
    const labels = images.map((_, row) => Math.floor(row / 10));
    const { train } = await run(split, { dataset: datasetOf(images, labels) });
    expect(new Set([...train.labels.slice(0, 12)]).size).toBeGreaterThan(2);
    for (const [index, name] of train.names.entries()) {
      const sample = await train.sample(index, 0);
      expect(sample.name).toBe(name);
      expect(`picture ${sample.image.data[0]}`).toBe(name);
      expect(sample.label).toBe(train.labels[index]);
    }
  });

  it("says which rows of the origin they are, so that work done there is not done again", async () => {
    const dataset = {
      ...ordered(10),
      origin: { key: "all", rows: Uint32Array.from({ length: 60 }, (_, i) => i) },
    };
    const { test } = await run(split, { dataset });
    expect(test.origin?.key).toBe("all");
    expect(Array.from(test.origin?.rows ?? [], (row) => `picture ${row}`)).toEqual(test.names);
  });

  it("without stratification is drawn from all alike", async () => {
    const parts = await run(split, { dataset: ordered(10) }, { stratified: false });
    expect(PARTS.map((part) => parts[part].names.length)).toEqual([42, 6, 12]);
  });
});

describe("it refuses", () => {
  it("fractions that sum to more than all", async () => {
    const error = await refusal(() => infer(split, { dataset: pictureType() }, { train: 0.9 }));
    expect(error.message).toContain("sum to 1.2, which is more than all pictures");
    expect(error.fix?.("split").title).toBe("Use 0.7, 0.1 and 0.2");
  });

  it("a part that would be empty, and offers to do without it", async () => {
    const error = await refusal(() => infer(split, { dataset: pictureType({}, { length: 4 }) }));
    expect(error.message).toContain("The validation part would be empty: 0.1 of 4 pictures");
    expect(error.fix?.("split").edit).toMatchObject({ node: "split", setting: "validation", value: 0 });
  });
});

describe("the same picture on both sides", () => {
  const warnings: string[] = [];
  const report = {
    progress: () => undefined,
    preview: () => undefined,
    film: () => undefined,
    message: (_level: string, text: string) => void warnings.push(text),
  };

  /** Warnings for a set in which these two pictures are one. */
  async function said(a: string, b: string): Promise<readonly string[]> {
    const dataset = ordered(10);
    const prints = dataset.names.map((name) => (name === b ? a : name));
    warnings.length = 0;
    await run(split, { dataset: { ...dataset, prints } }, {}, { report });
    return [...warnings];
  }

  it("is said by name and part, and not where both lie in one part", async () => {
    const { train, test } = await run(split, { dataset: ordered(10) });
    const [learned = "", other = "", judged = ""] = [train.names[0], train.names[1], test.names[0]];
    expect(await said(learned, judged)).toEqual([
      `${learned} (train) and ${judged} (test) are the same picture, on both sides of the split: leave one out.`,
    ]);
    expect(await said(learned, other)).toEqual([]);
  });

  it("of many pairs five are named", async () => {
    warnings.length = 0;
    const prints = Array.from({ length: 60 }, () => "one");
    await run(split, { dataset: { ...ordered(10), prints } }, {}, { report });
    expect(warnings).toHaveLength(6);
    expect(warnings[5]).toMatch(/^\d+ more pairs lie across the split/);
  });

  it("prints go with their rows", async () => {
    const prints = Array.from({ length: 60 }, (_, row) => `print ${row}`);
    const parts = await run(split, { dataset: { ...ordered(10), prints } }, {}, { report });
    expect(parts.test.prints).toEqual(parts.test.names.map((name) => name.replace("picture", "print")));
  });
});
