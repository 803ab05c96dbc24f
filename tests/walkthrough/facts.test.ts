import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { diceOfProbabilities } from "@/data/mask-losses";
import { IMAGENET, KERAS } from "@/data/preparation";
import { partSizes, splitRows } from "@/data/split";
import { STEEL_CLASSES } from "@/data/steel-samples";
import { type Module, moduleFacts, moduleSummary, outputShape } from "@/module/module";
import flatten from "../../nodes/layer/flatten";
import mlpHead from "../../nodes/model/mlp-head";
import uNet from "../../nodes/model/u-net";
import vgg16 from "../../nodes/model/vgg16";
import { build } from "../nodes/harness";
import { COURSE, course, textOf } from "./course";

const PICTURE = { dataShape: [3, 224, 224] };
const full = build(vgg16, { width: "1", weights: "random", output: "fc7" }, PICTURE);
const small = build(vgg16, {}, PICTURE);
const pooled = build(vgg16, { width: "1", weights: "random", output: "features" }, PICTURE);
const head = build(mlpHead, { hidden: [2048] }, { dataShape: [4096], classes: STEEL_CLASSES });
const smallHead = build(mlpHead, { hidden: [2048] }, { dataShape: [512], classes: STEEL_CLASSES });
const byHeart = build(
  mlpHead,
  { hidden: [256] },
  { input: build(flatten, {}, { dataShape: [3, 32, 32] }), classes: STEEL_CLASSES },
);
const unet = build(uNet, { base: 8, depth: 3 }, { dataShape: [4, 128, 128] });
const published = build(uNet, { base: 64, depth: 4 }, { dataShape: [1, 256, 256] });

const convolutions = moduleFacts(full).filter(({ layer }) => layer.type === "conv2d");
const parametersOf = (module: Module, type: string) =>
  moduleFacts(module).flatMap(({ layer, parameterCount }) => (layer.type === type ? [parameterCount] : []));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const [fc6 = 0, fc7 = 0] = parametersOf(full, "linear");
const total = moduleSummary(full).parameters;
const headTotal = moduleSummary(head).parameters;
const [, lastLayer = 0] = parametersOf(head, "linear");

/** How wide the part of the picture is that one number behind the n-th convolution has seen, px. */
function seen(n: number): number {
  let [width, step, count] = [1, 1, 0];
  for (const { layer } of moduleFacts(full)) {
    const { kernelSize = 1, stride = 1 } = layer.settings as { kernelSize?: number; stride?: number };
    if (layer.type !== "conv2d" && layer.type !== "maxPool2d") continue;
    width += (kernelSize - 1) * step;
    step *= stride;
    if (layer.type === "conv2d" && ++count === n) return width;
  }
  throw new Error(`There is no convolution ${n}.`);
}

const steps = (pictures: number) => Math.ceil(pictures / 4);
const parts = (pictures: number) => partSizes(pictures, [0.7, 0.1, 0.2]);
const [redMean = 0, greenMean = 0, blueMean = 0] = IMAGENET.mean;
const [redStd = 1, greenStd = 1, blueStd = 1] = IMAGENET.std;
const normal = (value: number) => [
  (value - redMean) / redStd,
  (value - greenMean) / greenStd,
  (value - blueMean) / blueStd,
];
/** Keras' numbers stand for blue, green and red; red is the last. */
const kerasRed = (value: number) => (value - (KERAS.mean[2] ?? 0)) / (KERAS.std[2] ?? 1);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const dice = (p: readonly number[], t: readonly number[]) =>
  1 - (diceOfProbabilities(tf, tf.tensor([...p]), tf.tensor([...t])).dataSync()[0] ?? 0);

const whole = (value: number) => value.toLocaleString("en-US");
const text = (value: number, digits: number) => String(Number(value.toFixed(digits))).replace("-", "−");
const fixed = (value: number, digits: number) => value.toFixed(digits).replace("-", "−");

