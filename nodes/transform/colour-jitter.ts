import { DRAWS, drawnAnew, drawSeed } from "@/data/augment";
import { TRANSFORMED } from "@/data/python";
import { asPicture, imageText, needPictures } from "@/data/refuse";
import { mapImages } from "@/graph/dataset";
import { dataset, defineNode } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { number } from "@/graph/settings";
import { adjustBrightness, adjustContrast, adjustHue, adjustSaturation } from "@/pixels/jitter";
import type { Picture } from "@/pixels/picture";
import { type RandomStream, randomStream } from "@/random";

const AMOUNT = { min: 0, max: 1, step: 0.05 } as const;

export default defineNode({
  type: "colour-jitter",
  version: 1,
  title: "Colour jitter",
  category: "transform",
  doc: `Changes brightness, contrast, saturation and hue of every picture by chance; masks stay as they are.

With an amount *a* a factor is drawn from max(0, 1 − a) … 1 + a, and every value becomes d + factor · (x − d), cut to whole
numbers from 0 to 255: d is black for brightness, the picture's mean grey for contrast, the pixel's own grey for saturation.
The hue is moved by −a … a of a full turn. The four come in an order that is drawn too; an amount of 0 leaves its part out.

${DRAWS}

**Shapes** \`[C, H, W]\` to the same, grey, RGB or RGBA, whole numbers from 0 to 255 (uint8). Grey pictures have no
saturation and no hue to change; alpha stays, but for hue, which sets it to 255 as PIL does.

**Refuses** tensors: put it before To tensor; and CMYK: insert Convert colour.

The same as \`torchvision.transforms.ColorJitter\` on PIL pictures.`,
  settings: {
    brightness: number("Brightness", { ...AMOUNT, default: 0.2 }),
    contrast: number("Contrast", { ...AMOUNT, default: 0.2 }),
    saturation: number("Saturation", { ...AMOUNT, default: 0 }),
    hue: number("Hue", { default: 0, min: 0, max: 0.5, step: 0.05, unit: "of a turn" }),
    seed: drawSeed,
  },
  card: ["brightness", "contrast"],
  inputs: { dataset: dataset("Pictures, best of the training part alone") },
  outputs: { dataset: dataset("The same in other light each epoch") },
  infer({ inputs }) {
    needPictures(inputs.dataset, "Colour jitter");
    const { image } = inputs.dataset;
    if (image.mode === "CMYK" || image.mode === "P") {
      throw new NodeError(
        `Colour jitter works on grey, RGB and RGBA, but these are ${image.mode}. Insert Convert colour before it.`,
        {
          port: "dataset",
          expected: "L, RGB or RGBA",
          got: imageText(image),
          insert: { type: "convert-colour", settings: { mode: "RGB" } },
        },
      );
    }
    return { dataset: drawnAnew(inputs.dataset, "Colour jitter") };
  },
  run: async ({ settings, inputs }) => ({
    dataset: mapImages(inputs.dataset, (image, name, epoch, index) => {
      const picture = asPicture(image, name);
      if (picture.mode === "CMYK" || picture.mode === "P")
        throw new NodeError(
          `${name} is ${picture.mode}, but Colour jitter works on grey, RGB and RGBA. Insert Convert colour before it.`,
          { port: "dataset", expected: "L, RGB or RGBA", got: picture.mode },
        );
      return jittered(picture, settings, randomStream(settings.seed, "colour jitter", epoch, index));
    }),
  }),
  torch: ({ settings: { brightness, contrast, saturation, hue }, inputs, outputs }) => ({
    imports: ["import torch", "from torchvision import transforms"],
    definitions: [TRANSFORMED],
    lines: [
      `jitter = transforms.ColorJitter(${brightness}, ${contrast}, ${saturation}, ${hue})`,
      `${outputs.dataset} = Transformed(${inputs.dataset}, jitter)`,
    ],
  }),
  example: { settings: { contrast: 0.5 }, shows: "Some pictures become lighter, some darker, some flatter." },
});

interface Amounts {
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
  readonly hue: number;
}

/** All factors and the whole order are drawn always, so that switching one off leaves the others' draws as they were. */
function jittered(picture: Picture, amounts: Amounts, random: RandomStream): Picture {
  const factor = (amount: number) => {
    const low = Math.max(0, 1 - amount);
    return low + (1 + amount - low) * random.uniform();
  };
  const [brightness, contrast, saturation] = [
    factor(amounts.brightness),
    factor(amounts.contrast),
    factor(amounts.saturation),
  ];
  const hue = amounts.hue * (2 * random.uniform() - 1);
  const steps: ((picture: Picture) => Picture)[] = [
    (given) => adjustBrightness(given, brightness),
    (given) => adjustContrast(given, contrast),
    (given) => adjustSaturation(given, saturation),
    (given) => (amounts.hue > 0 ? adjustHue(given, hue) : given),
  ];
  let made = picture;
  while (steps.length > 0) for (const step of steps.splice(random.int(steps.length), 1)) made = step(made);
  return made;
}
