import type { Tensor, Tf } from "../module/layer";

/**
 * Losses of one logit a pixel against a mask of 0 and 1 of the same shape, and of numbers against numbers. Each is a
 * scalar over the whole batch, made from logits: where a probability is 0 or 1 in float32, they stay finite.
 */
export type MaskLoss = (tf: Tf, prediction: Tensor, target: Tensor) => Tensor;

/** Binary cross-entropy, the mean over all pixels, as torch's nn.BCEWithLogitsLoss. Targets may lie between 0 and 1. */
export function binaryCrossEntropy(tf: Tf, logits: Tensor, target: Tensor): Tensor {
  return tf.div(total(tf, pixelCrossEntropy(tf, logits, target)), logits.size);
}

/** The mean of squared differences, as torch's nn.MSELoss. */
export function meanSquaredError(tf: Tf, prediction: Tensor, target: Tensor): Tensor {
  return tf.div(total(tf, tf.square(tf.sub(prediction, target))), prediction.size);
}

/**
 * 1 − (2·Σ p·t + 1) / (Σ p + Σ t + 1) with p = sigmoid(logits), over the whole batch and not picture by picture. The
 * ones keep it defined, and 0, where neither mask nor prediction has a pixel.
 */
export function dice(tf: Tf, logits: Tensor, target: Tensor): Tensor {
  return diceOfProbabilities(tf, tf.sigmoid(logits), target);
}

/** The same of probabilities. */
export function diceOfProbabilities(tf: Tf, p: Tensor, target: Tensor): Tensor {
  const both = tf.add(tf.mul(total(tf, tf.mul(p, target)), 2), 1);
  const each = tf.add(tf.add(total(tf, p), total(tf, target)), 1);
  return tf.sub(1, tf.div(both, each));
}

/**
 * α_t · (1 − p_t)^γ · cross-entropy, the mean over all pixels, p_t being the probability of what is there: pixels that
 * are right already count less (Lin et al. 2017). α_t is α on the mask and 1 − α beside it. As torchvision's
 * sigmoid_focal_loss with reduction "mean".
 */
export function focal(alpha: number, gamma: number): MaskLoss {
  return (tf, logits, target) => {
    const p = tf.sigmoid(logits);
    // 1 − p_t is p beside the mask and 1 − p on it; from the logit's own side, so that no digits are lost near 1.
    const wrong = tf.add(tf.mul(p, tf.sub(1, target)), tf.mul(tf.sigmoid(tf.neg(logits)), target));
    const weight = tf.add(tf.mul(target, 2 * alpha - 1), 1 - alpha);
    const each = tf.mul(tf.mul(weight, tf.pow(wrong, gamma)), pixelCrossEntropy(tf, logits, target));
    return tf.div(total(tf, each), logits.size);
  };
}

/** max(x, 0) − x·t + log(1 + exp(−|x|)): no power overflows, however large the logit. */
function pixelCrossEntropy(tf: Tf, logits: Tensor, target: Tensor): Tensor {
  const rest = tf.log1p(tf.exp(tf.neg(tf.abs(logits))));
  return tf.add(tf.sub(tf.relu(logits), tf.mul(logits, target)), rest);
}

/** The sum, axis by axis: float32 loses digits in one long sum, and stock WASM makes just that. */
function total(tf: Tf, x: Tensor): Tensor {
  let sum = x;
  while (sum.rank > 0) sum = tf.sum(sum, sum.rank - 1);
  return sum;
}