/** The two splits of Going wrong: pictures of the second's test part that the first has learned from. */
function leaked(): number {
  const labels = Int32Array.from({ length: 120 }, (_, index) => Math.floor(index / 20));
  const [train] = splitRows(labels, [0.7, 0.1, 0.2], 0, true);
  const test = splitRows(labels, [0.7, 0.1, 0.2], 1, true)[2];
  return Array.from(test ?? []).filter((row) => train?.includes(row)).length;
}

/** Sentences with a number in them, by walkthrough and step: the number is computed here. */
const FACTS: Readonly<Record<string, readonly string[]>> = {
  "first-steps/crop": ["Each picture has 200 × 200 px", "keeps the middle quarter of its area"],
  "first-steps/run-four": [
    `100 · 100 / (200 · 200) = ${whole(100 * 100)} / ${whole(200 * 200)} = ${text((100 * 100 * 100) / (200 * 200), 1)} %`,
  ],
  "first-steps/run": [`Six: ${"Cr, In, PS, Pa, RS and Sc"}`],
  "steel-1-1/colour": [
    `200 · 200 = **${whole(200 * 200)}** numbers`,
    `3 · 224 · 224 = ${whole(3 * 224 * 224)}.`,
  ],
  "steel-1-1/resize": [
    `224 = ${outputShape(pooled)[1]} · 32`,
    `a factor of ${text(224 / 200, 2)}`,
    `(half a row lost), then ${outputShape(build(vgg16, { output: "features" }, { dataShape: [3, 200, 200] }))[1]}`,
  ],
  "steel-1-1/scale": [`51 / 255 = ${text(51 / 255, 3)}`],
  "steel-1-1/normalise": [
    `$m$ = ${IMAGENET.mean.join(", ")} and $s$ = ${IMAGENET.std.join(", ")}`,
    `(0 − 0.485) / 0.229 = **${fixed(normal(0)[0] ?? 0, 2)}**, and 1 becomes **${fixed(normal(1)[0] ?? 0, 2)}**`,
    `0.015 / 0.229 = ${fixed(normal(0.5)[0] ?? 0, 4)}`,
  ],
  "steel-1-1/split": [
    `0.7 · 240 = ${parts(240)[0]}; ${parts(240)[1]} are for validation and ${parts(240)[2]} for the test`,
    `they would be ${parts(900)[0]}, ${parts(900)[1]} and ${parts(900)[2]}`,
  ],
  "steel-1-1/batches": [
    `that is ${whole(4 * 3 * 224 * 224)} numbers, or ${text((4 * 4 * 3 * 224 * 224) / 1e6, 1)} MB`,
    `${parts(240)[0]} pictures make 168 / 4 = ${steps(parts(240)[0] ?? 0)} steps`,
    `⌈630 / 4⌉ = ${steps(630)}`,
  ],
  "steel-1-2/open": [`three in its five blocks: ${convolutions.length}.`],
  "steel-1-2/one": [
    `64 · (27 + 1) = **${whole(convolutions[0]?.parameterCount ?? 0)}** parameters`,
    `64 · 577 = ${whole(convolutions[1]?.parameterCount ?? 0)}`,
  ],
  "steel-1-2/shapes": [
    `\`[${convolutions[9]?.output.join(", ")}]\``,
    `\`[${moduleFacts(small)
      .filter(({ layer }) => layer.type === "conv2d")[9]
      ?.output.join(", ")}]\``,
    `${outputShape(pooled)[1]} × ${outputShape(pooled)[2]} places with ${outputShape(pooled)[0]} numbers each`,
  ],
  "steel-1-2/count": [
    `have **${whole(sum(parametersOf(full, "conv2d")))}** parameters`,
    `512 · 7 · 7 = **${whole(512 * 7 * 7)}** numbers`,
    `25,088 · 4096 + 4096 = **${whole(fc6)}** parameters, seven times`,
    `4096 with ${whole(fc7)}`,
    `million (${whole(total)})`,
    `4096 / 8 = ${outputShape(small)[0]}`,
  ],
  "steel-1-2/planes": [
    `A grey of 0.5 becomes ${normal(0.5)
      .map((value) => fixed(value, 3))
      .join(" in red, ")
      .replace(/in red, (\S+)$/, "in green and $1 in blue")}`,
  ],
  "steel-1-2/deeper": [
    `After convolution 5 the maps have ${convolutions[4]?.output[1]} × ${convolutions[4]?.output[2]} places`,
    `after convolution 10 only ${convolutions[9]?.output[1]} × ${convolutions[9]?.output[2]}`,
    `${seen(5)} px after the fifth and ${seen(10)} px after the tenth`,
    `${convolutions[0]?.output[0]}, ${convolutions[4]?.output[0]}, ${convolutions[9]?.output[0]} channels in the full network; ${seen(1)}, ${seen(5)}, ${seen(10)} px seen`,
  ],
  "steel-1-2/others": [
    `The last maps have ${convolutions[12]?.output[1]} × ${convolutions[12]?.output[2]} places`,
  ],
  "steel-1-3/head": [
    `4096 · 2048 + 2048 = ${whole(headTotal - lastLayer)} parameters`,
    `2048 · 6 + 6 = ${whole(lastLayer)}`,
    `That is ${whole(headTotal)} that learn, ${text((100 * headTotal) / (total + headTotal), 1)} % of all`,
    `(512 features) it is ${whole(moduleSummary(smallHead).parameters)}`,
  ],
  "steel-1-3/optimizer": [
    `2 · 4 · ${whole(headTotal)} bytes = ${text((8 * headTotal) / 1e6, 1)} MB`,
    `For the ${whole(total)} frozen ones it would be ${whole(Math.round((8 * total) / 1e6))} MB more`,
  ],
  "steel-1-3/loss": [
    `p = 0.7: ${fixed(-Math.log(0.7), 3)}. p = 0.1: ${fixed(-Math.log(0.1), 3)}`,
    `log 6 = **${fixed(Math.log(STEEL_CLASSES.length), 2)}**`,
    `−ln 0.25 = ${fixed(-Math.log(0.25), 3)}`,
  ],
  "steel-1-3/predict": [
    `has ${parts(240)[0]} training pictures: ${steps(168)} steps an epoch, ${5 * steps(168)} in all`,
    `${parts(900)[0]} are for training: ${steps(630)} steps, ${5 * steps(630)} in all`,
  ],
  "steel-1-3/test": [
    `on the ${parts(240)[0]} pictures`,
    `on the ${parts(240)[2]} that`,
    `1/48 = ${text(100 / 48, 1)} %`,
    `180 are for testing: ${text(100 / 180, 2)} % each`,
  ],
  "steel-1-3/confusion": [
    `**Confusion matrix**: ${STEEL_CLASSES.length ** 2} cells`,
    "stratified over six classes: 8 a class",
  ],
  "steel-1-3/match": [
    `less ${KERAS.mean
      .map((mean) => String(Number((mean * 255).toFixed(3))))
      .join(", ")
      .replace(/, ([^,]+)$/, " and $1")}`,
  ],
  "steel-1-4/gradient": [
    `all ${whole(3 * 224 * 224)} numbers`,
    "0.03 more score for 0.01 more pixel is a gradient of 3",
  ],
  "steel-1-4/one-map": [`(0.3 + 0.6 + 0) / 3 = ${text((0.3 + 0.6) / 3, 3)}`],
  "steel-1-4/cam": [`224 / ${convolutions[12]?.output[1]} = ${224 / Number(convolutions[12]?.output[1])} px`],
  "nuclei-2-1/pairs": [`256 · 256 = ${whole(256 * 256)}`],
  "nuclei-2-1/channels": [
    `8 · 4 · 9 = ${parametersOf(unet, "conv2d")[0]}`,
    `8 · 9 = 72 weights more, 288 in place of ${parametersOf(build(uNet, { base: 8, depth: 3 }, { dataShape: [3, 128, 128] }), "conv2d")[0]}`,
  ],
  "nuclei-2-1/split": [
    `0.7 · 30 = ${parts(30)[0]}; ${parts(30)[1]} are for validation and ${parts(30)[2]} for the test`,
    `the 670 of the Data Science Bowl: ${parts(670)
      .join(", ")
      .replace(/, (\d+)$/, " and $1")}`,
  ],
  "nuclei-2-1/preview": [`keeps ${text(200 * (Math.SQRT2 - 1), 1)} % of its area`, `21 · 20 = ${21 * 20}`],
  "nuclei-2-1/translate": [`(${2 ** 3} px at depth 3)`],
  "nuclei-2-2/shape": [`128 / 8 = ${128 / 2 ** 3}`],
  "nuclei-2-2/u": [
    `has **${whole(moduleSummary(unet).parameters)}** parameters`,
    `base 64 and depth 4, has ${Math.round(moduleSummary(published).parameters / 1e6)} million`,
  ],
  "nuclei-2-2/sigmoid": [
    `2 gives ${fixed(sigmoid(2), 3)}; −2 gives ${fixed(sigmoid(-2), 3)}`,
    `1 / (1 + 0.368) = ${fixed(sigmoid(1), 3)}`,
  ],
  "nuclei-2-2/dice": [
    `(3 + 1) / (2 + 2 + 1) = ${text(dice([0.9, 0.6, 0.4, 0.1], [1, 1, 0, 0]), 3)}, so the loss is **${text(1 - dice([0.9, 0.6, 0.4, 0.1], [1, 1, 0, 0]), 3)}**`,
    `4 / 4.5 = ${fixed(dice([1, 0.5, 0, 0], [1, 1, 0, 0]), 3)}`,
  ],
  "nuclei-2-2/plus-one": [
    `With them it is 1 / 1 = ${text(dice([0, 0], [0, 0]), 3)}`,
    `D = 1 / 2001 = ${fixed(1 / 2001, 4)}`,
  ],
  "nuclei-2-2/settings": [`⌈21 / 4⌉ = ${steps(21)} steps`, `20 · 6 = ${20 * steps(21)}`],
  "nuclei-2-2/three": [`180 / 220 = ${fixed(180 / 220, 3)}`, `90 / 130 = ${fixed(90 / 130, 3)}`],
  "going-wrong/heart": [
    `It has ${whole(moduleSummary(byHeart).parameters)} parameters and ${parts(120)[0]} training pictures`,
  ],
  "going-wrong/leak-predict": [`0.7 · ${parts(120)[2]} = ${text(0.7 * (parts(120)[2] ?? 0), 1)}`],
  "going-wrong/leak-see": [`it names ${leaked()} of the ${parts(120)[2]}`],
  "going-wrong/baseline": [`${fixed(Math.log(6), 2)}, which is what guessing among six gives`],
  "going-wrong/rate-predict": [
    `${5 * steps(parts(120)[0] ?? 0)} steps can move it by ${text(5 * steps(84) * 1e-4, 4)}`,
    `±${fixed(1 / Math.sqrt(Number(outputShape(small)[0])), 3)} (1 / √512)`,
  ],
  "going-wrong/norm-predict": [
    `A grey of 0.5 is ${fixed(normal(0.5)[0] ?? 0, 3)} in red`,
    `0.5 · 255 − 123.68 = **${fixed(kerasRed(0.5), 1)}**`,
    `White becomes ${fixed(normal(1)[0] ?? 0, 2)} for the one; for the other, ${Math.round(kerasRed(1))}`,
  ],
  "going-wrong/rare-predict": [`60 / 66 = ${text((100 * 60) / 66, 1)} %`],
  "going-wrong/rare-run": [`The test part has ${partSizes(66, [0.7, 0.1, 0.2])[2]} pictures`],
};

