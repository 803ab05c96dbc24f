/*
 * What nodes' lines of Python share: datasets here, networks, training and figures in the files beside this one. All of
 * it runs on torch 1.13 and later with torchvision, numpy, matplotlib, scikit-learn and Pillow, and nothing else.
 */

/** A folder of pictures, wherever they come from. */
export const FOLDER_OF = `def folder_of(path):
    """The folder itself; of a zip, the folder beside it that it is unpacked to."""
    path = Path(path)
    if not path.exists():
        raise SystemExit(f"There is no {path}: put the folder or zip with your pictures there.")
    if path.suffix.lower() != ".zip":
        return path
    folder = path.with_suffix("")
    if not folder.exists():
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
    return folder`;

export const PICTURES_IN = `def pictures_in(folder):
    """Paths of all pictures, sorted."""
    endings = {".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif", ".tif", ".tiff"}
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in endings)
    if not found:
        raise SystemExit(f"There are no pictures in {folder}.")
    return found`;

export const FOLDER_IMPORTS: readonly string[] = ["import zipfile", "from pathlib import Path"];

/** A map-style dataset whose pictures go through a transform when they are asked for. */
export const TRANSFORMED = `class Transformed(torch.utils.data.Dataset):
    """The pictures of another dataset, each through a transform when it is asked for."""

    def __init__(self, dataset, transform):
        self.dataset, self.transform = dataset, transform
        self.classes, self.targets, self.names = dataset.classes, dataset.targets, dataset.names

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        image, target = self.dataset[index]
        return self.transform(image), target`;

/** Pictures and, where there are some, their masks, moved by the same draw. */
export const MOVED = `class Moved(torch.utils.data.Dataset):
    """The pictures of another dataset, each moved, and its mask by the same draw."""

    def __init__(self, dataset, draw):
        self.dataset, self.draw = dataset, draw
        self.classes, self.targets, self.names = dataset.classes, dataset.targets, dataset.names

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        image, target = self.dataset[index]
        move = self.draw(image)
        if torch.is_tensor(target):
            mask = move(transforms.functional.to_pil_image(target.byte()), True)
            target = torch.from_numpy(np.array(mask))[None].float()
        return move(image, False), target`;

/** The same where a run is carried: what moves a picture follows from its number. */
export const AS_DRAWN = `class AsDrawn(Moved):
    """Moved by what the run drew for each picture's number."""

    def __getitem__(self, index):
        return Moved(self.dataset, lambda image: self.draw(index))[index]`;

export const MOVED_IMPORTS: readonly string[] = [
  "import numpy as np",
  "import torch",
  "from torchvision import transforms",
];

/** Files and classes as a map-style dataset; pictures are opened when they are asked for. */
export const IMAGE_FILES = `class ImageFiles(torch.utils.data.Dataset):
    """Pictures, opened when they are asked for, each with the index of its class."""

    def __init__(self, folder, files, labels):
        self.files = files
        self.names = [path.relative_to(folder).as_posix() for path in files]
        self.classes = sorted(set(labels))
        self.targets = [self.classes.index(label) for label in labels]

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        return Image.open(self.files[index]), self.targets[index]`;

/** Pictures and masks of 0 and 1 as a map-style dataset; masks of several files are joined. */
export const MASK_FOLDERS = `class ImagesWithMasks(torch.utils.data.Dataset):
    """Pictures with masks of 0 and 1; several masks of one picture, one an object, are joined."""

    classes = ["nucleus"]

    def __init__(self, folder, pairs, threshold=0):
        self.pairs, self.threshold = pairs, threshold
        self.names = [path.relative_to(folder).as_posix() for path, _ in pairs]
        self.targets = [0] * len(pairs)

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, index):
        path, masks = self.pairs[index]
        marked = [np.asarray(Image.open(mask).convert("L")) > self.threshold for mask in masks]
        return Image.open(path), torch.from_numpy(np.any(marked, axis=0))[None].float()`;

/** Some rows of a dataset that still knows its classes. */
export const ROWS = `class Rows(torch.utils.data.Subset):
    """Some pictures of a dataset, by their indices."""

    def __init__(self, dataset, indices):
        super().__init__(dataset, indices)
        self.classes = dataset.classes
        self.targets = [dataset.targets[index] for index in indices]
        self.names = [dataset.names[index] for index in indices]`;

/** Pairs of pictures with equal values, over all parts of the data. */
export const DATA_CHECK = `def same_pictures(*parts):
    """Pairs of pictures with equal values, each as (part, row)."""
    seen, pairs = {}, []
    for part, dataset in enumerate(parts):
        for row in range(len(dataset)):
            key = np.asarray(dataset[row][0]).tobytes()
            if key in seen:
                pairs.append((seen[key], (part, row)))
            seen.setdefault(key, (part, row))
    return pairs`;

/** Drawn pictures are left out by names without an ending, those of files by their paths. */
export const IS_LEFT_OUT = `def is_left_out(path, names):
    """Whether a picture's path ends in one of these names, with its ending or without."""
    ends = tuple(f"/{name}" for name in names)
    return any(f"/{one.as_posix()}".endswith(ends) for one in (path, path.with_suffix("")))`;

/** The lines that give a list its name: one where it is short, else as many as it takes. */
export function listed(name: string, values: readonly (string | number)[]): readonly string[] {
  const whole = `${name} = ${python(values)}`;
  if (whole.length <= WIDTH) return [whole];
  const lines: string[] = [];
  for (const value of values) {
    const last = lines.at(-1);
    const next = `${python(value)},`;
    if (last !== undefined && last.length + next.length < WIDTH) lines[lines.length - 1] = `${last} ${next}`;
    else lines.push(`    ${next}`);
  }
  return [`${name} = [`, ...lines, "]"];
}

/** A line's length, with room for a script's indentation. */
const WIDTH = 92;

/** A string, a number, a boolean or a list as Python writes it. */
export function python(value: string | number | boolean | readonly (string | number)[]): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  return `[${value.map((item) => python(item)).join(", ")}]`;
}
