import DOMPurify from "dompurify";
import { Marked } from "marked";
import { trustHtml } from "../trusted";
import { escaped, htmlOf } from "./written-as";

/** HTML in Markdown stands there as it was written: a stranger's tags are words, and do not even reach the cleaner. */
const reader = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => escaped(text),
  },
});

/** Markdown as HTML that cannot run anything. Links open in a new tab. */
export function markdown(text: string): string {
  const html = htmlOf(text, (readable) => reader.parse(readable, { async: false }));
  const clean = DOMPurify.sanitize(html, {
    FORBID_TAGS: ["style", "form", "input", "img"],
    FORBID_ATTR: ["style"],
  });
  return trustHtml(clean.replaceAll("<a href=", '<a target="_blank" rel="noopener noreferrer" href='));
}
