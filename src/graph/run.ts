import type { Figure, Film } from "../figures/figure";
import type { Module } from "../module/module";
import type { StateArray, StateDict } from "../module/state";
import type { DataFacts, GivenWeights } from "./node";
import type { Dataset, EpochRecord, Image, Loss, Optimizer } from "./values";

/** The files that a user gave to a node, looked into without holding them in memory. */
export interface FileSet {
  /** Paths inside the zip or folder, sorted by code unit. Directories and system litter (`__MACOSX`) are left out. */
  readonly paths: readonly string[];
  /** The name that the user knows: the zip's, the folder's, or "12 files". */
  readonly name: string;
  /** Throws NodeError where the entry is broken. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** How pictures are decoded: handed to nodes, since a decoder needs a browser. */
export interface Pictures {
  /** Whether the name or the first bytes say that this is a picture of a known kind. */
  looksLikePicture(path: string): boolean;
  /** How many pictures the file holds, a stack's pages or an animation's frames: of several the first is decoded. */
  pages(bytes: Uint8Array): number;
  /**
   * Bit-equal to PIL where the format is known. Throws NodeError that names the file and what is wrong with it.
   * Of 16 bits a channel the `upper` 8 are kept, or (for masks, whose objects may be numbered) all is `clipped` at 255.
   */
  decode(
    bytes: Uint8Array<ArrayBuffer>,
    path: string,
    sixteen?: "upper" | "clipped",
  ): Promise<Extract<Image, { data: Uint8Array }>>;
}

/** A network's weights that the user gave: what is in them is known, numbers are read when asked for. */
export interface WeightsReader extends Required<GivenWeights> {
  /** Arrays by the names that the file has them under. Throws NodeError where a number is not finite. */
  read(wanted: (name: string) => boolean): Promise<StateDict>;
}

export interface Report {
  /** `text` is for the status line: "epoch 2 of 5". */
  progress(done: number, total: number, text?: string): void;
  message(level: "info" | "warning", text: string): void;
  /** Something to look at while it runs: replaces the one before. */
  preview(figure: Figure): void;
  /** The newest frame of a film, with what all frames show: it is kept with the frames before it. */
  film(film: Film): void;
}

/** How the learning rate goes over the epochs, as torch.optim.lr_scheduler has it, a step an epoch. */
export interface Schedule {
  readonly kind: "constant" | "cosine" | "step" | "plateau";
  /** Step: every so many epochs. Plateau: after more than so many epochs without a better loss. */
  readonly every: number;
  /** Step and plateau: what the rate is multiplied by. */
  readonly factor: number;
}

export interface FitSpec {
  readonly module: Module;
  readonly train: Dataset;
  readonly validation: Dataset | undefined;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly epochs: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly seed: number;
  /** Of which epoch the weights are: the last, or the one with the lowest validation loss (else training loss). */
  readonly keep: "last" | "best";
  /** Ends after so many epochs without a lower such loss; 0: never. */
  readonly patience: number;
  readonly schedule: Schedule;
  /** The longest that all gradients together may be, as one vector; 0: any length. */
  readonly clipNorm: number;
  /** `output`: what the network gives for every validation picture now, as `forward` does; absent without such data. */
  readonly onEpoch: (epochs: readonly EpochRecord[], output: Float32Array | undefined) => void;
  /** What is shown of each epoch: kept with a checkpoint and given back when the training goes on from there. */
  readonly film?: { read(): Film | undefined; restore(film: Film): void };
  /** It does not begin anew: a training of the same recipe was cut off. */
  readonly onResume?: (resumed: Resumed) => void;
}

/** How far a training was that goes on from what was kept of it. */
export interface Resumed {
  /** Epochs that are over, and batches of the next, of so many. */
  readonly epoch: number;
  readonly batch: number;
  readonly batches: number;
  readonly epochs: readonly EpochRecord[];
  readonly isDone: boolean;
}

export interface FitResult {
  readonly state: StateDict;
  readonly epochs: readonly EpochRecord[];
  readonly batchLosses: Float32Array;
  /** Why it ended early, in words: the loss was no longer finite. `state` holds the last good weights then. */
  readonly failure?: string;
}

/** Numbers of every picture of a dataset, in torch's layout: `[N, C, H, W]` or `[N, features]`. */
export type PictureArray = StateArray;

export interface GradientSpec {
  readonly module: Module;
  readonly state: StateDict;
  readonly dataset: Dataset;
  /** The class whose logit is looked at, for every picture; absent: the one with the largest. */
  readonly classes?: Int32Array;
  /** The layer by whose output the logit is differentiated; absent: by the input. */
  readonly layer?: string;
}

/** What the engine does for nodes: they describe work, it holds every tensor. */
export interface Compute {
  /** Trains a module. Ends early, with `failure`, when the loss is no longer finite. */
  fit(spec: FitSpec): Promise<FitResult>;
  /**
   * The module's output for every picture, row by row, and the mean loss where a loss is given. For datasets with masks
   * always logits: of a module that ends in a sigmoid, what comes before it; and the loss is that of four pictures at a
   * time, since a loss such as Dice is one of the whole batch.
   */
  forward(spec: {
    readonly module: Module;
    readonly state: StateDict;
    readonly dataset: Dataset;
    readonly loss?: Loss;
  }): Promise<{ readonly output: Float32Array; readonly width: number; readonly loss: number | undefined }>;
  /** Outputs of the named layers for every picture, in evaluation mode. `state` absent: what the module starts from. */
  activations(spec: {
    readonly module: Module;
    readonly state?: StateDict;
    readonly dataset: Dataset;
    readonly layers: readonly string[];
  }): Promise<ReadonlyMap<string, PictureArray>>;
  /**
   * ∂(logit)/∂(input or layer's output) for every picture, in evaluation mode, through frozen layers too, with the values
   * that it was taken at and the logits `[N, classes]`.
   */
  gradients(spec: GradientSpec): Promise<{
    readonly values: PictureArray;
    readonly gradients: PictureArray;
    readonly logits: Float32Array;
  }>;
}

/** Everything a node may touch while it runs. */
export interface RunContext<S, I> {
  readonly settings: S;
  readonly inputs: I;
  readonly files: FileSet | undefined;
  readonly facts: DataFacts | undefined;
  /** Of a node whose files are a network's weights. */
  readonly weights: WeightsReader | undefined;
  readonly pictures: Pictures;
  readonly compute: Compute;
  readonly report: Report;
  readonly signal: AbortSignal;
}
