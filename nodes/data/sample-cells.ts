import { cellSamples, cellsType, cellsWarnings } from "@/data/cell-samples";
import { EXCLUDE } from "@/data/leave-out";
import { FOLDER_IMPORTS, FOLDER_OF, listed, MASK_FOLDERS, PICTURES_IN } from "@/data/python";
import { dataset, defineNode } from "@/graph/node";
import { int } from "@/graph/settings";

export default defineNode({
  type: "sample-cells",
  version: 1,
  title: "Sample cells",
  category: "data",
  doc: `Draws fluorescence pictures of cell nuclei with their true masks, to try things out with no download.

Nuclei are bent ellipses; those of one picture are of about one size (6 to 15 px of radius), pictures differ. A third of
them touch another. Light falls off to one side, the background glows a little, and noise grows with the brightness, so
that one threshold for all pictures does not do.

**Gives** so many pictures \`[4, 256, 256]\`, whole numbers from 0 to 255 (uint8, mode RGBA, alpha 255), each with a mask
\`[1, 256, 256]\` of 0 and 1. Picture *i* depends on the seed and on *i* alone: more pictures leave the first ones as they
are, and so does leaving some out. The one class is *nucleus*.

**Refuses** to leave out all. They are drawings: what is learned from them says nothing about real cells.

Real pictures to compare with: the 2018 Data Science Bowl, stage 1 (Caicedo et al., *Nature Methods* 16 (2019) 1247–1253).`,
  settings: {
    count: int("Pictures", { default: 60, min: 1, max: 100_000 }),
    seed: int("Seed", { default: 0, min: 0, max: 2 ** 31 - 1, doc: "Another seed draws other pictures." }),
    exclude: EXCLUDE,
  },
  card: ["count", "seed"],
  inputs: {},
  outputs: { dataset: dataset("Drawn nuclei with their masks, RGBA, 256 × 256 px") },
  infer: ({ settings }) => ({ dataset: cellsType(settings) }),
  warnings: ({ settings }) => cellsWarnings(settings),
  run: async ({ settings }) => ({ dataset: cellSamples(settings) }),
  torch: ({ settings: { exclude }, outputs, data }) => ({
    imports: [...FOLDER_IMPORTS, "import numpy as np", "import torch", "from PIL import Image"],
    definitions: [FOLDER_OF, PICTURES_IN, MASK_FOLDERS],
    lines: [
      "# The drawn pictures and masks, saved as PNG in two folders.",
      `folder = folder_of(${data ?? '"sample-cells"'})`,
      'files = pictures_in(folder / "images")',
      ...(exclude.length > 0
        ? [...listed("left_out", exclude), "files = [path for path in files if path.stem not in left_out]"]
        : []),
      'pairs = [(path, [folder / "masks" / path.name]) for path in files]',
      `${outputs.dataset} = ImagesWithMasks(folder, pairs)`,
      `classes = ${outputs.dataset}.classes`,
    ],
  }),
  example: { settings: { count: 2 }, shows: "Two drawn pictures with their masks." },
});