/** The right answers to the course's number questions. */
const ANSWERS: Readonly<Record<string, number>> = {
  classes: STEEL_CLASSES.length,
  share: (100 * 100 * 100) / (200 * 200),
  guess: 100 / STEEL_CLASSES.length,
  size: 3 * 224 * 224,
  halves: Number(outputShape(pooled)[1]),
  fifth: 51 / 255,
  half: normal(0.5)[0] ?? 0,
  parts: parts(240)[0] ?? 0,
  steps: steps(630),
  last: 630 % 4,
  convs: convolutions.length,
  second: convolutions[1]?.parameterCount ?? 0,
  rows10: Number(convolutions[9]?.output[1]),
  small10: Number(moduleFacts(small).filter(({ layer }) => layer.type === "conv2d")[9]?.output[0]),
  fc7sum: total / 1e6,
  sees1: seen(1),
  "last-layer": lastLayer,
  memory: (8 * headTotal) / 1e6,
  quarter: -Math.log(0.25),
  "all-steps": 5 * steps(630),
  "one-picture": 100 / 48,
  "row-sum": (parts(240)[2] ?? 0) / 6,
  maps: 2 * STEEL_CLASSES.length,
  slope: -0.05 / 0.02,
  "mean-abs": (0.3 + 0.6 + 0) / 3,
  place: 224 / Number(convolutions[12]?.output[1]),
  answers: 256 * 256,
  "first-weights": parametersOf(unet, "conv2d")[0] ?? 0,
  "train-size": parts(30)[0] ?? 0,
  turns: 21 * 20,
  deepest: 128 / 2 ** 3,
  sig1: sigmoid(1),
  "dice-hand": dice([1, 0.5, 0, 0], [1, 1, 0, 0]),
  missed: dice([0, 0, 0, 0], [1, 1, 0, 0]),
  "acc-none": 100 - 15,
  "dice-none": 0,
  "total-steps": 20 * steps(21),
  d: (2 * 90) / (100 + 120),
  iou: 90 / (100 + 120 - 90),
  expected: 0.7 * (parts(120)[2] ?? 0),
  "rate-new": 100 * 1e-4,
  always: (100 * 60) / 66,
  "recall-none": 0,
};

