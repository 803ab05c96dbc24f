import * as tf from "@tensorflow/tfjs-core";
import type { Optimizer } from "../../graph/values";
import { type KnownOptimizer, knownOptimizer } from "../known-optimizers";
import type { Kernels } from "./kernels";
import { kernelsInUse } from "./register";

type Update = Optimizer["update"];
type Settings = Optimizer["settings"];

const BLOCK = 32_768;

/** How one update of a parameter goes: its new values and the optimizer's running values are written by one kernel. */
type Rule = (
  kernels: Kernels,
  settings: Settings,
  step: number,
  from: { readonly parameter: number; readonly gradient: number; readonly slots: readonly number[] },
  to: { readonly parameter: number; readonly slots: readonly number[] },
  count: number,
) => void;

const rules: Readonly<Record<KnownOptimizer, Rule>> = {
  SGD: sgd,
  Adam: adam(false),
  AdamW: adam(true),
  RMSprop: rmsprop,
};

/**
 * How an optimizer's updates are done: by one kernel of ours, where there are kernels and the optimizer is one they know
 * with the settings they know; by the optimizer's own program otherwise. The numbers are the same within rounding.
 */
export function updateOf(optimizer: Optimizer): Update {
  const kernels = kernelsInUse();
  const known = knownOptimizer(optimizer);
  if (!kernels || !known) return optimizer.update;
  return (_tf, parameter, gradient, slots, step) => {
    const made = [parameter, ...slots].map((tensor) => kernels.output(tensor.shape));
    const [to = 0, ...toSlots] = made.map((info) => kernels.at(info));
    const from = {
      parameter: kernels.at(parameter),
      gradient: kernels.at(gradient),
      slots: slots.map((slot) => kernels.at(slot)),
    };
    rules[known](kernels, optimizer.settings, step, from, { parameter: to, slots: toSlots }, parameter.size);
    const [next, ...nextSlots] = made.map((info) => tf.engine().makeTensorFromTensorInfo(info));
    if (!next) throw new Error("The update gave no parameter.");
    return { parameter: next, slots: nextSlots };
  };
}

const numberOf = (settings: Settings, name: string) => Number(settings[name]);

function sgd(kernels: Kernels, settings: Settings, _step: number, ...[from, to, count]: RuleRest): void {
  kernels.run(
    "sgd",
    Math.ceil(count / BLOCK),
    0,
    from.parameter,
    from.gradient,
    from.slots[0] ?? 0,
    to.parameter,
    to.slots[0] ?? 0,
    count,
    BLOCK,
    numberOf(settings, "learningRate"),
    numberOf(settings, "momentum"),
    settings.nesterov ? 1 : 0,
    numberOf(settings, "weightDecay"),
  );
}

type RuleRest = Parameters<Rule> extends [unknown, unknown, unknown, ...infer Rest] ? Rest : never;

/** Adam adds the decay to the gradient; AdamW shrinks the parameter by it (Loshchilov & Hutter 2019). */
function adam(decoupled: boolean): Rule {
  return (kernels, settings, step, from, to, count) => {
    const rate = numberOf(settings, "learningRate");
    const [beta1, beta2] = [numberOf(settings, "beta1"), numberOf(settings, "beta2")];
    const decay = numberOf(settings, "weightDecay");
    kernels.run(
      "adam",
      Math.ceil(count / BLOCK),
      0,
      from.parameter,
      from.gradient,
      from.slots[0] ?? 0,
      from.slots[1] ?? 0,
      to.parameter,
      to.slots[0] ?? 0,
      to.slots[1] ?? 0,
      count,
      BLOCK,
      beta1,
      beta2,
      1 - beta1,
      1 - beta2,
      rate / (1 - beta1 ** step),
      1 / Math.sqrt(1 - beta2 ** step),
      numberOf(settings, "eps"),
      decoupled ? 0 : decay,
      decoupled ? 1 - rate * decay : 1,
    );
  };
}

/** Slots: the mean of squares, then with momentum the buffer. */
function rmsprop(kernels: Kernels, settings: Settings, _step: number, ...[from, to, count]: RuleRest): void {
  const alpha = numberOf(settings, "alpha");
  kernels.run(
    "rmsprop",
    Math.ceil(count / BLOCK),
    0,
    from.parameter,
    from.gradient,
    from.slots[0] ?? 0,
    from.slots[1] ?? 0,
    to.parameter,
    to.slots[0] ?? 0,
    to.slots[1] ?? 0,
    count,
    BLOCK,
    numberOf(settings, "learningRate"),
    alpha,
    1 - alpha,
    numberOf(settings, "eps"),
    numberOf(settings, "momentum"),
    numberOf(settings, "weightDecay"),
  );
}
