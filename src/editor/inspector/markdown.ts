import DOMPurify from "dompurify";
import { Marked } from "marked";
import { trustHtml } from "../trusted";

/** HTML in Markdown stands there as it was written: a stranger's tags are words, and do not even reach the cleaner. */
const reader = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  },
});

/** Markdown as HTML that cannot run anything. Links open in a new tab. */
export function markdown(text: string): string {
  const html = reader.parse(text, { async: false });
  const clean = DOMPurify.sanitize(html, {
    FORBID_TAGS: ["style", "form", "input", "img"],
    FORBID_ATTR: ["style"],
  });
  return trustHtml(clean.replaceAll("<a href=", '<a target="_blank" rel="noopener noreferrer" href='));
}
