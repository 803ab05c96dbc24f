import { IMAGENET, KERAS } from "@/data/preparation";
import { python, TRANSFORMED } from "@/data/python";
import { imageText, needTensors } from "@/data/refuse";
import { mapImages } from "@/graph/dataset";
import { dataset, defineNode } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { choice, numbers } from "@/graph/settings";
import type { Normalization } from "@/graph/types";
import { isPicture } from "@/graph/values";
import { makeNormalizer } from "@/pixels/tensor";

export default defineNode({
  type: "normalize",
  version: 1,
  title: "Normalize",
  category: "transform",
  doc: `Takes a mean off every channel and divides by a standard deviation: (x − mean) / std.

A network that was trained on pictures shifted and scaled in one way must get them in the same way. **ImageNet**: means
0.485, 0.456, 0.406 and standard deviations 0.229, 0.224, 0.225 for red, green and blue in 0…1, as every torchvision
model was trained with. **Keras' VGG16**: channels turned round to blue, green, red, from 0 to 255, less 103.939, 116.779 and
123.68, as \`keras.applications.vgg16.preprocess_input\` does. **My own numbers**: one mean and one standard deviation a channel.

**Shapes** \`[C, H, W]\` float32 to the same. With ImageNet's numbers 0…1 becomes about −2.1…2.6.

**Refuses** pictures in whole numbers from 0 to 255 (insert To tensor), another number of channels than of means, a
standard deviation that is not above 0, and what is normalized already.

The same as \`torchvision.transforms.Normalize\`.`,
  settings: {
    preset: choice("Numbers", {
      default: "imagenet",
      options: {
        imagenet: "ImageNet (3 channels)",
        keras: "Keras' VGG16 (BGR, 0–255)",
        custom: "My own numbers",
      },
    }),
    means: numbers("Means", {
      default: [0.5],
      maxLength: 64,
      doc: "One a channel, used with My own numbers.",
    }),
    stds: numbers("Standard deviations", {
      default: [0.5],
      maxLength: 64,
      doc: "One a channel, above 0, used with My own numbers.",
    }),
  },
  card: ["preset"],
  inputs: { dataset: dataset("Tensors from 0 to 1") },
  outputs: { dataset: dataset("The same, shifted and scaled channel by channel") },
  infer({ settings, inputs }) {
    const { image } = inputs.dataset;
    needTensors(inputs.dataset, "Normalize", "dataset");
    if (image.normalization) {
      throw new NodeError("These pictures are normalized already. Take one of the two Normalize nodes out.", {
        port: "dataset",
        expected: "values from 0 to 1",
        got: imageText(image),
      });
    }
    const normalization = chosen(settings);
    checkChannels(normalization, image.shape[0], settings.preset);
    const ends = normalization.mean.flatMap((mean, i) =>
      (image.range ?? [0, 1]).map((x) => (x - mean) / (normalization.std[i] ?? 1)),
    );
    const range = [Math.min(...ends), Math.max(...ends)] as const;
    return { dataset: { ...inputs.dataset, image: { ...image, range, normalization } } };
  },
  async run({ settings, inputs }) {
    const scaling = chosen(settings);
    const normalizer = makeNormalizer(scaling);
    return {
      dataset: mapImages(inputs.dataset, (image, name) => {
        if (isPicture(image)) throw new Error(`${name} is a picture where a tensor was promised.`);
        checkChannels(scaling, image.channels, settings.preset);
        return normalizer(image);
      }),
    };
  },
  torch({ settings, inputs, outputs }) {
    const { mean, std, reversed } = chosen(settings);
    return {
      imports: ["import torch", "from torchvision import transforms"],
      definitions: [TRANSFORMED],
      lines: [
        "transform = transforms.Compose([",
        "    # Red, green, blue become blue, green, red.",
        "    transforms.Lambda(lambda x: x.flip(0)),",
        `    transforms.Normalize(mean=${python(mean)}, std=${python(std)}),`,
        "])",
        `${outputs.dataset} = Transformed(${inputs.dataset}, transform)`,
      ].filter((_, at) => reversed || (at !== 1 && at !== 2)),
    };
  },
  example: {
    settings: { preset: "custom", means: [0.5], stds: [0.25] },
    shows: "Grey from 0 to 1 becomes −2 to 2.",
  },
});

/** The numbers that the settings stand for. Throws NodeError where they are none to divide by. */
function chosen(settings: {
  preset: "imagenet" | "keras" | "custom";
  means: readonly number[];
  stds: readonly number[];
}): Normalization {
  if (settings.preset === "imagenet") return IMAGENET;
  if (settings.preset === "keras") return KERAS;
  const { means, stds } = settings;
  if (means.length === 0 || means.length !== stds.length) {
    throw new NodeError(
      `There are ${means.length} means and ${stds.length} standard deviations. Give one of each for every channel.`,
      { setting: "stds", expected: `${Math.max(means.length, 1)} numbers`, got: `${stds.length} numbers` },
    );
  }
  const bad = stds.find((std) => !(Math.fround(std) > 0));
  if (bad !== undefined) {
    throw new NodeError(
      `A standard deviation is ${bad}, but values are divided by it. Give numbers above 0.`,
      {
        setting: "stds",
        expected: "above 0",
        got: String(bad),
      },
    );
  }
  return { mean: means, std: stds };
}

function checkChannels({ mean }: Normalization, channels: number | string | undefined, preset: string): void {
  if (typeof channels !== "number" || channels === mean.length) return;
  const advice =
    preset !== "custom"
      ? "Insert Convert colour with RGB before To tensor, or give your own numbers."
      : `Give ${channels} means and ${channels} standard deviations, or insert Convert colour before To tensor.`;
  throw new NodeError(
    `Normalize has means for ${mean.length} ${mean.length === 1 ? "channel" : "channels"}, but the pictures have ${channels}. ${advice}`,
    {
      port: "dataset",
      expected: `[${mean.length}, H, W]`,
      got: `[${channels}, H, W]`,
      ...(mean.length === 3
        ? { insert: { type: "convert-colour", settings: { mode: "RGB" }, before: "to-tensor" } }
        : {}),
    },
  );
}
