import type * as TF from "@tensorflow/tfjs-core";
import { runModule } from "../../src/engine/program";
import type { Layer } from "../../src/module/layer";
import { type Module, moduleFacts } from "../../src/module/module";
import { stateSpecs } from "../../src/module/state";
import { makePicture } from "../../src/pixels/picture";
import { normalize, toTensor } from "../../src/pixels/tensor";
import { randomStream } from "../../src/random";
import type { Answer, Tensor } from "./load";
import { fromDevice, linearLayer, parameterToDevice, type SolveOnDevice } from "./on-device";

const MEAN = [0.485, 0.456, 0.406];
const STD = [0.229, 0.224, 0.225];
const MODE = { training: false, random: (layer: string) => randomStream(0, layer) };

/** Cases of group `vgg`: every activation by its name, logits, and the saliency map. */
export const solve: SolveOnDevice = async (c, inputs, tf) => {
  const images = inputs.img_u8;
  if (!images) throw new Error("The case lacks img_u8.");
  const [, height = 0, width = 0, channels = 3] = images.shape;
  const module: Module = { in: [channels, height, width], layers: layersOf(c.params, inputs) };
  moduleFacts(module);
  const parameters = new Map(
    [...stateSpecs(module)].map(([name, { deviceAxes }]) => {
      const tensor = inputs[`state/${name}`];
      if (!tensor) throw new Error(`The case lacks state/${name}.`);
      return [name, parameterToDevice(tf, tensor, deviceAxes)];
    }),
  );
  const answers: Record<string, Answer> = {};
  const x = normalized(tf, images);
  let previous: TF.Tensor = x;
  for (const layer of module.layers) {
    previous = runModule({ in: module.in, layers: [layer] }, parameters, previous, MODE);
    for (const name of c.outputs.filter((output) => isOf(output, layer.name))) {
      answers[name] = pick(name, await fromDevice(tf, previous), inputs[`index:${name}`]);
    }
  }
  // Once more as the product runs it: convolutions and ReLUs as one kernel.
  const logits = runModule(module, parameters, x, MODE);
  answers.logits = await fromDevice(tf, logits);
  if (c.outputs.includes("saliency")) {
    const best = (input: TF.Tensor) =>
      tf.sum(tf.max(runModule(module, parameters, input, MODE), 1)) as TF.Scalar;
    const gradient = tf.grad(best)(x);
    answers.saliency = await fromDevice(tf, tf.mean(tf.abs(gradient), 3));
  }
  return answers;
};

/** torchvision's layers by torchvision's names, from the list of widths with "M" for a max-pool. */
function layersOf(params: Record<string, unknown>, inputs: Record<string, Tensor>): Layer[] {
  const layers: Layer[] = [];
  for (const width of params.cfg as (number | "M")[]) {
    const name = `features.${layers.length}`;
    if (width === "M") {
      layers.push({ name, type: "maxPool2d", settings: { kernelSize: 2, stride: 2, padding: 0 } });
      continue;
    }
    const inChannels = inputs[`state/${name}.weight`]?.shape[1] ?? 0;
    const settings = {
      inChannels,
      outChannels: width,
      kernelSize: 3,
      stride: 1,
      padding: 1,
      dilation: 1,
      bias: true,
    };
    layers.push({ name, type: "conv2d", settings });
    layers.push({ name: `features.${layers.length}`, type: "relu", settings: {} });
  }
  layers.push({ name: "avgpool", type: "adaptiveAvgPool2d", settings: { size: 7 } });
  layers.push({ name: "flatten", type: "flatten", settings: {} });
  for (const at of [0, 3, 6]) {
    layers.push(linearLayer(`classifier.${at}`, inputs[`state/classifier.${at}.weight`]));
    if (at === 6) break;
    layers.push({ name: `classifier.${at + 1}`, type: "relu", settings: {} });
    layers.push({ name: `classifier.${at + 2}`, type: "dropout", settings: { p: 0.5 } });
  }
  return layers;
}

/** Whether an output such as `features.5.Conv2d.stats`, `avgpool` or `classifier[:4]` is this layer's activation. */
function isOf(output: string, layer: string): boolean {
  const slice = /^classifier\[:(-?\d+)\]$/.exec(output)?.[1];
  if (slice !== undefined)
    return layer === `classifier.${Number(slice) < 0 ? 6 + Number(slice) : Number(slice) - 1}`;
  return output === layer || output.startsWith(`${layer}.`);
}

/** The part of an activation that the output holds: all of it, some elements of it, or its statistics. */
function pick(output: string, activation: Answer, index: Tensor | undefined): Answer {
  const { data } = activation;
  if (index)
    return { shape: index.shape, data: Array.from(index.data as Int32Array, (at) => data[at] ?? Number.NaN) };
  if (!output.endsWith(".stats")) return activation;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < data.length; i++) {
    sum += data[i] as number;
    squares += (data[i] as number) ** 2;
  }
  const mean = sum / data.length;
  return {
    shape: [3],
    data: [mean, Math.sqrt(Math.max(0, squares / data.length - mean * mean)), Math.sqrt(squares)],
  };
}

function normalized(tf: typeof TF, images: Tensor): TF.Tensor {
  const [count = 0, height = 0, width = 0, channels = 0] = images.shape;
  const size = height * width * channels;
  const out = new Float32Array(count * size);
  for (let at = 0; at < count; at++) {
    const bytes = Uint8Array.from(images.data.subarray(at * size, (at + 1) * size), Number);
    const numbers = toTensor(makePicture("RGB", height, width, bytes));
    out.set(normalize(numbers, channels, MEAN, STD), at * size);
  }
  return tf.tensor(out, [count, height, width, channels]);
}
