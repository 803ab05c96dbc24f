export type PictureKind = "jpeg" | "png" | "bmp" | "gif" | "webp" | "tiff";

const EXTENSIONS: Readonly<Record<string, PictureKind>> = {
  jpg: "jpeg",
  jpeg: "jpeg",
  jpe: "jpeg",
  jfif: "jpeg",
  png: "png",
  bmp: "bmp",
  dib: "bmp",
  gif: "gif",
  webp: "webp",
  tif: "tiff",
  tiff: "tiff",
};

/** Whether the name's ending is that of a picture, of a kind that is decoded. */
export function looksLikePicture(path: string): boolean {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
  return ending !== undefined && Object.hasOwn(EXTENSIONS, ending);
}

/** What the first bytes say, whatever the name. */
export function pictureKind(bytes: Uint8Array): PictureKind | undefined {
  const starts = (...pattern: (number | string)[]) => matches(bytes, 0, pattern);
  if (starts(0xff, 0xd8, 0xff)) return "jpeg";
  if (starts(0x89, "PNG", 0x0d, 0x0a, 0x1a, 0x0a)) return "png";
  if (starts("GIF87a") || starts("GIF89a")) return "gif";
  if (starts("RIFF") && matches(bytes, 8, ["WEBP"])) return "webp";
  if (starts("II", 42, 0) || starts("MM", 0, 42) || starts("II", 43, 0) || starts("MM", 0, 43)) return "tiff";
  // "BM" alone begins many a text: the length of the information header has to be one that exists.
  if (starts("BM") && [12, 40, 52, 56, 64, 108, 124].includes(bytes[14] ?? 0) && bytes[15] === 0)
    return "bmp";
  return undefined;
}

/** What a file that is no picture is, as the end of "notes.jpg is …". */
export function whatItIs(bytes: Uint8Array): string {
  const starts = (...pattern: (number | string)[]) => matches(bytes, 0, pattern);
  if (bytes.length === 0) return "empty: 0 bytes";
  if (starts("PK", 3, 4)) return "a zip or an office document, not a picture";
  if (starts("%PDF")) return "a PDF, not a picture";
  if (matches(bytes, 4, ["ftyp"]))
    return "a HEIC, AVIF or video file, which is not understood. Save it as PNG or JPEG";
  if (isText(bytes)) {
    const head = new TextDecoder().decode(bytes.subarray(0, 512)).trimStart().toLowerCase();
    if (head.startsWith("<!doctype html") || head.startsWith("<html")) return "a web page, not a picture";
    if (head.startsWith("<svg") || head.includes("<svg ")) return "an SVG drawing, not a picture of pixels";
    return "text, not a picture";
  }
  return "not a picture of a known kind";
}

/** UTF-8 without control characters, as far as the first 512 bytes tell. */
function isText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 512);
  if (head.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) return false;
  try {
    // Streaming: a character cut at the end of the head is no fault.
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    // Not UTF-8, which is the answer.
    return false;
  }
}

function matches(bytes: Uint8Array, from: number, pattern: readonly (number | string)[]): boolean {
  let at = from;
  for (const part of pattern) {
    const expected = typeof part === "number" ? [part] : [...part].map((letter) => letter.charCodeAt(0));
    for (const byte of expected) if (bytes[at++] !== byte) return false;
  }
  return true;
}
