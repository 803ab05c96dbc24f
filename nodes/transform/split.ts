import { python, ROWS } from "@/data/python";
import { withCarried } from "@/data/python-carried";
import { partSizes, splitRows } from "@/data/split";
import { selectRows } from "@/graph/dataset";
import { dataset, defineNode } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { bool, int, number } from "@/graph/settings";
import type { Dataset } from "@/graph/values";
import type { Dim } from "@/module/shape";

const PARTS = ["train", "validation", "test"] as const;
type Fractions = Readonly<Record<(typeof PARTS)[number], number>>;

export default defineNode({
  type: "split",
  version: 1,
  title: "Split",
  category: "transform",
  doc: `Shares the pictures out among three sets: one to learn from, one to watch while learning, one to judge by at the end.

With N pictures, part *k* gets round(N·(f₁ + … + fₖ)) − round(N·(f₁ + … + fₖ₋₁)), so fractions that sum to 1 leave no
picture over. Which pictures is drawn from the seed and from nothing else: the same seed gives the same parts on every
machine. **Stratified** keeps the share of each class in each part as near as whole pictures allow.

**Shapes** stay as they are; 900 pictures become 630, 90 and 180 with 0.7, 0.1 and 0.2. No picture is in two parts.

**Refuses** fractions that sum to more than 1, and a part with a fraction above 0 that would get no picture. A fraction
of 0 leaves the part empty: then wire nothing to it.

Compare \`torch.utils.data.random_split\` and scikit-learn's \`train_test_split(stratify=…)\`.`,
  settings: {
    train: number("Train", { default: 0.7, min: 0, max: 1, step: 0.05, unit: "of all" }),
    validation: number("Validation", { default: 0.1, min: 0, max: 1, step: 0.05, unit: "of all" }),
    test: number("Test", { default: 0.2, min: 0, max: 1, step: 0.05, unit: "of all" }),
    seed: int("Seed", {
      default: 0,
      min: 0,
      max: 2 ** 31 - 1,
      doc: "Another seed puts other pictures into each part.",
    }),
    stratified: bool("Stratified", { default: true, doc: "Every class has the same share in each part." }),
  },
  card: ["train", "validation", "test"],
  inputs: { dataset: dataset("All pictures") },
  outputs: {
    train: dataset("Pictures to learn from"),
    validation: dataset("Pictures to watch while learning"),
    test: dataset("Pictures to judge by at the end"),
  },
  rowsOf: "dataset",
  infer({ settings, inputs }) {
    const [train, validation, test] = sizes(inputs.dataset.length, settings);
    const part = (length: Dim) => ({ ...inputs.dataset, length });
    return { train: part(train), validation: part(validation), test: part(test) };
  },
  async run({ settings, inputs, report }) {
    sizes(inputs.dataset.labels.length, settings);
    const rows = splitRows(inputs.dataset.labels, fractions(settings), settings.seed, settings.stratified);
    const part = (index: number) => selectRows(inputs.dataset, rows[index] ?? new Uint32Array());
    for (const sentence of acrossSplit(inputs.dataset, rows)) report.message("warning", sentence);
    return { train: part(0), validation: part(1), test: part(2) };
  },
  carry: async ({ outputs }) => Object.fromEntries(PARTS.map((part) => [part, outputs[part].names])),
  torch({ settings, inputs, outputs, carried, networks }) {
    const { seed, stratified } = settings;
    const parts = PARTS.map((part) => outputs[part]).join(", ");
    if (carried !== undefined)
      return withCarried(
        { carried, networks },
        {
          imports: ["import torch"],
          definitions: [ROWS],
          lines: [
            "# The pictures that the run had in each part, by their names.",
            `${parts} = (`,
            `    Rows(${inputs.dataset}, rows_named(${inputs.dataset}, carried.nodes[${carried}][part]))`,
            `    for part in ("${PARTS.join('", "')}")`,
            ")",
          ],
        },
      );
    return {
      imports: ["import numpy as np", "import torch"],
      definitions: [ROWS],
      lines: [
        `order = np.random.default_rng(${seed}).permutation(len(${inputs.dataset}))`,
        ...(stratified
          ? [
              `targets = np.asarray(${inputs.dataset}.targets)[order]`,
              "# Spread every class evenly over the order, so that each stretch of it has the classes' shares.",
              "place = np.empty(len(order))",
              "for target in np.unique(targets):",
              "    (rows,) = np.nonzero(targets == target)",
              "    place[rows] = (np.arange(len(rows)) + 0.5) / len(rows)",
              'order = order[np.argsort(place, kind="stable")]',
            ]
          : []),
        `ends = np.rint(np.cumsum(${python(fractions(settings))}) * len(order)).astype(int)`,
        `${parts} = (`,
        `    Rows(${inputs.dataset}, rows.tolist()) for rows in np.split(order, ends)[:3]`,
        ")",
      ],
    };
  },
  example: { shows: "Of twelve pictures eight are to learn from, two to watch by, two to judge by." },
});

