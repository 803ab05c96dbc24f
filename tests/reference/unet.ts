import type * as TF from "@tensorflow/tfjs-core";
import { dice } from "../../src/data/mask-losses";
import { type UnetSettings, unetLayers } from "../../src/data/unet";
import { runModule } from "../../src/engine/program";
import { updateOf } from "../../src/engine/update";
import { kernelsInUse } from "../../src/engine/wasm/register";
import type { Module } from "../../src/module/module";
import { stateSpecs } from "../../src/module/state";
import { randomStream } from "../../src/random";
import { callsIn } from "./call";
import { optimizerOf } from "./from-nodes";
import type { Answer, Tensor } from "./load";
import { fromDevice, parameterToDevice, type SolveOnDevice, toDevice } from "./on-device";

const STEPS = 5;

/**
 * Gradients and steps by the definition: Winograd's rounding sends a value near 0 to the other side of a ReLU now and
 * then, and a training that met one goes its own way from there, as torch's own does from device to device.
 */
function exactly<T>(work: () => T): T {
  const kernels = kernelsInUse();
  return kernels ? kernels.exactly(work) : work();
}

/** Cases of group `unet`: both modes, gradients, and some steps of Adam on the Dice loss with all that they change. */
export const solve: SolveOnDevice = async (c, inputs, tf) => {
  const optimizer = await optimizerOf(c.call);
  const [, channels = 0, height = 0, width = 0] = inputs.x?.shape ?? [];
  const module: Module = { in: [channels, height, width], layers: unetLayers(settingsOf(c.call, inputs)) };
  const specs = [...stateSpecs(module)];
  const start = new Map(
    specs.map(([name, spec]) => {
      const tensor = inputs[`state/${name}`];
      if (!tensor && !spec.counter) throw new Error(`The case lacks state/${name}.`);
      return [name, tensor ? parameterToDevice(tf, tensor, spec.deviceAxes) : tf.scalar(0)];
    }),
  );
  const names = specs.flatMap(([name, { buffer }]) => (buffer ? [] : [name]));
  const axes = new Map(specs.map(([name, { deviceAxes }]) => [name, deviceAxes]));
  const [x, target] = [toDevice(tf, inputs.x), toDevice(tf, inputs.target)];
  const answers: Record<string, Answer> = {};
  const back = async (name: string, tensor: TF.Tensor) => fromDevice(tf, tensor, axes.get(name));

  const random = (layer: string) => randomStream(0, layer);
  const evaluated = runModule(module, start, x, { training: false, random });
  answers.eval_logits = await fromDevice(tf, evaluated);
  answers.eval_dice_loss = await fromDevice(tf, dice(tf, evaluated, target));

  const state = new Map(start);
  const update = updateOf(optimizer);
  const losses: number[] = [];
  let slots = names.map((name) =>
    Array.from({ length: optimizer.slots }, () => tf.zerosLike(state.get(name) as TF.Tensor)),
  );
  for (let step = 0; step <= STEPS; step++) {
    const buffers = new Map<string, TF.Tensor>();
    let logits: TF.Tensor | undefined;
    const measured = (...values: TF.Tensor[]) => {
      const all = new Map([...state, ...names.map((name, at) => [name, values[at] as TF.Tensor] as const)]);
      const keep = (name: string, next: TF.Tensor) => void buffers.set(name, tf.keep(next));
      const made = runModule(module, all, x, { training: true, random, update: keep });
      logits = tf.keep(made.clone());
      return dice(tf, made, target) as TF.Scalar;
    };
    const parameters = names.map((name) => state.get(name) as TF.Tensor);
    const { value, grads } = exactly(() => tf.valueAndGrads(measured)(parameters));
    losses.push((await value.data())[0] ?? Number.NaN);
    for (const [name, tensor] of buffers) state.set(name, tensor);
    if (step === 0) {
      answers.train_logits = await fromDevice(tf, logits as TF.Tensor);
      answers.train_dice_loss = await fromDevice(tf, value);
      const norms: number[] = [];
      for (const [at, name] of names.entries()) {
        answers[`grad/${name}`] = await back(name, grads[at] as TF.Tensor);
        norms.push(norm(answers[`grad/${name}`]));
      }
      answers.grad_l2 = inOrder(c.params.param_order as string[], names, norms);
      for (const [name, tensor] of buffers)
        answers[`buffers_after_1_forward/${name}`] = await back(name, tensor);
    }
    if (step === STEPS) break;
    const updates = names.map((name, at) =>
      update(tf, state.get(name) as TF.Tensor, grads[at] as TF.Tensor, slots[at] ?? [], step + 1),
    );
    for (const [at, name] of names.entries()) state.set(name, updates[at]?.parameter as TF.Tensor);
    slots = updates.map((one) => [...one.slots]);
  }
  const norms: number[] = [];
  for (const name of names) {
    answers[`params_after_5/${name}`] = await back(name, state.get(name) as TF.Tensor);
    norms.push(norm(answers[`params_after_5/${name}`]));
  }
  answers.losses = { shape: [losses.length], data: losses };
  answers.param_l2_after_5 = inOrder(c.params.param_order as string[], names, norms);
  const final = exactly(() => runModule(module, state, x, { training: false, random }));
  answers.final_eval_probs = await fromDevice(tf, tf.sigmoid(final));
  return answers;
};

/** What the call says, and what follows from the shapes of its state: how deep it is, and whether it has batch norm. */
function settingsOf(call: string, inputs: Record<string, Tensor>): UnetSettings {
  const keywords = callsIn(call, "").find(({ name }) => name === "UNet")?.keywords ?? {};
  const names = Object.keys(inputs);
  return {
    inChannels: Number(keywords.n_channels),
    outChannels: Number(keywords.n_classes),
    base: Number(keywords.base),
    depth: Math.max(...names.map((name) => Number(/^state\/down(\d+)/.exec(name)?.[1] ?? 0))),
    batchNorm: names.some((name) => name.endsWith(".running_mean")),
    convBias: keywords.conv_bias === "True",
    upsampling: keywords.bilinear === "True" ? "bilinear" : "transposed",
    dropout: 0,
  };
}

function norm(answer: Answer | undefined): number {
  return Math.sqrt(Array.from(answer?.data ?? []).reduce((sum, value) => sum + value * value, 0));
}

function inOrder(order: readonly string[], names: readonly string[], values: readonly number[]): Answer {
  return { shape: [order.length], data: order.map((name) => values[names.indexOf(name)] ?? Number.NaN) };
}
