import DOMPurify from "dompurify";
import { marked } from "marked";
import { trustHtml } from "../trusted";

/** Markdown as HTML that cannot run anything. Links open in a new tab. */
export function markdown(text: string): string {
  const html = marked.parse(text, { async: false, gfm: true });
  const clean = DOMPurify.sanitize(html, {
    FORBID_TAGS: ["style", "form", "input", "img"],
    FORBID_ATTR: ["style"],
  });
  return trustHtml(clean.replaceAll("<a href=", '<a target="_blank" rel="noopener noreferrer" href='));
}
