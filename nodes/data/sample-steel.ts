import { EXCLUDE } from "@/data/leave-out";
import { FOLDER_IMPORTS, FOLDER_OF, IMAGE_FILES, listed, PICTURES_IN } from "@/data/python";
import { steelSamples, steelType, steelWarnings } from "@/data/steel-samples";
import { dataset, defineNode } from "@/graph/node";
import { int } from "@/graph/settings";

export default defineNode({
  type: "sample-steel",
  version: 1,
  title: "Sample steel",
  category: "data",
  doc: `Draws pictures of six kinds of steel surface, to try things out with no download.

The classes are those of the NEU surface defect set: crazing (Cr), inclusion (In), pitted surface (PS), patches (Pa),
rolled-in scale (RS) and scratches (Sc). Brightness and contrast vary within every class, so that a classifier has to
learn texture.

**Gives** 6 × *pictures per class* grey pictures, \`[1, 200, 200]\`, whole numbers from 0 to 255 (uint8, mode L), class
by class. Picture *i* of a class depends on the seed and on *i* alone: more pictures leave the first ones as they are, and
so does leaving some out.

**Refuses** to leave out all. They are drawings: what is learned from them says nothing about real steel.

Real pictures to compare with: Song and Yan, *Applied Surface Science* 285 (2013) 858–864.`,
  settings: {
    count: int("Pictures per class", { default: 40, min: 1, max: 10000 }),
    seed: int("Seed", { default: 0, min: 0, max: 2 ** 31 - 1, doc: "Another seed draws other pictures." }),
    exclude: EXCLUDE,
  },
  card: ["count", "seed"],
  inputs: {},
  outputs: { dataset: dataset("Drawn pictures of six defects, grey, 200 × 200 px") },
  infer: ({ settings }) => ({ dataset: steelType(settings) }),
  warnings: ({ settings }) => steelWarnings(settings),
  run: async ({ settings }) => ({ dataset: steelSamples(settings) }),
  torch: ({ settings: { exclude }, outputs, data }) => ({
    imports: [...FOLDER_IMPORTS, "import torch", "from PIL import Image"],
    definitions: [FOLDER_OF, PICTURES_IN, IMAGE_FILES],
    lines: [
      "# The drawn pictures, saved as PNG with one folder a class.",
      `folder = folder_of(${data ?? '"sample-steel"'})`,
      "files = pictures_in(folder)",
      ...(exclude.length > 0
        ? [...listed("left_out", exclude), "files = [path for path in files if path.stem not in left_out]"]
        : []),
      "labels = [path.parent.name for path in files]",
      `${outputs.dataset} = ImageFiles(folder, files, labels)`,
      `classes = ${outputs.dataset}.classes`,
    ],
  }),
  example: { settings: { count: 2 }, shows: "Twelve drawn pictures, two of each defect." },
});
