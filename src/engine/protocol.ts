import type { Facts } from "../compile/checked";
import type { Speeds, Timed } from "../compile/speeds";
import type { CutCells, CutNumbers } from "../data/segmentation-figure";
import type { Figure, Film, MapsFigure, Thumbnail } from "../figures/figure";
import type { Judged } from "../figures/judged";
import type { Asset, Graph } from "../graph/document";
import type { DataFacts, WeightFacts } from "../graph/node";
import type { Problem } from "../graph/problem";
import type { EpochRecord, FigureValue, MetricValue } from "../graph/values";
import type { ModuleSummary } from "../module/module";

/** What the page and the command line may ask of the engine, and what it tells them. Plain data both ways. */

export type Device = "webgl" | "webgpu" | "wasm" | "cpu";

/**
 * Our fastest kernels; on WASM ours without Winograd's rounding (slower, to float32's last digits); tfjs's own. On WebGL,
 * where ours are taken by their times, both of the others are tfjs's own.
 */
export const KERNEL_CHOICES = ["fast", "exact", "stock"] as const;
export type KernelChoice = (typeof KERNEL_CHOICES)[number];

export interface EngineInfo {
  readonly device: Device;
  readonly threads: number;
  /** The GPU's or emulator's own name, or what the CPU engine is. */
  readonly renderer: string;
  /** Why this device: "CPU (WASM): no GPU found, WebGL is emulated by SwiftShader". */
  readonly reason: string;
  readonly version: string;
}

/** A file that the user gave, with its path inside the folder that was dropped (or just its name). */
export interface GivenFile {
  readonly path: string;
  readonly file: File;
}

/** Weights that are kept in this browser, or a download that broke off and can go on. */
export interface KeptFile {
  readonly name: string;
  readonly bytes: number;
  /** Of the asset; of a download that broke off, of its address. */
  readonly sha256: string;
  /** Where it was fetched from. */
  readonly url?: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly unfinished?: true;
}