describe.each(COURSE)("%s", (file) => {
  const { id, steps: all } = course(file);

  it("states the numbers that the code gives", () => {
    for (const [place, sentences] of Object.entries(FACTS)) {
      const [walkthrough, step] = place.split("/");
      if (walkthrough !== id) continue;
      const found = all.find((one) => one.id === step);
      expect(found, place).toBeDefined();
      const said = found ? textOf(found).replaceAll(/\s+/g, " ") : "";
      for (const sentence of sentences) expect(said, place).toContain(sentence);
    }
  });

  it("has a computed answer to every number question, within a fifth of the tolerance", () => {
    for (const { questions = [] } of all)
      for (const question of questions) {
        if (question.kind !== "number") continue;
        const right = ANSWERS[question.id];
        expect(right, question.id).toBeDefined();
        expect(Math.abs((right ?? Number.NaN) - question.answer), question.id).toBeLessThanOrEqual(
          question.tolerance / 5 + 1e-9,
        );
      }
  });

  it("states no large number that is not among the facts", () => {
    const known = new Set(
      [
        ...Object.values(FACTS)
          .flat()
          .join(" ")
          .matchAll(/\d{1,3}(,\d{3})+/g),
      ].map(([number]) => number),
    );
    for (const step of all)
      for (const [number] of textOf(step).matchAll(/\d{1,3}(,\d{3})+/g))
        expect([...known, "2,000"], `${step.id}: ${number}`).toContain(number);
  });
});

it("every fact belongs to a step that there is", () => {
  const places = COURSE.flatMap((file) => {
    const { id, steps: all } = course(file);
    return all.map((step) => `${id}/${step.id}`);
  });
  for (const place of Object.keys(FACTS)) expect(places).toContain(place);
});
