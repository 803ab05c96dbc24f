import type * as TF from "@tensorflow/tfjs-core";
import { diceOfProbabilities, meanSquaredError } from "../../src/data/mask-losses";
import type { Loss } from "../../src/graph/values";
import { layerDefinition } from "../../src/module/layers";
import { callsIn } from "./call";
import { lossOf } from "./from-nodes";
import { fromDevice, type SolveOnDevice, toDevice } from "./on-device";

/** Cases of group `losses`: the loss of logits against a target, and its gradient. */
export const solve: SolveOnDevice = async (c, inputs, tf) => {
  const program = await programOf(c.call);
  if (!program) return { skip: `no loss is known in "${c.call}"` };
  const logits = toDevice(tf, inputs.logits ?? inputs.pred);
  const isClass = inputs.target?.shape.length === 1 && inputs.logits?.shape.length === 2;
  const given = toDevice(tf, inputs.target);
  const target = isClass ? given : tf.cast(given, "float32");
  const measured = (prediction: TF.Tensor) => tf.reshape(program(tf, prediction, target), []) as TF.Scalar;
  const { value, grad } = tf.valueAndGrad(measured)(logits);
  const p = tf.sigmoid(logits);
  const byProbability = (x: TF.Tensor) => tf.reshape(diceOfProbabilities(tf, x, target), []) as TF.Scalar;
  const context = { training: false, random: () => unwanted(), update: () => undefined };
  const softmax = layerDefinition("softmax").program(tf, [logits], {}, {}, context);
  const gradient = await fromDevice(tf, grad);
  return {
    p: await fromDevice(tf, p),
    sigmoid: await fromDevice(tf, p),
    ...(c.outputs.includes("grad_p")
      ? { grad_p: await fromDevice(tf, tf.valueAndGrad(byProbability)(p).grad) }
      : {}),
    loss: await fromDevice(tf, value),
    grad_logits: gradient,
    grad_pred: gradient,
    softmax: await fromDevice(tf, softmax),
  };
};

/** The product's loss: by the torch class that its node writes, else by the formula; squares have no node. */
async function programOf(call: string): Promise<Loss["program"] | undefined> {
  const [named] = callsIn(call, "nn.");
  if (named?.name === "MSELoss") return meanSquaredError;
  const loss = named ? await lossOf(`nn.${named.name}(`) : await lossOf("= dice_loss");
  return loss?.program;
}

function unwanted(): never {
  throw new Error("No case of this group draws.");
}
