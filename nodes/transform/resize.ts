import { MOVED, MOVED_IMPORTS } from "@/data/python";
import { asPicture, needPictures } from "@/data/refuse";
import { mapPairs } from "@/graph/dataset";
import { dataset, defineNode } from "@/graph/node";
import { choice, int } from "@/graph/settings";
import type { Dim } from "@/module/shape";
import { makeResizer, type Resizer, shorterSideSize } from "@/pixels/resample";

export default defineNode({
  type: "resize",
  version: 1,
  title: "Resize",
  category: "transform",
  doc: `Makes every picture the same number of rows and columns, as PIL's \`Image.resize\` does, to the bit.

Each new pixel is a weighted mean of old ones around it: w(x) is a triangle of width 2·s (bilinear) or Keys' cubic with
a = −0.5 of width 4·s (bicubic), with s = max(1, old size / new size). Growing with s is the antialias: nothing is skipped
when a picture is made smaller. Nearest takes one pixel and mixes none.

**Fit** *both sides*: exactly height × width; the proportions may change. *Shorter side*: the shorter side becomes
*Height* px, the other keeps the proportion, its fraction cut off (torchvision's \`Resize(int)\`); *Width* is not used.

**Shapes** \`[C, H, W]\` to \`[C, height, width]\`, px, whole numbers from 0 to 255 (uint8). A mask is made the same size,
always by nearest, so that it stays 0 and 1.

**Refuses** tensors: put it before To tensor. torch's resize of tensors has no antialias by default and gives other
numbers.

The same as \`torchvision.transforms.Resize\` on PIL pictures.`,
  settings: {
    height: int("Height", {
      unit: "px",
      default: 224,
      min: 1,
      max: 4096,
      doc: "The shorter side, where only that is fixed.",
    }),
    width: int("Width", { unit: "px", default: 224, min: 1, max: 4096 }),
    interpolation: choice("Interpolation", {
      default: "bilinear",
      options: { bilinear: "Bilinear", bicubic: "Bicubic", nearest: "Nearest" },
    }),
    fit: choice("Fit", { default: "both", options: { both: "Both sides", shorter: "Shorter side" } }),
  },
  card: ["height", "width", "interpolation"],
  inputs: { dataset: dataset("Pictures of any size") },
  outputs: { dataset: dataset("The same pictures, resized") },
  infer({ settings, inputs }) {
    needPictures(inputs.dataset, "Resize");
    const [channels = "C", height = "H", width = "W"] = inputs.dataset.image.shape;
    const shape = [channels, ...sizeAfter(settings, height, width)];
    return { dataset: { ...inputs.dataset, image: { ...inputs.dataset.image, shape } } };
  },
  async run({ settings, inputs }) {
    // Most sets have one size, and its weights are worth keeping.
    let latest: { height: number; width: number; resize: Resizer; mask: Resizer } | undefined;
    return {
      dataset: mapPairs(inputs.dataset, ({ height, width }, name) => {
        if (latest?.height !== height || latest.width !== width) {
          const [rows, columns] = sizeAfter(settings, height, width);
          const to = { height: Number(rows), width: Number(columns) };
          const resize = makeResizer({ height, width }, to, settings.interpolation);
          latest = { height, width, resize, mask: makeResizer({ height, width }, to, "nearest") };
        }
        const { resize, mask } = latest;
        return { image: (image) => resize(asPicture(image, name)), mask };
      }),
    };
  },
  torch({ settings, inputs, outputs }) {
    const size = settings.fit === "both" ? `(${settings.height}, ${settings.width})` : `${settings.height}`;
    const how = `InterpolationMode.${settings.interpolation.toUpperCase()}`;
    return {
      imports: [...MOVED_IMPORTS, "from torchvision.transforms import InterpolationMode"],
      definitions: [MOVED, RESIZED],
      lines: [`${outputs.dataset} = Moved(${inputs.dataset}, resized(${size}, ${how}))`],
    };
  },
  example: { settings: { height: 64, width: 64 }, shows: "Pictures of 200 × 200 px become 64 × 64 px." },
});

const RESIZED = `def resized(size, how):
    """Pictures of another size; of masks the nearest pixel is taken, so that they stay 0 and 1."""
    def draw(image):
        return lambda picture, is_mask: transforms.functional.resize(
            picture, size, InterpolationMode.NEAREST if is_mask else how, antialias=True
        )
    return draw`;

/** Rows and columns, px, after the resize. The two are symbols while the shorter side is not known. */
function sizeAfter(
  settings: { height: number; width: number; fit: "both" | "shorter" },
  height: Dim,
  width: Dim,
): readonly [Dim, Dim] {
  if (settings.fit === "both") return [settings.height, settings.width];
  if (typeof height === "string" || typeof width === "string") return ["H′", "W′"];
  const size = shorterSideSize({ height, width }, settings.height);
  return [size.height, size.width];
}
