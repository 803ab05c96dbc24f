import type { LayerSettings } from "../module/layer";
import { type LayerFacts, type Module, moduleFacts, splitFrozen } from "../module/module";

/** What is known of a training before it begins. */
export interface TrainingSize {
  readonly module: Module;
  /** Pictures at a time. */
  readonly batch: number;
  /** Running values that the optimizer keeps for each parameter: 2 for Adam. */
  readonly slots: number;
  /** Whether the pictures are the same in every epoch, so that a frozen beginning runs once. */
  readonly isSteady: boolean;
}

/** Gradients on their way back that are there at once beside the activations, in sizes of the largest of them. */
const ON_THE_WAY = 3;
/** Outputs that are there at once where nothing is learned: what a layer takes and what it gives. */
const IN_AND_OUT = 2;
/** Room for each byte in use where every batch is like the one before it. Measured with VGG16 and U-Nets on WASM. */
const STEADY_ROOM = 1.2;
/** Room that is held for each byte in use: memory grows in steps and has gaps. Measured with U-Nets on WASM. */
const ROOM = 1.6;
/** Weights of the step before, of this one and of the next, and their gradients. */
const WEIGHTS_AT_ONCE = 4;
/** The engine's own room: tfjs and what a kernel works in. */
const ENGINE = 16e6;
/**
 * Filters of 3 × 3 convolutions that stay as they are lie on the device a second time, as Winograd's F(4 × 4, 3 × 3) has them:
 * 36 numbers where there were 9. No more than so many bytes of them are kept.
 */
const WINOGRAD = 36 / 9;
const MOST_FILTERS = 600e6;
/** Roughly what one batch's largest activations may take where nothing is learned, and how many pictures it has at most. */
const BATCH_BYTES = 96e6;
const MOST_AT_ONCE = 32;

/** Bytes on the device, float32. */
export interface DeviceMemory {
  /** Of weights, filters as the kernels keep them too, and while training of gradients and running values. */
  readonly parameters: number;
  /** Of what layers give, with the room around it. */
  readonly activations: number;
  /** All of it at the worst moment. */
  readonly peak: number;
}

/**
 * What a training step takes; `undefined` while sizes are not known. What every layer gave is kept for the gradients, for
 * each picture of the batch; of weights that learn there are the last good ones, the new ones, their gradients and the
 * optimizer's running values, old and new.
 */
export function trainingMemory({ module, batch, slots, isSteady }: TrainingSize): DeviceMemory | undefined {
  const facts = moduleFacts(module);
  const rest = facts.slice(isSteady ? splitFrozen(module).prefix.layers.length : 0);
  const sizes = activationSizes(rest);
  if (!sizes) return undefined;
  const trained = parameterBytes(rest.filter(({ layer }) => !layer.frozen));
  const fixed = parameterBytes(facts) - trained;
  return memory(
    fixed + keptFilters(facts.filter(({ layer }) => layer.frozen)) + trained * (WEIGHTS_AT_ONCE + 2 * slots),
    batch * ROOM * (sizes.sum + ON_THE_WAY * sizes.largest),
  );
}

/** What a network takes over so many pictures at a time, without learning: of layers the outputs that are still needed. */
export function forwardMemory(module: Module, batch = picturesAtOnce(module)): DeviceMemory | undefined {
  const facts = moduleFacts(module);
  const sizes = activationSizes(facts);
  return (
    sizes &&
    memory(parameterBytes(facts) + keptFilters(facts), batch * STEADY_ROOM * IN_AND_OUT * sizes.largest)
  );
}

/** As many pictures at a time as keep the largest activation within bounds, where nobody says how many. */
export function picturesAtOnce(module: Module): number {
  const largest = Math.max(1, ...moduleFacts(module).map((fact) => fact.activationBytes ?? 0));
  return Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(BATCH_BYTES / 4 / largest)));
}

/** The largest batch that fits into so many bytes; 0 where not even one picture does. */
export function largestBatch(size: Omit<TrainingSize, "batch">, bytes: number): number {
  const one = trainingMemory({ ...size, batch: 1 })?.peak;
  const none = trainingMemory({ ...size, batch: 0 })?.peak;
  if (one === undefined || none === undefined || one <= none) return 0;
  return Math.max(0, Math.floor((bytes - none) / (one - none)));
}

function memory(parameters: number, activations: number): DeviceMemory {
  return { parameters, activations, peak: ENGINE + parameters + activations };
}

function parameterBytes(facts: readonly LayerFacts[]): number {
  return 4 * facts.reduce((all, fact) => all + fact.parameterCount, 0);
}

function keptFilters(facts: readonly LayerFacts[]): number {
  return Math.min(MOST_FILTERS, WINOGRAD * parameterBytes(facts.filter(suitsWinograd)));
}

/** As the engine's kernels choose: 3 × 3, one step at a time, channels in fours. */
function suitsWinograd({ layer: { type, settings } }: LayerFacts): boolean {
  const { kernelSize, stride, dilation, inChannels, outChannels } = settings;
  const isWide = (channels: LayerSettings[string] | undefined) =>
    typeof channels === "number" && channels % 4 === 0 && channels >= 8;
  const isPlain = kernelSize === 3 && (stride ?? 1) === 1 && (dilation ?? 1) === 1;
  return type === "conv2d" && isPlain && isWide(inChannels) && isWide(outChannels);
}

function activationSizes(facts: readonly LayerFacts[]): { sum: number; largest: number } | undefined {
  let [sum, largest] = [0, 0];
  for (const { activationBytes: own } of facts) {
    if (own === undefined) return undefined;
    sum += own;
    largest = Math.max(largest, own);
  }
  return { sum, largest };
}
