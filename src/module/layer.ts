import type * as TF from "@tensorflow/tfjs-core";
import type { RandomStream } from "../random";
import { type Dim, type Shape, shapeText } from "./shape";

/** The functions of TensorFlow.js, handed to programs so that this folder imports none of it. */
export type Tf = typeof TF;
export type Tensor = TF.Tensor;

/** The module's own input, where `from` names layers. No layer is called so. */
export const MODULE_INPUT = "@input";

export type LayerSettings = Readonly<Record<string, number | boolean | string>>;

/**
 * Where a layer's first values come from. Part of every cache key that depends on them.
 * `random` draws torch's default initialisation; `shipped` is a file under public/; `file` one that a user gave.
 */
export type WeightSource =
  | { readonly kind: "random"; readonly seed: number }
  | ({ readonly kind: "shipped"; readonly path: string } & InFile)
  | ({ readonly kind: "file"; readonly sha256: string; readonly name: string } & InFile);

/** The layer's name in the file, where it is called otherwise in its network. */
interface InFile {
  readonly layer?: string;
}

/** Pictures as a network was trained to see them, and the node that makes them so. */
export interface Preparation {
  /** In words: "ImageNet's means, RGB". */
  readonly name: string;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Blue, green, red. */
  readonly reversed?: boolean;
  readonly node: { readonly type: string; readonly settings: Readonly<Record<string, unknown>> };
}

/** One layer of a module, as data. Parameters are called `${name}.${parameter}` in the state dict. */
export interface Layer {
  readonly name: string;
  readonly type: string;
  readonly settings: LayerSettings;
  /**
   * Layers whose outputs this one takes, by name, or MODULE_INPUT; absent: the layer before (the module's input for
   * the first).
   */
  readonly from?: readonly string[];
  /** Not trained, and run in evaluation mode: a frozen dropout lets everything through. */
  readonly frozen?: boolean;
  readonly weights?: WeightSource;
  /** How the pictures were prepared that these weights were trained on; absent: it does not matter, or is not known. */
  readonly expects?: Preparation;
  /** Where a network draws first values in another way than its layers do on their own; by parameter. */
  readonly initialisation?: Readonly<Record<string, Initialisation>>;
}

/** How torch draws a parameter's first values. */
export type Initialisation =
  | { readonly kind: "uniform"; readonly bound: number }
  | { readonly kind: "normal"; readonly std: number }
  | { readonly kind: "constant"; readonly value: number };

export interface ParameterSpec {
  readonly name: string;
  /** As torch holds it: conv2d `[out, in, kh, kw]`, linear `[out, in]`. */
  readonly shape: readonly number[];
  /** Axes of the array on the device, in terms of torch's: conv2d [2, 3, 1, 0], linear [1, 0]. Absent: the same. */
  readonly deviceAxes?: readonly number[];
  readonly initialisation: Initialisation;
  /** Running statistics: saved, not trained. */
  readonly buffer?: boolean;
  /** A counter, which torch saves as int64 and older files lack: it begins at 0 then. */
  readonly counter?: boolean;
}

/** What a program may know of the moment it runs in. */
export interface ProgramContext {
  readonly training: boolean;
  /** Random numbers of this layer in this step: a function of (seed, layer, epoch, batch). */
  readonly random: () => RandomStream;
  /** While training: the next value of one of the layer's buffers. */
  readonly update: (buffer: string, value: Tensor) => void;
}

/** A wrong shape met by a layer's shape rule, in words. `expected` and `got` are shapes as text. */
export class ShapeError extends Error {
  readonly expected: string;
  readonly got: string;
  constructor(message: string, expected: string, got: string) {
    super(message);
    this.name = "ShapeError";
    this.expected = expected;
    this.got = got;
  }
}

/** A kind of layer: one file in src/module/layers. Shapes exclude the batch; arrays on the device are NHWC. */
export interface LayerDefinition<S extends LayerSettings = LayerSettings> {
  readonly type: string;
  /** The torch class, or function where there is no class, that does the same. */
  readonly torchName: string;
  /** Shape out from shapes in. Throws ShapeError. */
  shape(settings: S, inputs: readonly Shape[]): Shape;
  /** What is learned or kept. Empty for most layers. */
  parameters?(settings: S): readonly ParameterSpec[];
  /** Floating-point operations for one picture, a multiply-add counted as two. */
  flops(settings: S, inputs: readonly Shape[], output: Shape): number;
  /** Whether two runs over the same input may differ while training (dropout). */
  readonly random?: boolean;
  /** The torch expression that builds it, to be called with its inputs: `nn.Linear(512, 6)`. */
  torch(settings: S): string;
  /** Inputs `[N, ...]` on the device to output. Everything it makes besides the result is tidied by the caller. */
  program(
    tf: Tf,
    inputs: readonly Tensor[],
    parameters: Readonly<Record<string, Tensor>>,
    settings: S,
    context: ProgramContext,
  ): Tensor;
}

/** The three sizes of a picture, for layers that take one. Throws ShapeError for anything else. */
export function pictureSizes(what: string, input: Shape | undefined): readonly [Dim, Dim, Dim] {
  const [channels, height, width] = input ?? [];
  if (input?.length === 3 && channels !== undefined && height !== undefined && width !== undefined) {
    return [channels, height, width];
  }
  throw new ShapeError(`${what} takes pictures.`, "[channels, height, width]", shapeText(input ?? []));
}

export function defineLayer<S extends LayerSettings>(definition: LayerDefinition<S>): LayerDefinition<S> {
  return definition;
}
