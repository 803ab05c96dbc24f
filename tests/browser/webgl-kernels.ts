import type { MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl";
import "@tensorflow/tfjs-backend-webgl";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { endKernels, kernelsInUse, startKernels } from "@/engine/webgl";
import type { Times } from "@/engine/webgl/choices";
import { kernelCounts } from "@/engine/webgl/register";
import { optimize } from "./webgl-optimizers";
import { apart, filled, type Held, held, leftSince, nothingKept, takeOurs, values } from "./webgl-page";

/** A convolution 3×3 with stride 1 and zeros round the picture. */
export interface Case {
  readonly shape: readonly [n: number, h: number, w: number, c: number, o: number];
  readonly bias: boolean;
  readonly relu: boolean;
}

/** How far apart two results are, as a share of the largest number of the second; what ran, and what was left behind. */
export interface Found extends Held {
  readonly fromOracle: number;
  readonly fromStock: number;
  readonly ran: number;
}

async function open(): Promise<string> {
  if (!(await tf.setBackend("webgl"))) throw new Error("WebGL could not be started.");
  await tf.ready();
  return String(tf.env().getNumber("WEBGL_VERSION"));
}

const counted = (name: string) => kernelCounts().get(name)?.own ?? 0;

/** Runs `make` on ours and on stock, and compares both with `expected`. */
async function compared(kernel: string, expected: Float64Array, make: () => tf.Tensor): Promise<Found> {
  const stock = await values(make);
  await takeOurs();
  const before = counted(kernel);
  await values(make);
  const start = held();
  const ours = await values(make);
  const left = leftSince(start);
  endKernels();
  return {
    fromOracle: apart(ours, expected),
    fromStock: apart(ours, stock),
    ran: counted(kernel) - before,
    ...left,
  };
}

/** Calls back for each product of a convolution: places of the picture, the filter and the result. */
function eachProduct(
  [n, h, w, c, o]: Case["shape"],
  visit: (picture: number, filter: number, result: number) => void,
): void {
  for (let image = 0; image < n; image++)
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++)
        for (let cell = 0; cell < 9; cell++) {
          const [row, column] = [y + Math.floor(cell / 3) - 1, x + (cell % 3) - 1];
          if (row < 0 || column < 0 || row >= h || column >= w) continue;
          for (let from = 0; from < c; from++)
            for (let to = 0; to < o; to++)
              visit(
                ((image * h + row) * w + column) * c + from,
                (cell * c + from) * o + to,
                ((image * h + y) * w + x) * o + to,
              );
        }
}

async function forward({ shape, bias, relu }: Case): Promise<Found> {
  const [n, h, w, c, o] = shape;
  const [x, f, b] = [filled(n * h * w * c, "x"), filled(9 * c * o, "f"), filled(o, "b")];
  const expected = new Float64Array(n * h * w * o);
  eachProduct(shape, (picture, filter, result) => {
    expected[result] = (expected[result] ?? 0) + (x[picture] ?? 0) * (f[filter] ?? 0);
  });
  expected.forEach((sum, at) => {
    const whole = sum + (bias ? (b[at % o] ?? 0) : 0);
    expected[at] = relu ? Math.max(0, whole) : whole;
  });
  const fused = bias || relu;
  const tensors = [tf.tensor4d(x, [n, h, w, c]), tf.tensor4d(f, [3, 3, c, o]), tf.tensor1d(b)] as const;
  const found = await compared(fused ? "FusedConv2D" : "Conv2D", expected, () =>
    fused
      ? tf.fused.conv2d({
          x: tensors[0],
          filter: tensors[1],
          strides: 1,
          pad: 1,
          activation: relu ? "relu" : "linear",
          ...(bias ? { bias: tensors[2] } : {}),
        })
      : tf.conv2d(tensors[0], tensors[1], 1, "same"),
  );
  tf.dispose([...tensors]);
  return found;
}

