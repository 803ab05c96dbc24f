import { type Faults, findFaults, type Looked, type Pair } from "@/data/faults";
import { printOf } from "@/data/picture-print";
import { DATA_CHECK } from "@/data/python";
import type { TableFigure } from "@/figures/figure";
import { dataset, defineNode, figure } from "@/graph/node";
import { number } from "@/graph/settings";
import type { Dataset } from "@/graph/values";

export default defineNode({
  type: "data-check",
  version: 1,
  title: "Data check",
  category: "evaluate",
  doc: `Looks for faults in the pictures themselves: the same picture twice, and worse, once to learn from and once to judge by.

**Same**: size and every value are equal. **Nearly the same**: the brightness on a grid of 32 × 32 correlates at least 0.97, and
of 256 comparisons between neighbours on a grid of 16 × 16 at most 40 come out otherwise (unrelated pictures: about 128); saved
again, scaled or made brighter, a picture is found; turned or mirrored it is not. A pair *across the split* makes the test too
easy: leave one of the two out.

**Imbalance**: the largest class has more than so many times the pictures of the smallest; accuracy then says little.
**Constant**: all values of a picture are one. **Odd size**: another height or width, px, than most pictures have.

**Shapes** any \`[C, H, W]\`, bytes or tensors. Wire it behind the split to see pairs across it, or before it for all pictures.

**Gives** a table of what was found, and the lists by name.

**Refuses** nothing that is a dataset.

Compare *imagehash.dhash* and *cleanlab* in Python.`,
  settings: {
    imbalance: number("Imbalance above", {
      default: 3,
      min: 1,
      max: 1000,
      doc: "Largest ÷ smallest class.",
    }),
  },
  card: ["imbalance"],
  inputs: {
    dataset: dataset("All pictures, or those to learn from"),
    validation: dataset("Pictures to watch while learning", { optional: true }),
    test: dataset("Pictures to judge by", { optional: true }),
  },
  outputs: { figure: figure("What was found") },
  result: true,
  infer: () => ({ figure: { kind: "Figure" } }),
  async run({ settings, inputs, report, signal }) {
    const { dataset: first, validation, test } = inputs;
    const parts = [
      { part: validation || test ? "training" : "all", data: first },
      ...(validation ? [{ part: "validation", data: validation }] : []),
      ...(test ? [{ part: "test", data: test }] : []),
    ];
    const total = parts.reduce((sum, { data }) => sum + data.names.length, 0);
    const looked: Looked[] = [];
    for (const { part, data } of parts) {
      for (const [index, name] of data.names.entries()) {
        signal.throwIfAborted();
        const { image, label } = await data.sample(index, 0);
        looked.push({ name, part, label, print: printOf(image) });
        report.progress(looked.length, total, `picture ${looked.length} of ${total}`);
      }
    }
    const faults = findFaults(looked);
    const across = faults.pairs.filter(isAcross);
    for (const { first: a, second: b, isExact } of across.slice(0, 5))
      report.message(
        "warning",
        `${a.name} (${a.part}) and ${b.name} (${b.part}) are ${isExact ? "the same picture" : "nearly the same picture"}: what is learned from one is known of the other. Leave one out.`,
      );
    const counts = countsOf(first, validation, test);
    const ratio = Math.max(...counts) / Math.max(1, Math.min(...counts));
    return {
      figure: {
        kind: "Figure",
        figure: tableOf(faults, first.classes, counts, ratio > settings.imbalance ? ratio : undefined),
        data: {
          pictures: total,
          same: pairNames(faults.pairs.filter(({ isExact }) => isExact)),
          nearlySame: pairNames(faults.pairs.filter(({ isExact }) => !isExact)),
          acrossSplit: pairNames(across),
          constant: faults.constant.map(({ name }) => name),
          oddSize: faults.odd.map(({ name }) => name),
          classes: first.classes,
          counts,
          imbalance: ratio,
        },
      },
    };
  },
  torch: ({ inputs, outputs }) => ({
    imports: ["import numpy as np"],
    definitions: [DATA_CHECK],
    lines: [
      `${outputs.figure} = same_pictures(${[inputs.dataset, inputs.validation, inputs.test].filter((name) => name !== undefined).join(", ")})`,
      `for pair in ${outputs.figure}:`,
      "    print(*pair)",
    ],
  }),
  example: { shows: "Pictures that occur twice, are constant, or have another size." },
});

const isAcross = ({ first, second }: Pair) => first.part !== second.part;

function pairNames(pairs: readonly Pair[]): readonly (readonly string[])[] {
  return pairs.map(({ first, second }) => [first.name, second.name]);
}

function countsOf(...parts: readonly (Dataset | undefined)[]): readonly number[] {
  const counts = new Array<number>(parts[0]?.classes.length ?? 0).fill(0);
  for (const part of parts) for (const label of part?.labels ?? []) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

function tableOf(
  faults: Faults,
  classes: readonly string[],
  counts: readonly number[],
  imbalance: number | undefined,
): TableFigure {
  const pairs = faults.pairs.map((pair) => [
    `${pair.isExact ? "same" : "nearly the same"}${isAcross(pair) ? ", across the split" : ""}`,
    pair.first.name,
    pair.second.name,
    isAcross(pair) ? `${pair.first.part} and ${pair.second.part}` : `correlation ${pair.likeness.toFixed(3)}`,
  ]);
  const usual = faults.usual ? `most are ${faults.usual.height} × ${faults.usual.width} px` : "";
  const rows = [
    ...pairs,
    ...faults.constant.map(({ name, part }) => ["constant", name, "", part]),
    ...faults.odd.map(({ name, print }) => ["odd size", name, `${print.height} × ${print.width} px`, usual]),
    ...(imbalance === undefined
      ? []
      : [
          [
            "imbalance",
            `${classes[counts.indexOf(Math.max(...counts))] ?? ""}: ${Math.max(...counts)}`,
            `${classes[counts.indexOf(Math.min(...counts))] ?? ""}: ${Math.min(...counts)}`,
            `${imbalance.toFixed(1)} times`,
          ],
        ]),
  ];
  return {
    kind: "table",
    title: "Data check",
    columns: [{ name: "Finding" }, { name: "Picture" }, { name: "And" }, { name: "Note" }],
    rows: rows.length > 0 ? rows : [["nothing found", "", "", ""]],
  };
}
