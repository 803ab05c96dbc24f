import * as tf from "@tensorflow/tfjs-core";
import type { Compute } from "../graph/run";
import type { Loss } from "../graph/values";
import { randomStream } from "../random";
import { breathe } from "./cancel";
import { batchSize } from "./features";
import { type DeviceParameters, runModule } from "./program";
import { batches, inOrder, loadedBatches } from "./rows";
import { type ComputeHost, type Source, sourceOf } from "./source";
import { lossOf } from "./wasm/losses";

/** A module's output for every picture of a dataset, in evaluation mode. */
export async function forward(
  spec: Parameters<Compute["forward"]>[0],
  host: ComputeHost,
  progress: (done: number, total: number) => void,
): ReturnType<Compute["forward"]> {
  const source = await sourceOf(spec.module, spec.state, spec.dataset, host);
  const parameters = host.weights.parameters(source.module, spec.state);
  return runRows(source, parameters, spec.loss, host.signal, progress);
}

/** The same over rows that are at hand. The loss is the mean over all rows, whatever the batches. */
export async function runRows(
  { module, rows }: Source,
  parameters: DeviceParameters,
  loss: Loss | undefined,
  signal: AbortSignal,
  progress: (done: number, total: number) => void = () => undefined,
): ReturnType<Compute["forward"]> {
  const parts: Float32Array[] = [];
  let lossSum = 0;
  let done = 0;
  for await (const { indices, data } of loadedBatches(
    rows,
    batches(inOrder(rows.length), batchSize(module)),
    0,
  )) {
    const [output, mean] = tf.tidy(() => {
      const input = tf.tensor(data, [indices.length, ...rows.shape()]);
      const made = runModule(module, parameters, input, {
        training: false,
        random: (layer) => randomStream(0, layer),
      });
      return [made, loss ? lossOf(loss)(tf, made, targets(rows.labels, indices)) : tf.scalar(0)] as const;
    });
    parts.push((await output.data()) as Float32Array);
    lossSum += ((await mean.data())[0] ?? Number.NaN) * indices.length;
    tf.dispose([output, mean]);
    done += indices.length;
    progress(done, rows.length);
    await breathe(signal);
  }
  const output = concatenate(parts);
  return {
    output,
    width: rows.length > 0 ? output.length / rows.length : 0,
    loss: loss && rows.length > 0 ? lossSum / rows.length : undefined,
  };
}

/** Class indices of some rows, on the device. */
export function targets(labels: Int32Array, indices: Uint32Array): tf.Tensor {
  return tf.tensor1d(
    Int32Array.from(indices, (index) => labels[index] ?? 0),
    "int32",
  );
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