async function inputGradient({ shape }: Case): Promise<Found> {
  const [n, h, w, c, o] = shape;
  const [dy, f] = [filled(n * h * w * o, "dy"), filled(9 * c * o, "f")];
  const expected = new Float64Array(n * h * w * c);
  eachProduct(shape, (picture, filter, result) => {
    expected[picture] = (expected[picture] ?? 0) + (dy[result] ?? 0) * (f[filter] ?? 0);
  });
  const x = tf.tensor4d(filled(n * h * w * c, "x"), [n, h, w, c]);
  const [given, filter] = [tf.tensor4d(dy, [n, h, w, o]), tf.tensor4d(f, [3, 3, c, o])];
  const gradient = tf.grad((picture: tf.Tensor) => tf.conv2d(picture as tf.Tensor4D, filter, 1, 1));
  const found = await compared("Conv2DBackpropInput", expected, () => gradient(x, given));
  tf.dispose([x, given, filter]);
  return found;
}

/** What the first meeting with a shape finds. */
async function measure(kind: "convolution" | "input gradient", shape: Case["shape"]): Promise<Times> {
  const [n, h, w, c, o] = shape;
  const choices = await startKernels(nothingKept);
  const x = tf.tensor4d(filled(n * h * w * c, "x"), [n, h, w, c]);
  const dy = tf.tensor4d(filled(n * h * w * o, "dy"), [n, h, w, o]);
  const f = tf.tensor4d(filled(9 * c * o, "f"), [3, 3, c, o]);
  const b = tf.tensor1d(filled(o, "b"));
  if (kind === "convolution")
    await values(() => tf.fused.conv2d({ x, filter: f, strides: 1, pad: 1, activation: "relu", bias: b }));
  else await values(() => tf.grad((picture: tf.Tensor) => tf.conv2d(picture as tf.Tensor4D, f, 1, 1))(x, dy));
  tf.dispose([x, dy, f, b]);
  const times = [...(choices?.times ?? [])].find(([name]) => name.startsWith(kind))?.[1];
  endKernels();
  if (!times) throw new Error(`Nothing was measured of ${kind} ${shape}.`);
  return times;
}

/** What is not a convolution 3×3 of stride 1 with a row of zeros: how often ours ran, and how far from the backend's own. */
async function others(): Promise<readonly { what: string; ran: number; apart: number }[]> {
  const x = tf.tensor4d(filled(2 * 9 * 9 * 4, "x"), [2, 9, 9, 4]);
  const filter = (side: number) => tf.tensor4d(filled(side * side * 4 * 4, "f"), [side, side, 4, 4]);
  const [one, three, five] = [filter(1), filter(3), filter(5)];
  const wide = tf.tensor4d(filled(4, "b"), [1, 1, 1, 4]);
  const runs: Record<string, () => tf.Tensor> = {
    "stride 2": () => tf.conv2d(x, three, 2, 1),
    "dilation 2": () => tf.conv2d(x, three, 1, "same", "NHWC", 2),
    "no padding": () => tf.conv2d(x, three, 1, "valid"),
    "two rows of zeros": () => tf.conv2d(x, three, 1, 2),
    "1×1": () => tf.conv2d(x, one, 1, "same"),
    "5×5": () => tf.conv2d(x, five, 1, "same"),
    "another activation": () =>
      tf.fused.conv2d({ x, filter: three, strides: 1, pad: 1, activation: "sigmoid" }),
    "a bias of four axes": () => tf.fused.conv2d({ x, filter: three, strides: 1, pad: 1, bias: wide }),
    "the gradient of stride 2": () =>
      tf.grad((picture: tf.Tensor) => tf.conv2d(picture as tf.Tensor4D, three, 2, 1))(x),
  };
  const found: { what: string; ran: number; apart: number }[] = [];
  for (const [what, run] of Object.entries(runs)) {
    const stock = await values(run);
    await takeOurs();
    const before = allOwn();
    const ours = await values(run);
    found.push({ what, ran: allOwn() - before, apart: apart(ours, stock) });
    endKernels();
  }
  tf.dispose([x, one, three, five, wide]);
  return found;
}

