import { KERNEL_CHOICES, type KernelChoice, MODEL_FORMATS, type ModelFormat } from "../engine/protocol";
import { type GradeCommand, readGrade } from "./grade-args";

/** What was asked for on the command line. Paths are still as they were typed. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | GradeCommand
  | ({
      readonly kind: "run";
      readonly out: string | undefined;
      /** Where to pack all of it into one file. */
      readonly bundle: string | undefined;
      /** Trained models that are to be saved as files. */
      readonly models: readonly SavedTo[];
    } & Computing &
      Asked)
  | ({
      readonly kind: "export";
      readonly to: ExportTarget;
      /** Where to write it. */
      readonly file: string;
      /** Run it first, and let the program repeat that run. */
      readonly carry: boolean;
    } & Computing &
      Asked)
  | ({ readonly kind: "check" | "plan" } & Asked);

/** Where a graph is run, and with what. */
export interface Computing {
  readonly device: DeviceChoice;
  readonly kernels: KernelChoice;
}

export interface Asked {
  readonly graph: string;
  readonly data: readonly { readonly node: string; readonly path: string }[];
  readonly set: readonly { readonly node: string; readonly setting: string; readonly text: string }[];
  readonly json: boolean;
}

const TARGETS = ["notebook", "script"] as const;
export type ExportTarget = (typeof TARGETS)[number];

/** A node's trained model, and the file that it goes into. */
export interface SavedTo {
  readonly node: string;
  readonly path: string;
  readonly format: ModelFormat;
}

const DEVICES = ["auto", "webgl", "webgpu", "wasm", "cpu"] as const;
export type DeviceChoice = (typeof DEVICES)[number];

/** A mistake in how the command was called: exit 2, in words. */
export class UsageError extends Error {}

export const HELP = `Tensorloom: run a graph without a window.

  npm run --silent tensorloom -- run GRAPH.json [options]     run it and say what came out
  npm run --silent tensorloom -- check GRAPH.json [options]   say what is wrong with it, run nothing
  npm run --silent tensorloom -- plan GRAPH.json [options]    say what a run would do, step by step, run nothing
  npm run --silent tensorloom -- export GRAPH.json --to notebook|script -o FILE [options]
                                                              write it as a PyTorch program, run nothing but --carry
  npm run --silent tensorloom -- grade WALKTHROUGH.json SUBMISSION... [options]
                                                              check what was handed in: files, or folders of them

  GRAPH.json may be a bundle (.loom) too: the data in it go to their nodes. check takes a walkthrough as well: is every
  goal reached by its "show me", and none met before?

  --data NODE=PATH           give a zip, a folder or a picture to a node; may be repeated for more files
                             weights may come from an address: --data vgg16=https://…
  --set NODE.SETTING=VALUE   change a setting for this run, e.g. trainer.epochs=2 or head.hidden=[64]
  --out DIR                  save figures (PNG), tables (CSV), weights (safetensors) and results.json
  --bundle FILE.loom         pack the graph, the data it was given, the trained weights and the results into one file
  --save-model NODE=FILE     save the node's trained model as .safetensors, .onnx or .tfjs.zip; may be repeated
  --device DEVICE            where to compute: auto, webgl, webgpu, wasm or cpu; auto measures webgl and wasm and
                             takes the faster; webgpu is there to be tried
  --kernels fast|exact|stock     ours; on wasm ours without Winograd's rounding, slower; tfjs's own
  --to notebook|script       export: a Jupyter notebook, or a Python script that runs alone or under torchrun
  -o FILE                    export: where to write it; drawn pictures and sample weights go beside it
  --carry                    export: run the graph first, and let the program begin as that run did: its split, first
                             weights, order of batches and draws come along, and its losses, to be found again;
                             --device and --kernels are that run's
  --rerun                    grade: run every graph again, on --data where given, and compare the numbers
  --csv FILE                 grade: write the table, a row for each submission
  --json                     print the results as JSON
  --help, --version

Exit status: 0 done; 1 a node failed; 2 the command or the graph is wrong; 130 stopped with Ctrl-C.
`;

