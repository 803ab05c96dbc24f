import type * as TF from "@tensorflow/tfjs-core";
import { runModule } from "../../src/engine/program";
import { updateOf } from "../../src/engine/update";
import { type Module, outputShape } from "../../src/module/module";
import { stateSpecs } from "../../src/module/state";
import { randomStream } from "../../src/random";
import { lossOf, optimizerOf } from "./from-nodes";
import type { Answer } from "./load";
import { fromDevice, parameterToDevice, perceptron, type SolveOnDevice } from "./on-device";

/** Cases of group `optimizers`: a perceptron under cross-entropy, one batch a step; parameters every few steps. */
export const solve: SolveOnDevice = async (c, inputs, tf) => {
  const optimizer = await optimizerOf(c.call);
  const loss = await lossOf("CrossEntropyLoss");
  if (!loss || !inputs.x || !inputs.y) throw new Error("The case lacks x, y or the loss.");
  const [steps = 0, batch = 0, features = 0] = inputs.x.shape;
  const module: Module = { in: [features], layers: perceptron(inputs, "init") };
  outputShape(module);
  const specs = [...stateSpecs(module)];
  let parameters = specs.map(([name, { deviceAxes }]) => {
    const first = inputs[`init/${name}`];
    if (!first) throw new Error(`The case lacks init/${name}.`);
    return parameterToDevice(tf, first, deviceAxes);
  });
  let slots = parameters.map((one) => Array.from({ length: optimizer.slots }, () => tf.zerosLike(one)));
  const scale = Number(c.params.loss_scale ?? 1);
  const update = updateOf(optimizer);
  const losses: number[] = [];
  const answers: Record<string, Answer> = {};
  for (let step = 1; step <= steps; step++) {
    const from = step - 1;
    const x = tf.tensor(
      Float32Array.from(inputs.x.data.subarray(from * batch * features, step * batch * features), Number),
      [batch, features],
    );
    const y = tf.tensor1d(
      Int32Array.from(inputs.y.data.subarray(from * batch, step * batch), Number),
      "int32",
    );
    const made = tf.tidy(() => {
      const measured = (...values: TF.Tensor[]) => {
        const named = new Map(specs.map(([name], at) => [name, values[at] as TF.Tensor]));
        const logits = runModule(module, named, x, {
          training: true,
          random: (layer) => randomStream(0, layer),
        });
        return tf.mul(tf.reshape(loss.program(tf, logits, y), []), scale) as TF.Scalar;
      };
      const { value, grads } = tf.valueAndGrads(measured)(parameters);
      const updates = parameters.map((parameter, at) =>
        update(tf, parameter, grads[at] as TF.Tensor, slots[at] ?? [], step),
      );
      return {
        value,
        parameters: updates.map((update) => update.parameter),
        slots: updates.map((update) => [...update.slots]),
      };
    });
    losses.push(((await made.value.data())[0] ?? Number.NaN) / scale);
    parameters = made.parameters;
    slots = made.slots;
    for (const [at, [name, { deviceAxes }]] of specs.entries()) {
      const wanted = `step${step}/${name}`;
      if (!c.outputs.includes(wanted)) continue;
      answers[wanted] = await fromDevice(tf, parameters[at] as TF.Tensor, deviceAxes);
    }
  }
  return { losses: { shape: [steps], data: losses }, ...answers };
};
