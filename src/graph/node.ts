import type { Layer } from "../module/layer";
import type { Module } from "../module/module";
import type { Dim, Shape } from "../module/shape";
import type { RunContext } from "./run";
import type { SettingsOf, SettingsSpec } from "./settings";
import type { TypeOf, ValueKind, ValueType } from "./types";
import type { Value, ValueOf } from "./values";

export type Category =
  | "data"
  | "transform"
  | "model"
  | "layer"
  | "loss"
  | "optimizer"
  | "train"
  | "evaluate"
  | "explain"
  | "export";

/** A place where an edge begins or ends. */
export interface Port<K extends ValueKind = ValueKind, Optional extends boolean = boolean> {
  readonly kind: K;
  readonly doc: string;
  readonly optional: Optional;
}

function port<K extends ValueKind>(kind: K) {
  function make(doc: string): Port<K, false>;
  function make(doc: string, options: { optional: true }): Port<K, true>;
  function make(doc: string, options?: { optional: true }): Port<K> {
    return { kind, doc, optional: options?.optional === true };
  }
  return make;
}

export const dataset = port("Dataset");
export const moduleValue = port("Module");
export const loss = port("Loss");
export const optimizer = port("Optimizer");
export const trainedModel = port("TrainedModel");
export const history = port("History");
export const predictions = port("Predictions");
export const metrics = port("Metrics");
export const figure = port("Figure");

export type Ports = Readonly<Record<string, Port>>;

type TypesOf<P extends Ports> = {
  readonly [K in keyof P]: P[K] extends Port<infer Kind, infer Optional>
    ? Optional extends true
      ? TypeOf<Kind> | undefined
      : TypeOf<Kind>
    : never;
};

export type ValuesOf<P extends Ports> = {
  readonly [K in keyof P]: P[K] extends Port<infer Kind, infer Optional>
    ? Optional extends true
      ? ValueOf<Kind> | undefined
      : ValueOf<Kind>
    : never;
};

/** What is known of a node's files once they were looked through. */
export interface DataFacts {
  readonly classes: readonly string[];
  readonly length: number;
  /** Sizes in px where every picture has the same, else symbols. */
  readonly height: Dim;
  readonly width: Dim;
  readonly channels: Dim;
  readonly mode?: string;
  readonly dtype: "uint8";
  /** What was found and left out, or looks odd: one sentence each. */
  readonly remarks: readonly string[];
  /** Whatever else the node's own run wants to know again: plain data. */
  readonly details?: unknown;
}

