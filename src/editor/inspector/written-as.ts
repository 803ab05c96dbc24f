/** So many marks of emphasis, links and code a person's text may have: what reads Markdown takes the square of them. */
const MOST_MARKS = 1500;
/** Quotes and lists in one another, told by the beginning of one line: what reads Markdown calls itself for each. */
const DEEP = /^(?:[ \t]*(?:>|[-+*]|\d{1,9}[.)])){17}/m;

/** Whether a text can be read as Markdown in a moment. What a stranger made to hang the page cannot. */
export function isReadable(text: string): boolean {
  if (DEEP.test(text)) return false;
  let marks = 0;
  for (let at = 0; at < text.length; at++) if ("*_~[]`<".includes(text.charAt(at))) marks++;
  return marks <= MOST_MARKS;
}

export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Reads a text by `read`; where it is beyond reading, it stands there as it was written. */
export function htmlOf(text: string, read: (text: string) => string): string {
  try {
    if (isReadable(text)) return read(text);
  } catch (error) {
    // The stack is at its end; anything else is a fault of ours.
    if (!(error instanceof RangeError)) throw error;
  }
  return `<p class="as-written">${escaped(text)}</p>`;
}
