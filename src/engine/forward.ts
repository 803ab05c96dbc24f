import * as tf from "@tensorflow/tfjs-core";
import { picturesAtOnce } from "../compile/memory-cost";
import type { Compute } from "../graph/run";
import type { Loss } from "../graph/values";
import { randomStream } from "../random";
import { breathe } from "./cancel";
import { type DeviceParameters, runModule } from "./program";
import { batches, inOrder, loadedBatches, targetTensor } from "./rows";
import { Score } from "./score";
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
  const { output, width, loss } = await runRows(source, parameters, spec.loss, host.signal, progress);
  return { output, width, loss };
}

/** So many pictures at a time where there are masks: a loss such as Dice is one of the whole batch, not of each picture. */
const MASK_BATCH = 4;

/**
 * The same over rows that are at hand. The loss is the mean over all rows, whatever the batches; with masks it is that
 * of batches of so many pictures.
 */
export async function runRows(
  { module, rows }: Source,
  parameters: DeviceParameters,
  loss: Loss | undefined,
  signal: AbortSignal,
  progress: (done: number, total: number) => void = () => undefined,
  maskBatch = MASK_BATCH,
): Promise<Awaited<ReturnType<Compute["forward"]>> & { readonly score: Score }> {
  const parts: Float32Array[] = [];
  const score = new Score();
  let lossSum = 0;
  let done = 0;
  for await (const { indices, data, targets } of loadedBatches(
    rows,
    batches(inOrder(rows.length), rows.hasMasks ? maskBatch : picturesAtOnce(module)),
    0,
  )) {
    const [output, mean] = tf.tidy(() => {
      const input = tf.tensor(data, [indices.length, ...rows.shape()]);
      const made = runModule(module, parameters, input, {
        training: false,
        random: (layer) => randomStream(0, layer),
      });
      return [made, loss ? lossOf(loss)(tf, made, targetTensor(targets)) : tf.scalar(0)] as const;
    });
    const values = (await output.data()) as Float32Array;
    // Of a network that changes no number, a device may hand out the batch itself, whose memory is used again.
    parts.push(values.buffer === data.buffer ? values.slice() : values);
    if (loss) score.add(values, targets);
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
    score,
  };
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
