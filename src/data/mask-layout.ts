/** A picture and the files that together are its mask. */
export interface PairOfPaths {
  readonly path: string;
  readonly masks: readonly string[];
}

export interface MaskLayout {
  readonly kind: "kaggle" | "folders" | "suffix";
  /** Beside the folders there are pairs told apart by the end of their names. */
  readonly alsoSuffix?: boolean;
  readonly pairs: readonly PairOfPaths[];
  readonly withoutMask: readonly string[];
  readonly withoutPicture: readonly string[];
}

const PICTURE_FOLDERS = new Set(["images", "image", "imgs", "img"]);
const MASK_FOLDERS = new Set(["masks", "mask", "labels", "label"]);
const SUFFIX = /[-_. ](masks?|labels?|seg|segmentation|gt)$/i;

/**
 * How pictures and masks are told apart, by their paths alone; `undefined` where they are not.
 * - `kaggle`: `<id>/images/*` is one picture, `<id>/masks/*` its objects, one a file;
 * - `folders`: `images/…` and `masks/…` with the same name (the mask's may end in `_mask`), whatever the endings;
 * - `suffix`: `x.png` and `x_mask.png` side by side.
 */
export function findLayout(paths: readonly string[]): MaskLayout | undefined {
  return byFolders(paths) ?? bySuffix(paths);
}

/** What lies beside the folders may be paired by its names. */
function withOthers(layout: MaskLayout, others: readonly string[]): MaskLayout {
  const beside = bySuffix(others);
  if (!beside) return { ...layout, withoutMask: [...layout.withoutMask, ...others] };
  return {
    kind: layout.kind,
    alsoSuffix: true,
    pairs: [...layout.pairs, ...beside.pairs],
    withoutMask: [...layout.withoutMask, ...beside.withoutMask],
    withoutPicture: [...layout.withoutPicture, ...beside.withoutPicture],
  };
}

interface Group {
  readonly pictures: string[];
  readonly masks: string[];
}

function byFolders(paths: readonly string[]): MaskLayout | undefined {
  const groups = new Map<string, Group>();
  const places = new Map<string, string>();
  for (const path of paths) {
    const place = placeOf(path);
    if (!place) continue;
    const group = groups.get(place.group) ?? { pictures: [], masks: [] };
    groups.set(place.group, group);
    (place.isMask ? group.masks : group.pictures).push(path);
    places.set(path, place.name);
  }
  const all = [...groups.values()];
  if (!all.some(({ pictures, masks }) => pictures.length > 0 && masks.length > 0)) return undefined;

  const nameOf = (path: string) => places.get(path) ?? path;
  const isKaggle = all.some((group) => isOneAndItsObjects(group, nameOf));
  const pairs: PairOfPaths[] = [];
  const withoutMask: string[] = [];
  const withoutPicture: string[] = [];
  for (const group of all) {
    const [only] = group.pictures;
    if (isKaggle && group.pictures.length === 1 && only !== undefined) {
      if (group.masks.length > 0) pairs.push({ path: only, masks: group.masks });
      else withoutMask.push(only);
      continue;
    }
    const matched = matchNames(group, nameOf);
    pairs.push(...matched.pairs);
    withoutMask.push(...matched.withoutMask);
    withoutPicture.push(...matched.withoutPicture);
  }
  const others = paths.filter((path) => !places.has(path));
  return withOthers({ kind: isKaggle ? "kaggle" : "folders", pairs, withoutMask, withoutPicture }, others);
}

/** The folder around `images` or `masks`, which of the two it is, and what comes after it without the ending. */
function placeOf(path: string): { group: string; isMask: boolean; name: string } | undefined {
  const parts = path.split("/");
  for (let at = parts.length - 2; at >= 0; at--) {
    const folder = (parts[at] ?? "").toLowerCase();
    const isMask = MASK_FOLDERS.has(folder);
    if (!isMask && !PICTURE_FOLDERS.has(folder)) continue;
    return { group: parts.slice(0, at).join("/"), isMask, name: stem(parts.slice(at + 1).join("/")) };
  }
  return undefined;
}

/** One picture whose masks are called otherwise: they are its objects. */
function isOneAndItsObjects({ pictures, masks }: Group, nameOf: (path: string) => string): boolean {
  const [only] = pictures;
  if (pictures.length !== 1 || only === undefined || masks.length === 0) return false;
  return !masks.some((mask) => sameName(nameOf(mask), nameOf(only)));
}

function matchNames(group: Group, nameOf: (path: string) => string): Omit<MaskLayout, "kind"> {
  const byName = new Map<string, string[]>();
  const known = new Set(group.pictures.map(nameOf));
  for (const mask of group.masks) {
    // Where a picture itself is called so, the ending belongs to the name.
    const name = known.has(nameOf(mask)) ? nameOf(mask) : nameOf(mask).replace(SUFFIX, "");
    byName.set(name, [...(byName.get(name) ?? []), mask]);
  }
  const pairs = group.pictures.map((path) => ({ path, masks: byName.get(nameOf(path)) ?? [] }));
  return {
    pairs: pairs.filter(({ masks }) => masks.length > 0),
    withoutMask: pairs.filter(({ masks }) => masks.length === 0).map(({ path }) => path),
    withoutPicture: [...byName].filter(([name]) => !known.has(name)).flatMap(([, masks]) => masks),
  };
}

function bySuffix(paths: readonly string[]): MaskLayout | undefined {
  const masks = paths.filter((path) => SUFFIX.test(stem(path)));
  const pictures = paths.filter((path) => !SUFFIX.test(stem(path)));
  const matched = matchNames({ pictures, masks }, stem);
  return matched.pairs.length > 0 ? { kind: "suffix", ...matched } : undefined;
}

function sameName(mask: string, picture: string): boolean {
  return mask === picture || mask.replace(SUFFIX, "") === picture;
}

/** Without the file's ending. */
function stem(path: string): string {
  const dot = path.lastIndexOf(".");
  return dot > path.lastIndexOf("/") + 1 ? path.slice(0, dot) : path;
}
