import { choosePictures } from "@/data/choose-pictures";
import { type NumberMap, planeCell } from "@/data/heat-map";
import { SHOWABLE } from "@/data/python-figures";
import { needSome } from "@/data/refuse";
import { thumbnail } from "@/data/thumbnail";
import type { Thumbnail } from "@/figures/figure";
import { dataset, defineNode, figure } from "@/graph/node";
import { int, text } from "@/graph/settings";
import type { Image } from "@/graph/values";

/** Longest side of a shown picture, px. */
const LONGEST = 256;

export default defineNode({
  type: "rgb-planes",
  version: 1,
  title: "RGB planes",
  category: "explain",
  doc: `Takes pictures apart into their channels: red, green and blue, each as a picture of its own.

A network sees a picture as one array a channel. In a grey picture that was converted to RGB all three are alike; behind
Normalize they differ, since each is shifted and scaled by its own numbers.

**Shapes** any \`[C, H, W]\` gives C planes \`[H, W]\`. Each is shown from its smallest value (black) to its largest (white);
values from 0 to 255 keep that range.

**Gives** so many pictures, drawn from the seed, or those that you name. The planes are saved as \`planes\` \`[n, C, H, W]\`
where all pictures have one size.

**Refuses** names that no picture has.

Compare \`image[channel]\` of a tensor in PyTorch.`,
  settings: {
    count: int("Pictures", { default: 2, min: 1, max: 24 }),
    names: text("Pictures by name", {
      default: "",
      maxLength: 4000,
      placeholder: "Cr_1.jpg, Pa_7.jpg",
      doc: "Separated by commas; empty: drawn from the seed.",
    }),
    seed: int("Seed", { default: 0, min: 0, max: 2 ** 31 - 1 }),
  },
  card: ["count"],
  inputs: { dataset: dataset("Pictures to take apart") },
  outputs: { figure: figure("Every picture with its channels") },
  result: true,
  infer({ inputs }) {
    needSome(inputs.dataset, "take apart", "dataset");
    return { figure: { kind: "Figure" } };
  },
  async run({ settings, inputs, report, signal }) {
    const chosen = choosePictures(inputs.dataset, { ...settings, perClass: false }, "rgb planes");
    const rows = [];
    const images: Image[] = [];
    for (const index of chosen.names.keys()) {
      signal.throwIfAborted();
      const { image, name, label } = await chosen.sample(index, 0);
      images.push(image);
      const planes = planesOf(image);
      const cells: Thumbnail[] = planes.map(({ channel, map }) =>
        planeCell(map, image.data instanceof Uint8Array, `${name}: ${channel}`, LONGEST),
      );
      const caption = chosen.classes[label] ?? "";
      rows.push({ name, caption, values: [], cells: [thumbnail(image, name, caption, LONGEST), ...cells] });
      report.progress(index + 1, chosen.names.length);
    }
    const [first] = images;
    const columns = ["Picture", ...(first ? planesOf(first).map(({ channel }) => channel) : [])];
    return {
      figure: {
        kind: "Figure",
        figure: { kind: "maps", title: "RGB planes", columns, rows, numbers: [] },
        data: { pictures: chosen.names, channels: columns.slice(1) },
        arrays: {
          values: stacked(images),
          about: { pictures: JSON.stringify(chosen.names) },
        },
      },
    };
  },
  torch: ({ settings, inputs, outputs }) => ({
    imports: ["import matplotlib.pyplot as plt", "import numpy as np", "import torch"],
    definitions: [SHOWABLE],
    lines: [
      `rows = np.random.default_rng(${settings.seed}).permutation(len(${inputs.dataset}))[:${settings.count}]`,
      `images = [showable(${inputs.dataset}[int(row)][0]) for row in rows]`,
      "images = [image[..., None] if image.ndim == 2 else image for image in images]",
      `${outputs.figure}, panels = plt.subplots(len(rows), images[0].shape[-1], squeeze=False)`,
      "for image, line in zip(images, panels):",
      "    for channel, panel in enumerate(line):",
      '        panel.imshow(image[..., channel], cmap="gray", vmin=0, vmax=1)',
      '        panel.set_title("RGB"[channel] if len(line) == 3 else f"Channel {channel + 1}")',
      "        panel.set_axis_off()",
    ],
    draws: true,
  }),
  example: { settings: { count: 2 }, shows: "Two pictures and the channels that each is made of." },
});

const NAMES: Readonly<Record<number, readonly string[]>> = {
  1: ["Grey"],
  3: ["Red", "Green", "Blue"],
  4: ["Red", "Green", "Blue", "Alpha"],
};

function planesOf(image: Image): readonly { readonly channel: string; readonly map: NumberMap }[] {
  const channels = image.data.length / Math.max(1, image.height * image.width);
  return Array.from({ length: channels }, (_, channel) => ({
    channel: NAMES[channels]?.[channel] ?? `Channel ${channel + 1}`,
    map: {
      height: image.height,
      width: image.width,
      data: Float32Array.from(
        { length: image.height * image.width },
        (_, at) => image.data[at * channels + channel] as number,
      ),
    },
  }));
}

/** All planes as one array where the pictures have one size; else an array a picture. */
function stacked(images: readonly Image[]) {
  const arrays = images.map((image) => {
    const planes = planesOf(image);
    const data = new Float32Array(image.data.length);
    planes.forEach(({ map }, channel) => {
      data.set(map.data, channel * map.data.length);
    });
    return { shape: [planes.length, image.height, image.width], data };
  });
  const [first] = arrays;
  if (!first) return new Map();
  if (!arrays.every(({ shape }) => shape.join() === first.shape.join()))
    return new Map(arrays.map((array, index) => [`planes.${index}`, array]));
  const data = new Float32Array(arrays.length * first.data.length);
  arrays.forEach((array, index) => {
    data.set(array.data, index * first.data.length);
  });
  return new Map([["planes", { shape: [arrays.length, ...first.shape], data }]]);
}
