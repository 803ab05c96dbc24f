import type * as TF from "@tensorflow/tfjs-core";
import { layerDefinition } from "../../src/module/layers";
import { callsIn } from "./call";
import { lossOf } from "./from-nodes";
import { fromDevice, LATER, type SolveOnDevice, toDevice } from "./on-device";

/** Cases of group `losses`: the loss of logits against a target, and its gradient. */
export const solve: SolveOnDevice = async (c, inputs, tf) => {
  const [named] = callsIn(c.call, "nn.");
  const loss = named && (await lossOf(named.name));
  if (!loss) return { skip: `${named?.name ?? "Dice"} ${LATER}` };
  const logits = toDevice(tf, inputs.logits ?? inputs.pred);
  const target = toDevice(tf, inputs.target);
  const measured = (prediction: TF.Tensor) =>
    tf.reshape(loss.program(tf, prediction, target), []) as TF.Scalar;
  const { value, grad } = tf.valueAndGrad(measured)(logits);
  const context = { training: false, random: () => unwanted(), update: () => undefined };
  const softmax = layerDefinition("softmax").program(tf, [logits], {}, {}, context);
  const gradient = await fromDevice(tf, grad);
  return {
    loss: await fromDevice(tf, value),
    grad_logits: gradient,
    grad_pred: gradient,
    softmax: await fromDevice(tf, softmax),
  };
};

function unwanted(): never {
  throw new Error("No case of this group draws.");
}
