import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import * as tf from "@tensorflow/tfjs-core";
import type { Loss } from "@/graph/values";

/** A loss of one picture of logits in a row, and its gradient. */
export async function lossAndGradient(loss: Loss, logits: readonly number[], mask: readonly number[]) {
  await tf.setBackend("cpu");
  return tf.tidy(() => {
    const shape = [1, 1, logits.length, 1];
    const target = tf.tensor([...mask], shape, "float32");
    const { value, grad } = tf.valueAndGrad((x) => loss.program(tf, x, target))(
      tf.tensor([...logits], shape),
    );
    return { loss: value.dataSync()[0] ?? Number.NaN, gradient: Array.from(grad.dataSync()) };
  });
}

export const probability = (logit: number) => 1 / (1 + Math.exp(-logit));
