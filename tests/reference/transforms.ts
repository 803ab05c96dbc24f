import type { FloatImage } from "../../src/graph/values";
import { convert, grayscale } from "../../src/pixels/colour";
import { centerCrop } from "../../src/pixels/crop";
import { flipHorizontal, flipVertical } from "../../src/pixels/flip";
import { type ColourMode, makePicture, type Picture } from "../../src/pixels/picture";
import { resize, resizeShorterSide } from "../../src/pixels/resample";
import { rotate } from "../../src/pixels/rotate";
import { rotateTensor } from "../../src/pixels/rotate-tensor";
import { roundHalfEven } from "../../src/pixels/round";
import { asTensor, channelsFirst, makeNormalizer, toTensor } from "../../src/pixels/tensor";
import { grayscaleTensor, resizeTensor } from "../../src/pixels/tensor-resize";
import type { Interpolation } from "../../src/pixels/weights";
import { callsIn, numbersIn, type PythonCall } from "./call";
import type { Answer, Solve, Tensor } from "./load";

/** Cases of group `transforms` but those that decode a file: read off the Python text and the parameters, never off the case's id. */
export const solve: Solve = (c, inputs) => {
  const opens = openers(c.call, c.params);
  if (/^F\.rotate\(/.test(c.call)) return rotations(c.call, c.params, inputs);
  const conversion = /convert\('(\w+)'\)/.exec(c.call);
  if (conversion?.[1]) return { out: answer(convert(opens(inputs), conversion[1] as ColourMode)) };
  const steps = callsIn(c.call, "T.").filter((step) => step.name !== "Compose");
  if (steps.length === 0) return { skip: `no transform is known in "${c.call}"` };
  if (/\btensor\b/.test(c.call)) return tensorTransform(steps, c.params, opens(inputs));
  return pipeline(inOrderOfUse(c.call, steps), c.params, opens(inputs));
};

/** `A(x)(B(y)(PIL))` applies B first; a Compose applies in the order of the text. */
function inOrderOfUse(call: string, steps: PythonCall[]): PythonCall[] {
  return call.includes("Compose") ? steps : [...steps].reverse();
}

/** What makes the picture that the case starts from: the mode is in the text, or it follows from the channels. */
function openers(call: string, params: Record<string, unknown>): (inputs: Record<string, Tensor>) => Picture {
  const named =
    (typeof params.from === "string" ? params.from : undefined) ??
    /\b(RGBA|CMYK|RGB|L|P)\b/.exec(call.replace(/convert\('\w+'\)/, ""))?.[1];
  return (inputs) => {
    if (inputs.index && inputs.palette) {
      const [height, width] = sides(inputs.index);
      return makePicture("P", height, width, bytes(inputs.index), bytes(inputs.palette));
    }
    const image = inputs.img;
    if (!image) throw new Error("The case has no img.");
    return asPicture(image, named as ColourMode | undefined);
  };
}

function asPicture(image: Tensor, named?: ColourMode): Picture {
  const [height, width] = sides(image);
  const channels = image.shape[2] ?? 1;
  const byChannels: Record<number, ColourMode> = { 1: "L", 3: "RGB", 4: "RGBA" };
  const mode = named ?? byChannels[channels];
  if (!mode) throw new Error(`No mode has ${channels} channels.`);
  return makePicture(mode, height, width, bytes(image));
}

function pipeline(
  steps: PythonCall[],
  params: Record<string, unknown>,
  start: Picture,
): Record<string, Answer> {
  let picture = start;
  let numbers: FloatImage | undefined;
  for (const step of steps) {
    if (step.name === "ToTensor") numbers = asTensor(picture);
    else if (step.name === "Normalize") {
      if (!numbers) throw new Error("Normalize comes after ToTensor.");
      numbers = makeNormalizer({
        mean: (params.mean as number[] | undefined) ?? numbersIn(step.positional[0] ?? ""),
        std: (params.std as number[] | undefined) ?? numbersIn(step.positional[1] ?? ""),
      })(numbers);
    } else picture = onPicture(step, params, picture);
  }
  if (numbers) return numberAnswers(numbers.data, picture, params);
  return picture.mode === "P"
    ? { out: answer(picture), rgb: answer(convert(picture, "RGB")) }
    : { out: answer(picture) };
}

function onPicture(step: PythonCall, params: Record<string, unknown>, picture: Picture): Picture {
  const first = step.positional[0] ?? "";
  const sizes = numbersIn(first).length > 0 ? numbersIn(first) : [params.size ?? []].flat().map(Number);
  const size = { height: sizes[0] ?? 0, width: sizes[1] ?? sizes[0] ?? 0 };
  const isOne = sizes.length === 1 && !/[([]/.test(first);
  const probability = Number(params.p ?? step.keywords.p ?? 0.5);
  switch (step.name) {
    case "Resize": {
      const how = interpolationIn(step, params);
      return isOne ? resizeShorterSide(picture, size.height, how) : resize(picture, size, how);
    }
    case "CenterCrop":
      return centerCrop(picture, size);
    case "Grayscale":
      return grayscale(picture, sizes[0] === 3 ? 3 : 1);
    case "RandomHorizontalFlip":
      return probability === 1 ? flipHorizontal(picture) : picture;
    case "RandomVerticalFlip":
      return probability === 1 ? flipVertical(picture) : picture;
    default:
      throw new Error(`No transform is called T.${step.name}.`);
  }
}

function interpolationIn(step: PythonCall, params: Record<string, unknown>): Interpolation {
  const text = [...step.positional, ...Object.values(step.keywords)].join(" ");
  const named = /InterpolationMode\.(\w+)/.exec(text)?.[1] ?? String(params.interpolation ?? "bilinear");
  return named.toLowerCase() as Interpolation;
}

function numberAnswers(
  numbers: Float32Array,
  picture: Picture,
  params: Record<string, unknown>,
): Record<string, Answer> {
  const { channels, height, width } = picture;
  const planes = channelsFirst(numbers, channels);
  const answers: Record<string, Answer> = {
    out: { shape: [channels, height, width], data: planes },
    cropped_u8: answer(picture),
    stats: { shape: [4], data: statistics(planes) },
  };
  const steps = /\[:, *::(\d+), *::(\d+)\]/.exec(String(params.sub ?? ""));
  if (steps) answers.sub = everyNth(planes, [channels, height, width], Number(steps[1]), Number(steps[2]));
  return answers;
}

function everyNth(
  planes: Float32Array,
  shape: [number, number, number],
  down: number,
  across: number,
): Answer {
  const [channels, height, width] = shape;
  const data: number[] = [];
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < height; y += down)
      for (let x = 0; x < width; x += across) data.push(planes[(c * height + y) * width + x] ?? Number.NaN);
  return { shape: [channels, Math.ceil(height / down), Math.ceil(width / across)], data };
}

/** Mean, standard deviation (over n), least, greatest. */
function statistics(numbers: Float32Array): number[] {
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
  const least = numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const greatest = numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return [mean, Math.sqrt(variance), least, greatest];
}

/** `F.rotate` on every input under its own name; a lone input whose output is called `out` too. */
function rotations(
  call: string,
  params: Record<string, unknown>,
  inputs: Record<string, Tensor>,
): Record<string, Answer> {
  const angle = Number(params.angle);
  const named = params.interpolation ?? /\b(NEAREST|BILINEAR)\b/.exec(call)?.[1] ?? "nearest";
  const how = String(named).toLowerCase() as "nearest" | "bilinear";
  const fill = Number(params.fill ?? 0);
  const answers: Record<string, Answer> = {};
  for (const [name, image] of Object.entries(inputs)) {
    const picture = asPicture(image);
    const { height, width, channels } = picture;
    if (/tensor/.test(call)) {
      const isFloat = /float tensor/.test(call);
      const values = isFloat ? toTensor(picture) : Float32Array.from(picture.data);
      const turned = rotateTensor({ height, width, channels, data: values }, angle, how, fill);
      const data = isFloat ? turned : turned.map(roundHalfEven);
      answers[name] = { shape: [channels, height, width], data: channelsFirst(data, channels) };
    } else answers[name] = answer(rotate(picture, angle, how, fill));
    answers.out ??= answers[name];
  }
  return answers;
}

function tensorTransform(
  steps: PythonCall[],
  params: Record<string, unknown>,
  picture: Picture,
): Record<string, Answer> | { skip: string } {
  const { channels, height, width } = picture;
  const image = { height, width, channels, data: Float32Array.from(picture.data) };
  const step = steps[0];
  if (step?.name === "Grayscale")
    return { out: { shape: [1, height, width], data: grayscaleTensor(image).map(Math.trunc) } };
  if (step?.name !== "Resize") return { skip: `T.${step?.name} of a tensor` };
  const [rows = 0, columns = 0] = numbersIn(step.positional[0] ?? "");
  const antialias = params.antialias === true || step.keywords.antialias === "True";
  const out = resizeTensor(image, { height: rows, width: columns }, interpolationIn(step, params), antialias);
  const levels = out.map((value) => Math.min(255, Math.max(0, roundHalfEven(value))));
  return { out: { shape: [channels, rows, columns], data: channelsFirst(levels, channels) } };
}

function answer(picture: Picture): Answer {
  const { height, width, channels, data } = picture;
  return { shape: channels === 1 ? [height, width] : [height, width, channels], data };
}

function sides(tensor: Tensor): [number, number] {
  return [tensor.shape[0] ?? 0, tensor.shape[1] ?? 0];
}

function bytes(tensor: Tensor): Uint8Array {
  if (!(tensor.data instanceof Uint8Array)) throw new Error(`A picture is of U8, not ${tensor.dtype}.`);
  return tensor.data;
}