/** Most pairs that are named one by one. */
const NAMED = 5;

/** Says which pictures are one and the same and lie in different parts, as far as the loader has looked at them. */
function acrossSplit({ names, prints }: Dataset, rows: readonly Uint32Array[]): readonly string[] {
  if (!prints) return [];
  const seen = new Map<string, { readonly row: number; readonly part: number }>();
  const sentences: string[] = [];
  for (const [part, members] of rows.entries()) {
    for (const row of members) {
      const print = prints[row] ?? "";
      const first = seen.get(print);
      if (!first) seen.set(print, { row, part });
      else if (first.part !== part)
        sentences.push(
          `${names[first.row]} (${PARTS[first.part]}) and ${names[row]} (${PARTS[part]}) are the same picture, on both sides of the split: leave one out.`,
        );
    }
  }
  const more = sentences.length - NAMED;
  return more <= 0
    ? sentences
    : [...sentences.slice(0, NAMED), `${more} more pairs lie across the split: a Data check lists them.`];
}

function fractions(settings: Fractions): readonly number[] {
  return PARTS.map((part) => settings[part]);
}

/** Lengths of the three parts; symbols while the number of pictures is not known. Throws NodeError in words. */
function sizes(length: Dim, settings: Fractions): readonly [Dim, Dim, Dim] {
  const sum = fractions(settings).reduce((total, fraction) => total + fraction, 0);
  if (sum > 1 + 1e-9) {
    throw new NodeError(
      `The fractions sum to ${Number(sum.toFixed(4))}, which is more than all pictures. Make them sum to 1 or less.`,
      { setting: "train", expected: "a sum of at most 1", got: String(Number(sum.toFixed(4))) },
      (node) => ({
        title: "Use 0.7, 0.1 and 0.2",
        edit: {
          kind: "all",
          edits: [
            { kind: "set", node, setting: "train", value: 0.7 },
            { kind: "set", node, setting: "validation", value: 0.1 },
            { kind: "set", node, setting: "test", value: 0.2 },
          ],
        },
      }),
    );
  }
  if (typeof length === "string") {
    return [`${settings.train}·${length}`, `${settings.validation}·${length}`, `${settings.test}·${length}`];
  }
  const [train = 0, validation = 0, test = 0] = partSizes(length, fractions(settings));
  for (const [part, size] of Object.entries({ train, validation, test }) as [keyof Fractions, number][]) {
    if (size > 0 || settings[part] === 0) continue;
    throw new NodeError(
      `The ${part} part would be empty: ${settings[part]} of ${length} ${length === 1 ? "picture" : "pictures"} is less than one. Raise its fraction, give more pictures, or set it to 0.`,
      { setting: part, expected: "at least 1 picture", got: "0 pictures" },
      (node) => ({
        title: `Set ${part} to 0`,
        edit: { kind: "set", node, setting: part, value: 0 },
      }),
    );
  }
  return [train, validation, test];
}
