import { type ArchiveSettings, archiveDataset, archiveWarnings, lookThrough } from "@/data/image-archive";
import { EXCLUDE } from "@/data/leave-out";
import {
  FOLDER_IMPORTS,
  FOLDER_OF,
  IMAGE_FILES,
  IS_LEFT_OUT,
  listed,
  PICTURES_IN,
  python,
} from "@/data/python";
import { steelSamples, steelType, steelWarnings } from "@/data/steel-samples";
import { dataset, defineNode } from "@/graph/node";
import { NodeError } from "@/graph/problem";
import { choice, int, text } from "@/graph/settings";

export default defineNode({
  type: "image-archive",
  version: 1,
  title: "Image archive",
  category: "data",
  doc: `Reads pictures and their classes from a zip, a folder or loose files that you give it.

Nothing is uploaded. The files are looked through once, and each picture is decoded again when it is needed: they are
never all in memory.

**The class of a picture** comes from
- *its name*: what stands before the first \`_\` or digit, so \`Cr_12.jpg\` and \`Cr12.jpg\` are \`Cr\`;
- *its folder*: \`steel/scratches/7.png\` is \`scratches\`;
- *a pattern*: \`{class}\` is what is wanted, \`*\` any characters or none, all else stands for itself. \`{class}/*\` is the
  folder, \`*-{class}.png\` what stands between the first hyphen and the ending. Neither crosses a \`/\`.

Classes are sorted by code unit: capitals before small letters.

**Gives** \`N\` pictures \`[C, H, W]\`, whole numbers from 0 to 255 (uint8). H and W are numbers where all pictures have one
size, C where all have one colour mode. Before you give files it can draw sample pictures, so that the graph runs.

**Leaves out and names** files that are no pictures, pictures without a class, and broken pictures, unless they are to
stop it; and, without a word, the pictures that you leave out by name, such as one with a wrong class. Of a TIFF
stack or an animation the first picture is taken, and the run says so. **Refuses** an archive without a single picture.

Compare \`torchvision.datasets.ImageFolder\`.`,
  settings: {
    label: choice("Class from", {
      default: "name",
      options: { name: "The file's name", folder: "The folder", pattern: "A pattern" },
    }),
    pattern: text("Pattern", {
      default: "{class}_*",
      maxLength: 200,
      placeholder: "{class}_*",
      doc: "Used with A pattern. {class} is the class, * any characters.",
    }),
    broken: choice("Broken pictures", {
      default: "skip",
      options: { skip: "Name and skip them", stop: "Stop" },
    }),
    untilFiles: choice("Until there are files", {
      default: "sample-steel",
      options: { "sample-steel": "Draw sample steel", nothing: "Give nothing" },
    }),
    count: int("Sample pictures per class", { default: 40, min: 1, max: 10000 }),
    seed: int("Seed of the sample", { default: 0, min: 0, max: 2 ** 31 - 1 }),
    exclude: EXCLUDE,
  },
  card: ["label", "untilFiles"],
  files: {
    label: "A zip, a folder or pictures",
    accept: ".zip,.jpg,.jpeg,.png,.bmp,.webp,.gif,.tif,.tiff",
    multiple: true,
  },
  inputs: {},
  outputs: { dataset: dataset("The pictures with their classes") },
  infer({ settings, facts, hasFiles }) {
    if (facts) {
      const shape = [facts.channels, facts.height, facts.width];
      const mode = facts.mode === undefined ? {} : { mode: facts.mode };
      return {
        dataset: {
          kind: "Dataset",
          image: { shape, dtype: facts.dtype, range: [0, 255], ...mode },
          length: facts.length,
          classes: facts.classes,
        },
      };
    }
    if (hasFiles) {
      const image = { shape: ["C", "H", "W"], dtype: "uint8", range: [0, 255] } as const;
      return { dataset: { kind: "Dataset", image, length: "N" } };
    }
    needSample(settings);
    return { dataset: steelType(settings) };
  },
  warnings({ settings, facts, hasFiles }) {
    if (facts) return archiveWarnings(facts);
    return hasFiles ? [] : steelWarnings(settings);
  },
  async inspect(context) {
    if (!context.files) needSample(context.settings);
    return lookThrough(context);
  },
  async run(context) {
    const { settings, files, pictures } = context;
    if (files)
      return { dataset: archiveDataset(files, pictures, context.facts ?? (await lookThrough(context))) };
    needSample(settings);
    return { dataset: steelSamples(settings) };
  },
  torch({ settings, outputs, data }) {
    const name = {
      name: 're.split(r"[_0-9]", path.stem)[0].strip(" -.(")',
      folder: "path.parent.name",
      pattern: `re.search(${python(asRegex(settings.pattern))}, path.as_posix())[1]`,
    }[settings.label];
    return {
      imports: ["import re", ...FOLDER_IMPORTS, "import torch", "from PIL import Image"],
      definitions: [
        FOLDER_OF,
        PICTURES_IN,
        IMAGE_FILES,
        ...(settings.exclude.length > 0 ? [IS_LEFT_OUT] : []),
      ],
      lines: [
        `folder = folder_of(${data ?? '"images"'})`,
        "files = pictures_in(folder)",
        ...(settings.exclude.length > 0
          ? [
              ...listed("left_out", settings.exclude),
              "files = [path for path in files if not is_left_out(path, left_out)]",
            ]
          : []),
        `labels = [${name} for path in files]`,
        `${outputs.dataset} = ImageFiles(folder, files, labels)`,
        `classes = ${outputs.dataset}.classes`,
      ],
    };
  },
  example: { settings: { count: 2 }, shows: "No files yet: twelve drawn pictures, two of each class." },
});

function needSample(settings: Pick<ArchiveSettings, "untilFiles">): void {
  if (settings.untilFiles === "sample-steel") return;
  throw new NodeError(
    "There are no pictures yet. Drop a zip, a folder or pictures on this node, or let it draw sample steel.",
    { expected: "a zip, a folder or pictures", got: "no files" },
    (node) => ({
      title: "Draw sample steel",
      edit: { kind: "set", node, setting: "untilFiles", value: "sample-steel" },
    }),
  );
}

/** The pattern as Python's regular expression, for the exported program only. */
function asRegex(pattern: string): string {
  const escaped = pattern.replace(/[.+?^$()[\]\\|]/g, "\\$&");
  return `(?:^|/)${escaped.replaceAll("*", "[^/]*?").replace("{class}", "([^/]+?)")}$`;
}
