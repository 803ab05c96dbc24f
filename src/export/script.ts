import type { Program, Section } from "./program";
import { ExportError } from "./program";

/** What a script needs beside the nodes' own lines. */
export interface ScriptSpec {
  /** How to call it, for its docstring. */
  readonly usage: readonly string[];
  readonly imports: readonly string[];
  readonly definitions: readonly string[];
  readonly checks: readonly string[];
  /** What the trainer is set to: defaults of `--epochs` and `--batch-size`; absent without a trainer. */
  readonly training: { readonly epochs: number; readonly batchSize: number } | undefined;
}

/** Imports of what stands here. */
export const SCRIPT_IMPORTS: readonly string[] = [
  "import argparse",
  "import json",
  "import os",
  "from pathlib import Path",
  "import matplotlib",
  "import matplotlib.pyplot as plt",
  "import torch",
  "import torch.distributed as dist",
];

/** The processes that torchrun starts, or the one that runs alone. */
const RANKS = `class Ranks:
    """The processes that work together: one by itself, or as many as torchrun started."""

    def __init__(self):
        self.rank, self.count = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
        on_gpu = torch.cuda.is_available()
        self.device = torch.device("cpu")
        if on_gpu:
            self.device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
            torch.cuda.set_device(self.device)
        if self.count > 1:
            dist.init_process_group("nccl" if on_gpu else "gloo")

    def total(self, numbers):
        """Adds up numbers over all processes."""
        if self.count == 1:
            return list(numbers)
        array = torch.tensor(numbers, dtype=torch.float64, device=self.device)
        dist.all_reduce(array)
        return array.tolist()

    def whole(self, array):
        """The rows of all processes in the batch's order. Gradients go to this one's own rows."""
        if self.count == 1:
            return array
        array = array.contiguous()
        parts = [torch.empty_like(array) for _ in range(self.count)]
        dist.all_gather(parts, array.detach())
        parts[self.rank] = array
        return torch.stack(parts, 1).flatten(0, 1)

    def take_from_first(self, array):
        """Gives every process the first one's values."""
        if self.count > 1:
            dist.broadcast(array, 0)

    def wait(self):
        """Until all are here."""
        if self.count > 1:
            dist.barrier()

    def say(self, *words):
        """Prints once, not once a process."""
        if self.rank == 0:
            print(*words, flush=True)

    def progress(self, done, total, text):
        """A bar that grows where it stands, on a terminal."""
        if self.rank == 0 and os.isatty(1):
            bar, end = "#" * (30 * done // total), "" if done < total else "\\n"
            print(f"\\r[{bar:<30}] {done}/{total} {text}", end=end, flush=True)

    def end(self):
        if self.count > 1:
            dist.destroy_process_group()`;

/** The program as one file that runs alone or under torchrun. Text of a .py file. */
export function scriptText(program: Program, spec: ScriptSpec): string {
  const trainers = program.sections.filter(({ stage }) => stage === "trains");
  const [first, second] = trainers;
  if (first && second) {
    throw new ExportError([
      {
        severity: "error",
        node: second.node,
        message: `A script trains one network, and this graph has two trainers, ${first.node} and ${second.node}. Write a notebook, or take one of them out.`,
        expected: "one trainer",
        got: `${trainers.length} trainers`,
      },
    ]);
  }
  const before = program.sections.filter(({ stage }) => stage === "before");
  const after = program.sections.filter(({ stage }) => stage === "after");
  const body = [
    "args = arguments()",
    'matplotlib.use("Agg")',
    "ranks = Ranks()",
    "args.out.mkdir(parents=True, exist_ok=True)",
    ...(spec.training
      ? [
          "if args.batch_size % ranks.count:",
          "    raise SystemExit(",
          '        f"{ranks.count} processes cannot share a batch of {args.batch_size} evenly: "',
          '        "choose another --batch-size."',
          "    )",
        ]
      : []),
    ...(program.loaders.length > 0
      ? [
          "# The first process unpacks what is zipped before the others look.",
          "if ranks.rank == 0:",
          ...(program.loaders.length > 1
            ? ["    for path in args.data.values():", "        folder_of(path)"]
            : ["    folder_of(args.data)"]),
          "ranks.wait()",
        ]
      : []),
    ...program.opening,
    ...before.flatMap(sectionLines),
    ...(spec.checks.length > 0
      ? ["", "# Stops where torch computes other numbers than Tensorloom.", ...spec.checks]
      : []),
    ...trainers.flatMap(sectionLines),
    ...(after.length > 0
      ? [
          "",
          "# What is looked at once is looked at by the first process.",
          "if ranks.rank > 0:",
          "    return ranks.end()",
          "results = {}",
          ...after.flatMap((section) => [...sectionLines(section), ...savingLines(section)]),
          "",
          '(args.out / "results.json").write_text(json.dumps(results, indent=2, default=str))',
        ]
      : []),
    "ranks.end()",
  ];
  const parts = [
    // A stranger's graph may say anything in its title and in the names of its files.
    ['"""', ...[program.title, "", ...spec.usage].map(inDocstring), '"""'],
    spec.imports,
    ...spec.definitions.map((text) => ["", ...text.split("\n")]),
    ["", ...RANKS.split("\n")],
    ["", ...argumentLines(program, spec.training)],
    ["", "def main():", ...body.map((line) => (line === "" ? "" : `    ${line}`))],
    ["", 'if __name__ == "__main__":', "    main()"],
  ];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function inDocstring(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', "'");
}

function sectionLines({ title, lines }: Section): readonly string[] {
  return ["", `# ${title.replaceAll(/\s+/g, " ")}`, ...lines];
}

/** What a node shows is kept beside the weights: pictures by its id, numbers in one file. */
function savingLines({ node, draws, outputs }: Section): readonly string[] {
  if (draws)
    return [`plt.savefig(args.out / "${node}.png", dpi=150, bbox_inches="tight")`, 'plt.close("all")'];
  const { metrics } = outputs;
  return metrics ? [`results["${node}"] = ${metrics}`] : [];
}

function argumentLines({ loaders }: Program, training: ScriptSpec["training"]): readonly string[] {
  const [only] = loaders;
  const several = loaders.length > 1;
  return [
    "def arguments():",
    "    parser = argparse.ArgumentParser(",
    "        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter",
    "    )",
    "    add = parser.add_argument",
    ...(only === undefined
      ? []
      : several
        ? [
            '    about = "NAME=PATH: a folder or zip for one of the data; may be repeated"',
            '    add("--data", action="append", default=[], help=about)',
          ]
        : [`    add("--data", default="${only}", help="a folder or zip with the pictures")`]),
    ...(training
      ? [
          `    add("--epochs", type=int, default=${training.epochs})`,
          `    add("--batch-size", type=int, default=${training.batchSize}, help="of all processes together")`,
          '    add("--resume", help="a checkpoint.pt to go on from")',
          '    add("--no-amp", dest="amp", action="store_false", help="float32 on a GPU too")',
        ]
      : []),
    '    add("--out", type=Path, default=Path("out"), help="where weights, figures and numbers go")',
    ...(several
      ? [
          "    args = parser.parse_args()",
          `    data = {name: name for name in ${JSON.stringify(loaders)}}`,
          "    for given in args.data:",
          '        name, _, path = given.partition("=")',
          "        if name not in data or not path:",
          "            parser.error(f\"--data {given} is not NAME=PATH with one of {', '.join(data)}\")",
          "        data[name] = path",
          "    args.data = data",
          "    return args",
        ]
      : ["    return parser.parse_args()"]),
  ];
}