const allOwn = () => [...kernelCounts().values()].reduce((sum, { own }) => sum + own, 0);

function some([n, h, w, c, o]: Case["shape"]) {
  return {
    x: tf.tensor4d(filled(n * h * w * c, "x"), [n, h, w, c]),
    filter: tf.tensor4d(filled(9 * c * o, "f"), [3, 3, c, o]),
  };
}

/** Meets a shape twice with what this browser keeps: how many shapes were known before and are after. */
async function meet(shape: Case["shape"]) {
  const { x, filter } = some(shape);
  const choices = await startKernels();
  const before = choices?.times.size;
  await values(() => tf.conv2d(x, filter, 1, "same"));
  const start = held();
  await values(() => tf.conv2d(x, filter, 1, "same"));
  const left = leftSince(start);
  const [times] = choices?.times.values() ?? [];
  const after = choices?.times.size;
  endKernels();
  tf.dispose([x, filter]);
  // What was measured is on its way to the disk.
  await new Promise((resolve) => setTimeout(resolve, 200));
  return {
    before,
    after,
    times,
    ...left,
  };
}

/** A context that refuses our draws, or does them with the wrong numbers. */
async function broken(how: "throws" | "differs") {
  const { x, filter } = some([1, 6, 6, 4, 4]);
  const run = () => tf.conv2d(x, filter, 1, "same");
  const stock = await values(run);
  await startKernels(nothingKept);
  const start = held();
  const gl = (tf.backend() as MathBackendWebGL).gpgpu.gl as WebGL2RenderingContext;
  const drawBuffers = gl.drawBuffers.bind(gl);
  gl.drawBuffers = (places) => {
    if (how === "throws") throw new Error("No draw buffers");
    drawBuffers([...places].map((place, at) => (at === 2 ? gl.NONE : place)));
  };
  const [first, second] = [await values(run), await values(run)];
  gl.drawBuffers = drawBuffers;
  const left = leftSince(start);
  endKernels();
  tf.dispose([x, filter]);
  return {
    isRight: apart(first, stock) === 0 && apart(second, stock) === 0,
    ...left,
  };
}

/** Whether a NaN reaches what stands around it, through a ReLU too; how many shapes were measured with one. */
async function withNaN() {
  const pixels = filled(5 * 5 * 4, "x");
  pixels[(2 * 5 + 2) * 4] = Number.NaN;
  const x = tf.tensor4d(pixels, [1, 5, 5, 4]);
  const { filter } = some([1, 5, 5, 4, 4]);
  const run = () => tf.fused.conv2d({ x, filter, strides: 1, pad: 1, activation: "relu" });
  await takeOurs();
  const ours = await values(run);
  const choices = await startKernels(nothingKept);
  await values(run);
  const measured = choices?.times.size;
  const goesOn = kernelsInUse() !== undefined;
  endKernels();
  tf.dispose([x, filter]);
  const middle = (y: number, column: number) => y >= 1 && y <= 3 && column >= 1 && column <= 3;
  const throughOurs = ours.every(
    (value, at) => Number.isNaN(value) === middle(Math.floor(at / 20), Math.floor(at / 4) % 5),
  );
  return { throughOurs, measured, goesOn };
}

async function ended() {
  const names = ["Conv2D", "FusedConv2D", "Conv2DBackpropInput"] as const;
  const functions = () => names.map((name) => tf.getKernel(name, "webgl").kernelFunc);
  const stock = functions();
  await takeOurs();
  await takeOurs();
  const replaced = functions().every((one, at) => one !== stock[at]);
  endKernels();
  return { replaced, restored: functions().every((one, at) => one === stock[at]) };
}

const webglKernels = {
  open,
  forward,
  inputGradient,
  measure,
  others,
  meet,
  broken,
  withNaN,
  ended,
  optimize,
};
export type WebglKernels = typeof webglKernels;
Object.assign(globalThis, { webglKernels });