/** What a network's frozen beginning gave for the pictures of one dataset. */
export interface KeptFeature {
  /** The features' key in the plan. */
  readonly key: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A training that can go on where it was cut off, or the result of one that took long. */
export interface KeptTraining {
  /** Its device and its step's key in the plan. */
  readonly key: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Epochs that are over, of so many, and batches of the next, of so many. */
  readonly epoch: number;
  readonly epochs: number;
  readonly batch: number;
  readonly batches: number;
  readonly isDone: boolean;
}

export interface KeptList {
  readonly files: readonly KeptFile[];
  readonly features: readonly KeptFeature[];
  readonly trainings: readonly KeptTraining[];
  /** Whether this browser keeps files for the page at all. */
  readonly isPossible: boolean;
  /** Bytes that the page takes of the browser's storage, and may take. */
  readonly used?: number;
  readonly quota?: number;
}

/** How fetching weights ended. Bytes that came, and that were needed as far as that is known. */
export type Fetched =
  | {
      readonly state: "done";
      readonly asset: Asset;
      /** The page gives them again to an engine that is started anew. */
      readonly files: readonly GivenFile[];
      readonly remarks: readonly string[];
    }
  | { readonly state: "stopped"; readonly done: number; readonly total?: number }
  | {
      readonly state: "broken";
      readonly message: string;
      readonly canGoOn: boolean;
      readonly done: number;
      readonly total?: number;
    };

export type TakenKept =
  | { readonly state: "taken"; readonly files: readonly GivenFile[] }
  | { readonly state: "absent" }
  | { readonly state: "damaged"; readonly message: string };

/** How long a run will take, as far as that can be told from its graph and from what this machine did before. */
export interface Expected {
  /** Ms in all. */
  readonly ms: number;
  /** Ms by the node that it is shown at. */
  readonly nodes: Readonly<Record<string, number>>;
}

export type StepStatus = "done" | "cached" | "failed" | "blocked" | "skipped";

/** State of a node while a run goes on. */
export type RunEvent = { readonly run: number } & (
  | { readonly kind: "planned"; readonly nodes: readonly string[]; readonly expected?: Expected }
  | { readonly kind: "running"; readonly node: string }
  | {
      readonly kind: "progress";
      readonly node: string;
      readonly done: number;
      readonly total: number;
      readonly text?: string;
    }
  | {
      /** Of weights from an address: bytes that came, and are needed, where that is known. */
      readonly kind: "fetch";
      readonly node: string;
      readonly done: number;
      readonly total?: number;
      /** Worked out from the last seconds. */
      readonly secondsLeft?: number;
    }
  | {
      readonly kind: "message";
      readonly node: string;
      readonly level: "info" | "warning";
      readonly text: string;
    }
  | { readonly kind: "preview"; readonly node: string; readonly figure: Figure }
  /** One more frame. */
  | { readonly kind: "film"; readonly node: string; readonly film: Film }
  /** It waits, as was asked, at the next batch or step. */
  | { readonly kind: "paused" }
  | { readonly kind: "step"; readonly step: StepResult }
  | { readonly kind: "outputs"; readonly node: string; readonly outputs: Readonly<Record<string, ValueView>> }
);

export interface StepResult {
  readonly node: string;
  readonly type: string;
  readonly status: StepStatus;
  readonly ms: number;
  /** Content address of its outputs; empty where it could not be planned. */
  readonly key: string;
  /** Why it failed or is blocked, in words. */
  readonly problem?: Problem;
  /** On the CPU: how often each kernel of our own ran, and how often tfjs's had to, by tfjs's name for it. */
  readonly kernels?: KernelUse;
}

export type KernelUse = Readonly<Record<string, { readonly own: number; readonly stock: number }>>;

/** What the page gets to see of a value. The value itself stays in the worker. */
export type ValueView =
  | {
      readonly kind: "Dataset";
      readonly length: number;
      readonly classes: readonly string[];
      /** Pictures in each class. */
      readonly counts: readonly number[];
      readonly thumbnails: readonly Thumbnail[];
    }
  | { readonly kind: "Module"; readonly summary: ModuleSummary; readonly table: Figure }
  | { readonly kind: "TrainedModel"; readonly summary: ModuleSummary; readonly classes: readonly string[] }
  | {
      readonly kind: "History";
      readonly epochs: readonly EpochRecord[];
      readonly figure: Figure;
      readonly film?: Film;
    }
  | {
      readonly kind: "Predictions";
      readonly table: Figure;
      readonly classes: readonly string[];
      readonly pictures: readonly Judged[];
    }
  | {
      readonly kind: "Metrics";
      readonly title: string;
      readonly values: Readonly<Record<string, MetricValue>>;
    }
  | {
      readonly kind: "Figure";
      readonly figure: Figure;
      readonly arrays: boolean;
      /** It can be cut at another threshold. */
      readonly threshold?: FigureValue["threshold"];
    }
  | { readonly kind: "Loss" | "Optimizer"; readonly name: string };

export interface RunResult {
  readonly status: "done" | "failed" | "stopped";
  readonly ms: number;
  readonly key: string;
  readonly steps: readonly StepResult[];
  /** By node id: numbers and short tables of the values it made. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, MetricValue>>>>;
  readonly problems: readonly Problem[];
  /** Tensors on the device before and after: equal unless something leaked. */
  readonly tensors: { readonly before: number; readonly after: number };
  /** What was expected when it began. */
  readonly expected?: Expected;
  /** What it did, and how long that took. */
  readonly timed?: readonly Timed[];
  /** Bytes that the device held at most, where that is known: the CPU's memory grows and never shrinks. */
  readonly deviceBytes?: number;
}

/** One row of predictions that the last run made: of a node that gives them, or counts them. */
export interface PictureRequest {
  readonly node: string;
  readonly port: string;
  readonly index: number;
  /** The picture's name: what stood in this row may be another one by now. */
  readonly name: string;
}

/** A picture at large, with all that a model says of it. */
export interface PictureDetail {
  /** As it came from the data, before any transform, where that is at hand. */
  readonly image: Thumbnail;
  readonly classes: readonly string[];
  readonly label: number;
  readonly predicted: number;
  /** One for each class, summing to 1. */
  readonly probabilities: readonly number[];
}

/** A segmentation figure cut at another threshold: the pictures of one row, and every row's numbers. */
export interface Cut extends CutNumbers {
  readonly cells: CutCells;
}

/** What is known of a node's files once they were looked through: pictures, or weights. */
export interface Inspected {
  readonly data?: DataFacts;
  readonly weights?: WeightFacts;
}

/** What each layer of a network takes on this device, for a batch of the run's own pictures. */
export interface LayerTimes {
  readonly pictures: number;
  readonly rounds: number;
  /** Median ms for the batch, by layer's name. A ReLU that is done along with its convolution has none of its own. */
  readonly ms: Readonly<Record<string, number>>;
}

/** What a trained model can be saved as. */
export type ModelFormat = "safetensors" | "onnx" | "tfjs";

/** How each is called, and what its file's name ends in. A TensorFlow.js model is several files, in a zip here. */
export const MODEL_FORMATS: Readonly<
  Record<ModelFormat, { readonly title: string; readonly ending: string }>
> = {
  safetensors: { title: "safetensors, for PyTorch", ending: ".safetensors" },
  onnx: { title: "ONNX", ending: ".onnx" },
  tfjs: { title: "TensorFlow.js", ending: ".tfjs.zip" },
};

/** The calls, by name: arguments and answer. */
export interface Calls {
  /** Chooses the device by a short measurement, unless one is named. */
  start(request: {
    device: Device | "auto";
    kernels: KernelChoice;
    /** How often a training is kept so that it can go on: every 10 s unless said otherwise. */
    checkpoints?: { readonly seconds: number; readonly batches?: number };
  }): EngineInfo;
  /** Hands files to a node, or takes them away. Gives what the document keeps of them. */
  give(request: { node: string; files: readonly GivenFile[] }): Asset | undefined;
  /** Looks through a node's files. Progress comes as events of run 0. Fails with a Problem's message. */
  inspect(request: { graph: Graph; node: string }): Inspected;
  /** Runs what the targets need; all results when no target is named. */
  run(request: { graph: Graph; run: number; targets?: readonly string[] }): RunResult;
  /** Ends the run at the next batch. */
  cancel(request: { run: number }): void;
  /** Makes the run wait at the next batch, with all that it has; the event `paused` says when it does. */
  pause(request: { run: number }): void;
  /** Lets it go on, with the same numbers as if it had not waited. */
  resume(request: { run: number }): void;
  /** Small pictures of a dataset that the last run made, or those behind predictions. `size` in px. */
  thumbnails(request: {
    node: string;
    port: string;
    indices: readonly number[];
    size: number;
  }): readonly Thumbnail[];
  /** A picture with its probabilities. `size` in px, of its longest side. */
  picture(request: PictureRequest & { readonly size: number }): PictureDetail;
  /** What the model looked at, or what it made of the picture on its way: worked out for this one picture. */
  explain(request: PictureRequest & { readonly show: "saliency" | "features" }): MapsFigure;
  /** A segmentation figure's row at another threshold, from the probabilities that the last run left. */
  cut(request: { node: string; port: string; row: number; threshold: number }): Cut;
  /** Runs a model node's network layer by layer over pictures that the last run gave it. */
  timeLayers(request: { node: string }): LayerTimes;
  /** Trained parameters with torch's names, or the numbers behind a figure, as a safetensors file. */
  arrays(request: { node: string; port: string }): Blob;
  /** A trained model as a file for others, with its classes, preparation, recipe and numbers in it. */
  saveModel(request: { node: string; port: string; format: ModelFormat }): Blob;
  /**
   * Fetches weights for a node, only the arrays that it needs where that is possible, and holds them. Progress comes as
   * events of run 0. `expected`: what the document says is there; anything else is refused.
   */
  fetchWeights(request: { graph: Graph; node: string; url: string; expected: Asset | undefined }): Fetched;
  /** Stops fetching; what came stays. */
  cancelFetch(request: { node: string }): void;
  /** Keeps the weights that a node was given in this browser. Gives why not, in words. */
  keepGiven(request: { node: string }): string | undefined;
  /** Gives a node the weights that its document names, if they are kept. */
  takeKept(request: { node: string; asset: Asset }): TakenKept;
  keptFiles(request: Record<never, never>): KeptList;
  removeKept(request: { sha256: string }): void;
  removeTraining(request: { key: string }): void;
  /** Removes kept features by their key. */
  removeFeatures(request: { key: string }): void;
  /** What is known of how fast this machine is, and the device in use by the name that it goes by there. */
  speeds(request: Record<never, never>): { readonly device: string; readonly speeds: Speeds };
  /** Takes what was kept elsewhere of how fast this machine is. */
  giveSpeeds(request: { speeds: unknown }): void;
  /** The lines of Python that do the same as a node with these settings; empty where they need more than its settings. */
  torchLines(request: { type: string; settings: Readonly<Record<string, unknown>> }): string;
  /** The graph as a PyTorch notebook or script, with what has to lie beside it. `name` is without an ending. */
  exportProgram(request: {
    graph: Graph;
    facts: Facts;
    to: "notebook" | "script";
    name: string;
    /** With what the last run drew and found, so that the program can do the same. It has to be of this graph. */
    carry?: boolean;
  }): ExportedProgram;
  /** What the last run drew and found, for an exported program of this name. */
  carried(request: { name: string }): CarriedFiles;
  /** What each kind of node does, at length, by its type. */
  docs(request: Record<never, never>): Readonly<Record<string, string>>;
  /** Tensors on the device, their bytes, what results and pictures take beside them, and what the device holds in all. */
  memory(request: Record<never, never>): {
    tensors: number;
    bytes: number;
    cached: number;
    deviceBytes?: number;
  };
}

/** What lies beside a program that repeats a run, and the nodes that have something in it. */
export interface CarriedFiles {
  readonly files: readonly { readonly name: string; readonly file: Blob }[];
  readonly nodes: readonly string[];
}

/** A program as a file to save. */
export interface ExportedProgram {
  readonly name: string;
  readonly file: Blob;
}

export type CallName = keyof Calls;
export type Request<N extends CallName = CallName> = Parameters<Calls[N]>[0];
export type Answer<N extends CallName = CallName> = ReturnType<Calls[N]>;

/** A mistake that crosses from the worker: a user's in words, or our own bug with its stack. */
export interface Failure {
  readonly message: string;
  readonly problem?: Problem;
  readonly stack?: string;
  /** The engine itself is gone, not the work wrong: started anew, it goes on from the last checkpoint. */
  readonly isLost?: true;
}

/** `base` is told once: where the page lies, and so its shipped files; with it the signs of life that are expected. */
export type ToWorker =
  | { readonly base: string; readonly lock: string; readonly beats?: SharedArrayBuffer }
  | { readonly ping: true }
  | { readonly id: number; readonly call: CallName; readonly request: unknown };
export type FromWorker =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failure: Failure }
  | { readonly event: RunEvent }
  | { readonly pong: true }
  /** It holds this lock as long as it lives. */
  | { readonly holds: string };
