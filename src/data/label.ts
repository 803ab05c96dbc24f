/** How a picture's class is read off its path. */
export type LabelRule =
  | { readonly kind: "name" }
  | { readonly kind: "folder" }
  | { readonly kind: "pattern"; readonly pattern: string };

/** Gives the class of a path, or `undefined` where the path says none. */
export type Labeller = (path: string) => string | undefined;

/** A pattern that cannot be used, in words. */
export class PatternError extends Error {
  override readonly name = "PatternError";
}

/** Throws PatternError for a pattern that is not one. */
export function makeLabeller(rule: LabelRule): Labeller {
  switch (rule.kind) {
    case "name":
      return labelFromName;
    case "folder":
      return labelFromFolder;
    case "pattern":
      return labelFromPattern(rule.pattern);
  }
}

/** What stands before the first `_` or digit of the file's name: `Cr_12.bmp` and `Cr12.bmp` are both `Cr`. */
export function labelFromName(path: string): string | undefined {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const dot = file.lastIndexOf(".");
  const stem = dot > 0 ? file.slice(0, dot) : file;
  const end = stem.search(/[_0-9]/);
  const label = trimEnd(end < 0 ? stem : stem.slice(0, end)).trimStart();
  return label === "" ? undefined : label;
}

/** The folder that the file lies in: `test/cat/1.png` is `cat`. */
export function labelFromFolder(path: string): string | undefined {
  return path.split("/").at(-2) || undefined;
}

/** Blanks, hyphens and dots between a word and its number belong to neither. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && " -.(".includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

const CLASS = "{class}";

/**
 * A pattern such as `{class}_*.png` or `{class}/*`. `{class}` is what is wanted, `*` stands for any characters or none,
 * all else for itself; neither crosses a `/`. A pattern with one `/` is held against the last folder and the file's
 * name, and so on. `*` and `{class}` take as few characters as they can, `{class}` at least one.
 * There is nothing to go back over, so a match takes one pass over the path, whatever the pattern.
 */
function labelFromPattern(pattern: string): Labeller {
  const places = pattern.split(CLASS).length - 1;
  if (places !== 1) {
    const has = places === 0 ? "has no" : `has ${places} times`;
    throw new PatternError(
      `The pattern "${pattern}" ${has} {class}. Write it once, for example {class}_*.png or {class}/*.`,
    );
  }
  if (pattern.includes(`*${CLASS}`) || pattern.includes(`${CLASS}*`)) {
    throw new PatternError(
      `In the pattern "${pattern}" a * touches {class}, so nothing says where the class ends. Put a character between them, for example {class}_*.`,
    );
  }
  const segments = pattern.split("/").map(segmentMatcher);
  return (path) => {
    const parts = path.split("/");
    if (parts.length < segments.length) return undefined;
    let label: string | undefined;
    for (const [index, match] of segments.entries()) {
      const found = match(parts[parts.length - segments.length + index] ?? "");
      if (found === undefined) return undefined;
      label = found.label ?? label;
    }
    return label;
  };
}

type Segment = (text: string) => { readonly label?: string } | undefined;

/** Literals are looked for from left to right, each at its first place behind the one before; the last ends the text. */
function segmentMatcher(pattern: string): Segment {
  const tokens = pattern.split(/(\{class\}|\*)/);
  const literals = tokens.filter((_, index) => index % 2 === 0);
  const wildcards = tokens.filter((_, index) => index % 2 === 1);
  return (text) => {
    let at = (literals[0] ?? "").length;
    if (!text.startsWith(literals[0] ?? "")) return undefined;
    if (wildcards.length === 0) return at === text.length ? {} : undefined;
    let label: string | undefined;
    for (const [index, wildcard] of wildcards.entries()) {
      const literal = literals[index + 1] ?? "";
      const from = wildcard === CLASS ? at + 1 : at;
      const last = index === wildcards.length - 1;
      const found = last ? text.length - literal.length : text.indexOf(literal, from);
      if (found < from || !text.startsWith(literal, found)) return undefined;
      if (wildcard === CLASS) label = text.slice(at, found);
      at = found + literal.length;
    }
    return label === undefined ? {} : { label };
  };
}
