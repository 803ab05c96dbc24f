import DOMPurify from "dompurify";
import katex from "katex";
import { Marked, type TokenizerAndRendererExtension } from "marked";
import { escaped, htmlOf } from "../inspector/written-as";
import { trustHtml } from "../trusted";

/** A formula as MathML, which every browser draws and reads aloud; its source stays out of what is read. */
function formula(tex: string, displayMode: boolean): string {
  try {
    return drawn(tex, displayMode);
  } catch (error) {
    // Braces in braces to the end of the stack; a formula that is merely wrong is drawn as one.
    if (error instanceof RangeError) return `<code>${escaped(tex)}</code>`;
    throw error;
  }
}

function drawn(tex: string, displayMode: boolean): string {
  return katex
    .renderToString(tex, {
      displayMode,
      output: "mathml",
      throwOnError: false,
      strict: false,
      trust: false,
      maxExpand: 200,
      maxSize: 20,
    })
    .replace(/<annotation [^>]*>[\s\S]*?<\/annotation>/g, "");
}

const displayed: TokenizerAndRendererExtension = {
  name: "displayedFormula",
  level: "block",
  start: (text) => /^\$\$/m.exec(text)?.index,
  tokenizer(text) {
    const found = /^\$\$([^$]{1,2000})\$\$[ \t]*(?:\n+|$)/.exec(text);
    return found ? { type: "displayedFormula", raw: found[0], tex: found[1]?.trim() } : undefined;
  },
  renderer: ({ tex }) => `<div class="formula" tabindex="0">${formula(String(tex), true)}</div>`,
};

const inline: TokenizerAndRendererExtension = {
  name: "inlineFormula",
  level: "inline",
  start: (text) => text.indexOf("$"),
  tokenizer(text) {
    // "$5 and $6" are prices: a formula begins and ends beside a letter, and no digit follows it.
    const found = /^\$(?!\s)([^$\n]{1,1000}?)(?<![\s\\])\$(?!\d)/.exec(text);
    return found ? { type: "inlineFormula", raw: found[0], tex: found[1] } : undefined;
  },
  renderer: ({ tex }) => formula(String(tex), false),
};

/** Markdown of a step as HTML that can run nothing: with formulas, and with the walkthrough's own drawings as pictures. */
export function stepHtml(text: string, drawings: Readonly<Record<string, string>> = {}): string {
  const reader = new Marked({
    gfm: true,
    extensions: [displayed, inline],
    renderer: {
      // HTML in Markdown stands there as it was written.
      html: ({ text }) => escaped(text),
      image({ href, text }) {
        const name = href.startsWith("drawing:") ? href.slice("drawing:".length) : undefined;
        const drawing = name !== undefined && Object.hasOwn(drawings, name) ? drawings[name] : undefined;
        // An address of a stranger's picture is not followed: its words stand for it.
        if (drawing === undefined) return `<em>${escaped(text || href)}</em>`;
        return `<img class="drawing" alt="${escaped(text)}" src="${pictureOf(drawing)}">`;
      },
    },
  });
  const html = htmlOf(text, (readable) => reader.parse(readable, { async: false }));
  const clean = DOMPurify.sanitize(html, {
    FORBID_TAGS: ["style", "form", "input", "svg"],
    FORBID_ATTR: ["style"],
  });
  return trustHtml(clean.replaceAll("<a href=", '<a target="_blank" rel="noopener noreferrer" href='));
}

/** In a picture nothing of an SVG runs, and it reaches for nothing outside itself. */
function pictureOf(svg: string): string {
  const bytes = new TextEncoder().encode(svg);
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `data:image/svg+xml;base64,${btoa(binary)}`;
}