/** What is known of a file with weights once its header was read. */
export interface WeightFacts {
  /** `torchvision`, `timm`, `keras` or `tfjs`: whose names and layouts it came with; `torch` for any network's own. */
  readonly source: string;
  /** How the network that the weights belong to wants its pictures, where VGG16's are known by their names. */
  readonly preprocessing?: string;
  /** Shapes by torch's names. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** What its writer said of it, by name. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Weights that the user gave as a file, by digest. */
export interface GivenWeights {
  readonly sha256: string;
  readonly name: string;
  /** Present once its header was read. */
  readonly facts?: WeightFacts;
}

export interface InferContext<S, I> {
  readonly settings: S;
  readonly inputs: I;
  /** Present once the node's files were looked through. */
  readonly facts: DataFacts | undefined;
  /** Whether the node has files at all. */
  readonly hasFiles: boolean;
  /** Of a node whose files are a network's weights. */
  readonly weights: GivenWeights | undefined;
}

/** What a model node's input ends in. */
export interface BranchEnd {
  /** The layer's name, for `from`; MODULE_INPUT where nothing is wired in: the network begins there. */
  readonly layer: string;
  readonly shape: Shape;
}

export interface BuildContext<S, P extends string = "module"> {
  readonly settings: S;
  /** A name that no other node has, for a layer of the node's own: its id. */
  readonly name: string;
  /** What is wired in, as one module; `undefined` when nothing is. */
  readonly input: Module | undefined;
  /** Where each input comes in. A layer that takes another than the last layer of `input` names it in `from`. */
  readonly inputs: Readonly<Record<P, BranchEnd>>;
  /** Shape of what the network will see, `[C, H, W]`: from the data that its trainer has, symbols until then. */
  readonly dataShape: Shape;
  /** Number of classes of those data; `undefined` until they are known. */
  readonly classes: readonly string[] | undefined;
  readonly file: GivenWeights | undefined;
}

/**
 * What the lines of Python that do the same are made from. Variables of the ports are named by the exporter; what is
 * optional is absent where a node's lines are shown by themselves.
 */
export interface TorchContext<S> {
  readonly settings: S;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  /** What the node's first layer is called in the state dict of the whole network: `features.0`, `second.head.0`. */
  readonly layer?: string;
  /** A notebook is read from top to bottom. A script is one `main()`, with `args` and `ranks`, that many processes may run. */
  readonly to?: "notebook" | "script";
  /** The path of the node's files, in Python: a folder or a zip. */
  readonly data?: string;
  /** What the node's file with weights is called beside the program. */
  readonly file?: string;
  /** The node's id, in Python, where the program carries a run: what the node's `carry` gave is under it in `carried`. */
  readonly carried?: string;
  /** What all of the graph's networks have in common, so that its Python has no branches that are never taken. */
  readonly networks?: NetworksInCommon;
}

export interface NetworksInCommon {
  /** Absent: some learn classes, others masks. */
  readonly learn?: "classes" | "masks";
  /** One ends in a sigmoid: losses are made from what comes before it. */
  readonly endInSigmoid: boolean;
  /** One has batch norm that follows the batches. */
  readonly normBatches: boolean;
  /** Some pictures are drawn anew each epoch. */
  readonly drawAnew: boolean;
}

/** What a node did in a run that an exported program is to repeat. */
export interface CarryContext<S, I, O> {
  readonly settings: S;
  readonly inputs: I;
  readonly outputs: O;
  /** How many epochs come along. */
  readonly epochs: number;
}

export interface TorchLines {
  readonly imports: readonly string[];
  /** Classes and functions that the lines use; the same one from several nodes stands in the program once. */
  readonly definitions?: readonly string[];
  readonly lines: readonly string[];
  /** A figure stands in matplotlib when the lines are through. */
  readonly draws?: true;
  /** The user's own file with weights that has to lie beside the program. */
  readonly own?: string;
  /** Files that have to lie beside the program, under `public/` of the page, by the name that the lines call them. */
  readonly beside?: Readonly<Record<string, string>>;
}

/** An example of the node that runs: in the contract tests and in the docs. */
export interface NodeExample<S> {
  readonly settings?: Partial<S>;
  /** A one-line word on what it shows. */
  readonly shows: string;
}

interface Common<S extends SettingsSpec> {
  readonly type: string;
  readonly version: number;
  readonly title: string;
  readonly category: Category;
  /** What it does, formula, shapes and units, what it refuses. Markdown, first sentence alone in lists. */
  readonly doc: string;
  readonly settings: S;
  /** The two or three settings that people change most: shown on the card. */
  readonly card: readonly (keyof S & string)[];
  /** Files that the user gives to this node. */
  readonly files?: {
    readonly label: string;
    readonly accept: string;
    readonly multiple: boolean;
    /** What giving files sets, where the node could also do without them. */
    readonly sets?: { readonly setting: keyof S & string; readonly value: string };
    /** They are the weights of any network, by torch's names. */
    readonly network?: true;
  };
  /** Settings of this version from those of an older one, one step at a time: `migrations[1]` makes 1 into 2. */
  readonly migrations?: Readonly<
    Record<number, (settings: Readonly<Record<string, unknown>>) => Record<string, unknown>>
  >;
  readonly example: NodeExample<SettingsOf<S>>;
  torch(context: TorchContext<SettingsOf<S>>): TorchLines;
}

/** A node that makes values: data, transforms, losses, training, evidence. */
export interface RunNode<
  S extends SettingsSpec = SettingsSpec,
  I extends Ports = Ports,
  O extends Ports = Ports,
> extends Common<S> {
  readonly inputs: I;
  readonly outputs: O;
  /** Its result is what people run a graph for; without such nodes everything runs. */
  readonly result?: boolean;
  /** Runs a module over datasets: pairs of input ports. The first pair also settles what the module's open input is. */
  readonly applies?: readonly {
    readonly module: keyof I & string;
    readonly dataset: keyof I & string;
    /** It looks inside the network, so that no part of it can be done beforehand. */
    readonly inside?: boolean;
  }[];
  /** Says what a module will see without running it: its dataset settles what the module's open input is. */
  readonly settles?: { readonly module: keyof I & string; readonly dataset: keyof I & string };
  /** Its output datasets are rows of this input, unchanged. */
  readonly rowsOf?: keyof I & string;
  /** Types out from types in. Throws NodeError. */
  infer(context: InferContext<SettingsOf<S>, TypesOf<I>>): { readonly [K in keyof O]: TypeOf<O[K]["kind"]> };
  /** What looks odd though it can run, and the setting that it is about. */
  warnings?(
    context: Pick<InferContext<SettingsOf<S>, never>, "settings" | "facts" | "hasFiles">,
  ): readonly { readonly setting: string; readonly message: string }[];
  /** Looks through the node's files once, before anything runs. */
  inspect?(
    context: Pick<RunContext<SettingsOf<S>, never>, "settings" | "files" | "pictures" | "report" | "signal">,
  ): Promise<DataFacts>;
  /** Values out from values in. */
  run(
    context: RunContext<SettingsOf<S>, ValuesOf<I>>,
  ): Promise<{ readonly [K in keyof O]: ValueOf<O[K]["kind"]> }>;
  /** What of a run has to come along where it is to be repeated elsewhere, because it was drawn: plain data. */
  carry?(
    context: CarryContext<SettingsOf<S>, ValuesOf<I>, ValuesOf<O>>,
  ): Promise<Readonly<Record<string, unknown>>>;
}

export type ModulePorts = Readonly<Record<string, Port<"Module">>>;
type OneBefore = { readonly module: Port<"Module", true> };

/** A node that adds layers to a module, or joins several: nothing of it runs on its own. */
export interface ModelNode<S extends SettingsSpec = SettingsSpec, I extends ModulePorts = OneBefore>
  extends Common<S> {
  readonly build: (context: BuildContext<SettingsOf<S>, keyof I & string>) => {
    readonly layers: readonly Layer[];
    readonly in?: Shape;
  };
  /** A node of one layer: the type of layer that it makes, and the settings with which it makes a given one. */
  readonly ofLayer?: {
    readonly type: string;
    readonly settings: (layer: Layer) => Readonly<Record<string, unknown>>;
  };
  readonly inputs: I;
  readonly outputs: { readonly module: Port<"Module", false> };
}

type SettledByName = "infer" | "run" | "carry" | "applies" | "settles" | "rowsOf";
// biome-ignore lint/suspicious/noExplicitAny: the one seam where definitions of all types meet in one registry.
export type AnyRunNode = Omit<RunNode<any, Ports, Ports>, SettledByName> & {
  readonly applies?: readonly {
    readonly module: string;
    readonly dataset: string;
    readonly inside?: boolean;
  }[];
  readonly settles?: { readonly module: string; readonly dataset: string };
  readonly rowsOf?: string;
  infer(context: InferContext<unknown, AnyTypes>): Readonly<Record<string, ValueType>>;
  run(context: RunContext<unknown, AnyValues>): Promise<Readonly<Record<string, Value>>>;
  carry?(context: CarryContext<unknown, AnyValues, AnyValues>): Promise<Readonly<Record<string, unknown>>>;
};
// biome-ignore lint/suspicious/noExplicitAny: the same seam.
export type AnyModelNode = Omit<ModelNode<any, ModulePorts>, "build"> & {
  build(context: BuildContext<unknown, string>): { readonly layers: readonly Layer[]; readonly in?: Shape };
};
export type NodeDefinition = AnyRunNode | AnyModelNode;

export function isModelNode(definition: NodeDefinition): definition is AnyModelNode {
  return "build" in definition;
}

/** A definition's ports on one side, by name; none for a type that is not known. */
export function portsOf(definition: NodeDefinition | undefined, side: "inputs" | "outputs"): Ports {
  return definition?.[side] ?? {};
}

/** A port by its name, which a file may have made up: `toString` is none. */
export function portOf(
  definition: NodeDefinition | undefined,
  side: "inputs" | "outputs",
  name: string,
): Port | undefined {
  const ports = portsOf(definition, side);
  return Object.hasOwn(ports, name) ? ports[name] : undefined;
}

export function defineNode<const S extends SettingsSpec, const I extends Ports, const O extends Ports>(
  definition: RunNode<S, I, O>,
): RunNode<S, I, O> {
  return definition;
}

/** A model node makes one module. Its inputs are modules; without any said, an optional one before it. */
export function defineModelNode<const S extends SettingsSpec, const I extends ModulePorts>(
  definition: Omit<ModelNode<S, I>, "outputs">,
): ModelNode<S, I>;
export function defineModelNode<const S extends SettingsSpec>(
  definition: Omit<ModelNode<S>, "inputs" | "outputs">,
): ModelNode<S>;
export function defineModelNode(
  definition: Omit<ModelNode, "inputs" | "outputs"> & { readonly inputs?: OneBefore },
): ModelNode {
  return {
    ...definition,
    inputs: definition.inputs ?? {
      module: moduleValue("The network before it; open: this is where the network begins", {
        optional: true,
      }),
    },
    outputs: { module: moduleValue("The network up to here") },
  };
}

export type AnyTypes = Readonly<Record<string, ValueType | undefined>>;
export type AnyValues = Readonly<Record<string, Value | undefined>>;
