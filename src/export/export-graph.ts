import type { Checked } from "../compile/checked";
import type { NodeDefinition } from "../graph/node";
import type { Tf } from "../module/layer";
import { type CarriedRun, carriedName, differences, startName, trainersOf } from "./carry";
import { type Checks, checksOf } from "./checks";
import { type Around, notebookText } from "./notebook";
import { type Program, programOf, type Target, withLines } from "./program";
import { SCRIPT_IMPORTS, scriptText } from "./script";

export interface ExportSpec {
  readonly checked: Checked;
  readonly registry: ReadonlyMap<string, NodeDefinition>;
  readonly to: Target;
  /** Nodes whose pictures are written beside the program. */
  readonly drawn: readonly string[];
  /** How the file will be called, for the words on how to run it. */
  readonly name: string;
  /** The run that it carries: see `carry.ts`. */
  readonly carried?: CarriedRun;
  /** TensorFlow.js, for the numbers that the program is held against. */
  readonly tf: Tf;
  /** Weights that come with the page, by their path. */
  readonly shipped: (path: string) => Promise<Uint8Array<ArrayBuffer>>;
}

export interface Exported {
  readonly text: string;
  /** Files of the page that have to lie beside the program: where they lie there, by their names here. */
  readonly beside: Readonly<Record<string, string>>;
  /** Files with weights that the user has, by their nodes: they have to lie there too. */
  readonly own: Readonly<Record<string, string>>;
}

/** A graph as the text of a notebook or of a script. Throws ExportError in words. */
export async function exportGraph(spec: ExportSpec): Promise<Exported> {
  const program = programOf(spec);
  const checks = await checksOf({ ...spec, program });
  const text = spec.to === "notebook" ? asNotebook(program, spec, checks) : asScript(program, spec, checks);
  return { text, beside: program.beside, own: program.own };
}

function asNotebook(program: Program, spec: ExportSpec, checks: Checks): string {
  const around: Around = {
    opening: [
      "Written by Tensorloom from the graph of this name. Runs from top to bottom on PyTorch 1.13 or later with torchvision, numpy, matplotlib, scikit-learn and Pillow.",
      "",
      ...dataWords(program, spec),
    ].join("\n"),
    imports: withLines(
      program,
      ["import matplotlib.pyplot as plt", ...checks.imports],
      [
        ...(program.sections.some(({ draws }) => draws) ? ["plt.show()"] : []),
        ...checks.definitions,
        ...checks.lines,
      ],
    ),
    definitions: [...program.definitions, ...checks.definitions],
    checks: checks.lines,
  };
  return notebookText(program, around);
}

function asScript(program: Program, spec: ExportSpec, checks: Checks): string {
  const name = spec.name;
  const trainer = [...spec.checked.nodes.values()].find(({ definition }) => definition?.category === "train");
  const settings = trainer?.settings as { epochs: number; batchSize: number } | undefined;
  const text = scriptText(program, {
    usage: [
      "Written by Tensorloom. One process, or several on one machine or more:",
      "",
      `    python ${name}`,
      ...(settings ? [`    torchrun --standalone --nproc_per_node 2 ${name} --batch-size 8`] : []),
      "",
      ...dataWords(program, spec).flatMap(wrapped),
      "Weights, figures and numbers go to the folder out.",
    ],
    imports: withLines(
      program,
      [...SCRIPT_IMPORTS, ...checks.imports],
      [...scriptUses(program), ...checks.definitions, ...checks.lines],
    ),
    definitions: [...program.definitions, ...checks.definitions],
    checks: checks.lines,
    training: settings && { epochs: settings.epochs, batchSize: settings.batchSize },
  });
  return text;
}

/** What the script's own parts use, for its imports. */
function scriptUses(program: Program): readonly string[] {
  const draws = program.sections.some((section) => section.draws);
  return ["argparse. os. Path matplotlib. torch. dist. json.", ...(draws ? ["plt."] : [])];
}

/** Where the pictures and the weights go. */
function dataWords(
  { loaders, own: weights, beside }: Program,
  { drawn, checked, carried }: ExportSpec,
): readonly string[] {
  const own = loaders.filter((id) => !drawn.includes(id));
  const files = Object.keys(beside);
  return [
    ...own.map((id) => {
      const asset = checked.graph.assets[id];
      return `Your pictures for ${id}${asset ? ` (${asset.name})` : ""} go into the folder ${id} beside this file.`;
    }),
    ...loaders
      .filter((id) => drawn.includes(id))
      .map((id) => `The folder ${id} beside this file has the pictures that Tensorloom drew.`),
    ...Object.entries(weights).map(([id, name]) => {
      const given = checked.graph.assets[id]?.name ?? name;
      const how = given === name ? "" : `, with torch's names: ${given} is a file that torch does not read`;
      return `The weights of ${id} go beside this file as ${name}${how}.`;
    }),
    ...(carried === undefined ? [] : carriedWords(checked, carried.name)),
    ...files.map((name) => `Beside it lies ${name}, the weights that the network starts from.`),
  ];
}

function carriedWords(checked: Checked, name: string): readonly string[] {
  const trainers = trainersOf(checked);
  const files = [carriedName(name), ...trainers.map(({ id }) => startName(name, id))];
  const reasons = trainers.flatMap((trainer) => differences(checked, trainer));
  return [
    `Beside it ${files.length > 1 ? "lie" : "lies"} ${files.join(", ")}: what a run in Tensorloom drew, began with and found.`,
    ...(trainers.length === 0 ? [] : [trainingWords(reasons)]),
  ];
}

function trainingWords(reasons: readonly string[]): string {
  return reasons.length === 0
    ? "The training begins as that run did, and stops where its first losses are others."
    : `The training begins as that run did, but its losses cannot be the same: ${reasons.join(" And ")}`;
}

/** Lines of at most 100 characters. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 100) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