/** Reads the arguments behind `tensorloom`. Throws UsageError. */
export function parseArguments(words: readonly string[]): Command {
  if (words.some((word) => word === "--help" || word === "-h") || words[0] === "help")
    return { kind: "help" };
  if (words.includes("--version")) return { kind: "version" };
  const [command, ...rest] = words;
  if (command === undefined)
    throw new UsageError(
      "Say what to do: run GRAPH.json, check GRAPH.json, plan GRAPH.json or export GRAPH.json.",
    );
  if (command === "grade") return readGrade(rest);
  if (!isCommand(command)) {
    throw new UsageError(`There is no command ${command}. Commands: ${COMMANDS.join(", ")}, grade.`);
  }
  const graphs: string[] = [];
  const data: { node: string; path: string }[] = [];
  const set: { node: string; setting: string; text: string }[] = [];
  let json = false;
  let out: string | undefined;
  let bundle: string | undefined;
  let to: ExportTarget | undefined;
  let file: string | undefined;
  let carry = false;
  const models: SavedTo[] = [];
  let device: DeviceChoice = "auto";
  let kernels: KernelChoice = "fast";
  for (const { flag, value } of options(rest)) {
    if (flag === undefined) graphs.push(value());
    else if (flag === "--data") data.push(readData(value()));
    else if (flag === "--set") set.push(readSetting(value()));
    else if (flag === "--json") json = true;
    else if (flag === "--out" && command === "run") out = value();
    else if (flag === "--bundle" && command === "run") bundle = value();
    else if (flag === "--save-model" && command === "run") models.push(readModel(value()));
    else if (flag === "--device" && runs(command)) device = readDevice(value());
    else if (flag === "--kernels" && runs(command)) kernels = readKernels(value());
    else if (flag === "--to" && command === "export") to = readTarget(value());
    else if (flag === "--carry" && command === "export") carry = true;
    else if ((flag === "-o" || flag === "--output") && command === "export") file = value();
    else throw new UsageError(`${command} has no option ${flag}. Options: ${optionsOf(command).join(", ")}.`);
  }
  const [graph, ...more] = graphs;
  if (graph === undefined) throw new UsageError(`${command} needs a graph: ${command} GRAPH.json.`);
  if (more.length > 0) throw new UsageError(`${command} takes one graph, and got ${graphs.join(" and ")}.`);
  const asked = { graph, data, set, json };
  if (command === "export") {
    if (to === undefined) throw new UsageError(`export needs --to: ${TARGETS.join(" or ")}.`);
    if (file === undefined) throw new UsageError("export needs -o FILE: where to write it.");
    if (!carry && (device !== "auto" || kernels !== "fast")) {
      throw new UsageError(
        "--device and --kernels say how a graph is run, and export runs it for --carry alone: give --carry too, or leave them out.",
      );
    }
    return { kind: "export", to, file, carry, device, kernels, ...asked };
  }
  return command === "run"
    ? { kind: "run", out, bundle, models, device, kernels, ...asked }
    : { kind: command, ...asked };
}

const COMMANDS = ["run", "check", "plan", "export"] as const;

function isCommand(word: string): word is (typeof COMMANDS)[number] {
  return COMMANDS.some((command) => command === word);
}

/** Export runs a graph too, for --carry. */
function runs(command: (typeof COMMANDS)[number]): boolean {
  return command === "run" || command === "export";
}

function optionsOf(command: (typeof COMMANDS)[number]): string[] {
  if (command === "export")
    return ["--data", "--set", "--to", "-o", "--carry", "--device", "--kernels", "--help"];
  return command === "run"
    ? ["--data", "--set", "--out", "--bundle", "--save-model", "--device", "--kernels", "--json", "--help"]
    : ["--data", "--set", "--json", "--help"];
}

/** Words one by one: `--flag value`, `--flag=value`, or a bare word (no flag). A value is taken when it is asked for. */
export function* options(
  words: readonly string[],
): Generator<{ flag: string | undefined; value: () => string }> {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (!word.startsWith("-") || word === "-") {
      yield { flag: undefined, value: () => word };
      continue;
    }
    const equals = word.startsWith("--") ? word.indexOf("=") : -1;
    const flag = equals < 0 ? word : word.slice(0, equals);
    let taken = false;
    yield {
      flag,
      value: () => {
        taken = true;
        const value = equals < 0 ? words[++at] : word.slice(equals + 1);
        if (value === undefined || value === "" || (equals < 0 && value.startsWith("--"))) {
          throw new UsageError(`${flag} needs a value behind it.`);
        }
        return value;
      },
    };
    if (equals >= 0 && !taken)
      throw new UsageError(`${flag} takes no value, and got ${word.slice(equals + 1)}.`);
  }
}

export function readData(text: string): { node: string; path: string } {
  const equals = text.indexOf("=");
  const node = text.slice(0, Math.max(equals, 0));
  const path = text.slice(equals + 1);
  if (!node || !path) {
    throw new UsageError(`--data ${text} is not NODE=PATH, for example --data images=pictures.zip.`);
  }
  return { node, path };
}

function readModel(text: string): SavedTo {
  const equals = text.indexOf("=");
  const node = text.slice(0, Math.max(equals, 0));
  const path = text.slice(equals + 1);
  if (!node || !path) {
    throw new UsageError(
      `--save-model ${text} is not NODE=FILE, for example --save-model trainer=model.onnx.`,
    );
  }
  const formats = Object.keys(MODEL_FORMATS) as ModelFormat[];
  const format = formats.find((name) => path.toLowerCase().endsWith(MODEL_FORMATS[name].ending));
  if (format) return { node, path, format };
  const endings = formats.map((name) => MODEL_FORMATS[name].ending).join(", ");
  throw new UsageError(`--save-model ${text}: the file's ending says what it is to be. Endings: ${endings}.`);
}

function readSetting(text: string): { node: string; setting: string; text: string } {
  const match = /^([^.=]+)\.([^.=]+)=(.*)$/s.exec(text);
  if (!match?.[1] || !match[2] || match[3] === undefined) {
    throw new UsageError(`--set ${text} is not NODE.SETTING=VALUE, for example --set trainer.epochs=2.`);
  }
  return { node: match[1], setting: match[2], text: match[3] };
}

function readTarget(text: string): ExportTarget {
  const target = TARGETS.find((name) => name === text);
  if (!target) throw new UsageError(`Nothing can be written as ${text}. Choose ${TARGETS.join(" or ")}.`);
  return target;
}

function readDevice(text: string): DeviceChoice {
  const device = DEVICES.find((name) => name === text);
  if (!device) throw new UsageError(`There is no device ${text}. Devices: ${DEVICES.join(", ")}.`);
  return device;
}

function readKernels(text: string): KernelChoice {
  const kernels = KERNEL_CHOICES.find((name) => name === text);
  if (!kernels)
    throw new UsageError(`There are no kernels called ${text}. Kernels: ${KERNEL_CHOICES.join(", ")}.`);
  return kernels;
}
