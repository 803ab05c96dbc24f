import * as tf from "@tensorflow/tfjs-core";
import type { Loss } from "../../graph/values";
import { crossEntropy, hasFused } from "./fused";

/** A loss's program: one kernel of ours where there are kernels and the loss is one they know; its own otherwise. */
export function lossOf(loss: Loss): Loss["program"] {
  if (loss.name !== "cross-entropy" || !hasFused()) return loss.program;
  return (given, prediction, target) => {
    const rows = prediction.size / (prediction.shape.at(-1) ?? 1);
    // Other targets than one class a row, such as shares of classes, are the loss's own business.
    if (target.dtype !== "int32" || target.size !== rows) return loss.program(given, prediction, target);
    return tf.mean(crossEntropy(prediction, target));
  };
}
