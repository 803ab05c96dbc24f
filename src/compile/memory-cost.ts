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
/** Room that is held for each byte in use: memory grows in steps and has gaps. Measured with U-Nets on WASM. */
const ROOM = 1.6;
/** Weights of the step before, of this one and of the next, and their gradients. */
const WEIGHTS_AT_ONCE = 4;
/** The engine's own room: tfjs, packed filters and what a kernel works in. */
const ENGINE = 16e6;

/**
 * Bytes on the device at the worst moment of a training step, float32; `undefined` while sizes are not known. What every
 * layer gave is kept for the gradients, for each picture of the batch; of weights that learn there are the last good ones,
 * the new ones, their gradients and the optimizer's running values, old and new.
 */
export function trainingBytes({ module, batch, slots, isSteady }: TrainingSize): number | undefined {
  const facts = moduleFacts(module);
  const rest = facts.slice(isSteady ? splitFrozen(module).prefix.layers.length : 0);
  const activations = activationBytes(rest);
  if (activations === undefined) return undefined;
  const bytes = (own: readonly LayerFacts[]) => 4 * own.reduce((all, fact) => all + fact.parameterCount, 0);
  const trained = bytes(rest.filter(({ layer }) => !layer.frozen));
  const fixed = bytes(facts) - trained;
  return ENGINE + fixed + trained * (WEIGHTS_AT_ONCE + 2 * slots) + batch * ROOM * activations;
}

/** The largest batch that fits into so many bytes; 0 where not even one picture does. */
export function largestBatch(size: Omit<TrainingSize, "batch">, bytes: number): number {
  const one = trainingBytes({ ...size, batch: 1 });
  const none = trainingBytes({ ...size, batch: 0 });
  if (one === undefined || none === undefined || one <= none) return 0;
  return Math.max(0, Math.floor((bytes - none) / (one - none)));
}

function activationBytes(facts: readonly LayerFacts[]): number | undefined {
  let [sum, largest] = [0, 0];
  for (const { activationBytes: own } of facts) {
    if (own === undefined) return undefined;
    sum += own;
    largest = Math.max(largest, own);
  }
  return sum + ON_THE_WAY * largest;
}
