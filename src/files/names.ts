/** Order of names that is the same everywhere: by UTF-16 code unit, never by the visitor's language. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What operating systems leave lying about in folders and zips. */
export function isLitter(path: string): boolean {
  const parts = path.split("/");
  const last = parts.at(-1) ?? "";
  return (
    parts.includes("__MACOSX") ||
    last === "" ||
    last === ".DS_Store" ||
    last === "desktop.ini" ||
    last.startsWith("._") ||
    last.toLowerCase() === "thumbs.db"
  );
}

/** `5,120 bytes`, `1 byte`. */
export function count(number: number, unit: string, several = `${unit}s`): string {
  return `${number.toLocaleString("en-US")} ${number === 1 ? unit : several}`;
}

/** `0.3 MB`, `13 MB`, `2,048 MB`; 1 MB = 1,048,576 bytes. */
export function megabytes(bytes: number): string {
  const value = bytes / 1024 ** 2;
  const digits = value < 10 ? 1 : 0;
  return `${value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })} MB`;
}
