import * as tf from "@tensorflow/tfjs-core";
import type { Optimizer } from "../../graph/values";
import { type KnownOptimizer, knownOptimizer } from "../known-optimizers";
import { giveUp, kernelsInUse } from ".";
import type { WebglBackend } from "./backend";
import { difference, TOLERANCE } from "./chosen";
import { packedTensor } from "./convolution";
import { draw } from "./draw";
import { asPacked } from "./packed";
import { rules, updateProgram } from "./update-programs";

type Update = Optimizer["update"];

/** Which updates were seen to give what the optimizer's own program gives, by name and slots, on which backend. */
const seen = new WeakMap<WebglBackend, Set<string>>();

/**
 * How an optimizer's updates are done: by one draw that writes the parameter and its slots, where the optimizer is one we
 * know with the settings we know; by the optimizer's own program otherwise, fifteen kernels for Adam. The numbers are the
 * same within rounding; the first update is compared.
 */
export function updateOf(backend: WebglBackend, optimizer: Optimizer): Update {
  const known = knownOptimizer(optimizer);
  if (!known) return optimizer.update;
  return (given, parameter, gradient, slots, step) => {
    const otherwise = () => optimizer.update(given, parameter, gradient, slots, step);
    // It may have failed at an earlier parameter.
    if (kernelsInUse() !== backend || parameter.size === 0 || slots.length > 2) return otherwise();
    try {
      const made = update(backend, known, optimizer, [parameter, gradient, ...slots], step);
      const name = `${known} ${slots.length}`;
      const checked = seen.get(backend) ?? new Set();
      seen.set(backend, checked);
      if (checked.has(name)) return made;
      const expected = otherwise();
      const apart = furthest(backend, made, expected);
      if (apart === undefined) return expected;
      if (!(apart <= TOLERANCE))
        throw new Error(`The numbers of ${known} are ${apart.toExponential(1)} apart.`);
      checked.add(name);
      return made;
    } catch (error) {
      giveUp(error);
      return otherwise();
    }
  };
}

type Made = ReturnType<Update>;

function update(
  backend: WebglBackend,
  name: KnownOptimizer,
  { settings }: Optimizer,
  inputs: readonly tf.Tensor[],
  step: number,
): Made {
  const [parameter, , ...slots] = inputs;
  if (!parameter) throw new Error("An update was called without its parameter.");
  const held: tf.TensorInfo[] = [];
  const made: tf.TensorInfo[] = [];
  try {
    for (const { shape } of [parameter, ...slots]) made.push(packedTensor(backend, shape));
    const [height = 0, width = 0] = (made[0] && backend.texData.get(made[0].dataId).texShape) ?? [];
    const size = [Math.ceil(width / 2), Math.ceil(height / 2)] as const;
    const from = inputs.map((one) => {
      const packed = asPacked(backend, one, parameter.shape, [height, width]);
      if (packed !== one) held.push(packed);
      return packed;
    });
    const [rows, columns] = [parameter.shape.at(-2) ?? 1, parameter.shape.at(-1) ?? 1];
    draw(backend, updateProgram(name, slots.length), from, made, size, {
      k: Float32Array.from(rules[name].constants(settings, step)),
      shape: [rows, columns, Math.ceil(columns / 2), size[0]],
    });
  } catch (error) {
    for (const one of made) backend.disposeIntermediateTensorInfo(one);
    throw error;
  } finally {
    for (const one of held) backend.disposeIntermediateTensorInfo(one);
  }
  const [next, ...nextSlots] = made.map((info) => tf.engine().makeTensorFromTensorInfo(info));
  if (!next) throw new Error("The update gave no parameter.");
  return { parameter: next, slots: nextSlots };
}

function furthest(backend: WebglBackend, made: Made, expected: Made): number | undefined {
  let most = 0;
  for (const [at, one] of [made.parameter, ...made.slots].entries()) {
    const other = [expected.parameter, ...expected.slots][at];
    const apart = other && difference(backend, one, other);
    if (apart === undefined) return undefined;
    most = Math.max(most, apart);
  }
  return most;
}
