import { deflateSync } from "fflate";
import { LIMITS } from "../graph/parse";
import { inflateText } from "./inflate-text";

/** Longer addresses are cut off by some mail and chat programs: beyond this a file is the better way. */
export const LONGEST_LINK = 2000;

/** Browsers cut addresses off at about this many letters, and packed a graph has far fewer. */
const MOST_LETTERS = 2_000_000;

/** What a link carries, by the letter that its fragment begins with. */
const LETTERS = { graph: "g", walkthrough: "w" } as const;
export type LinkKind = keyof typeof LETTERS;
const FRAGMENT = /^#([gw])=(?:(\d{1,9})\.(.*))?/s;
const VERSION = "1";

export type Linked = { readonly kind: LinkKind } & (
  | { readonly text: string; readonly refusal?: undefined }
  | { readonly text?: undefined; readonly refusal: string }
);

/** A text as the fragment of an address: `#g=1.` (a graph) or `#w=1.` (a walkthrough) and base64url of the packed text. */
export function linkFragment(text: string, kind: LinkKind = "graph"): string {
  const packed = deflateSync(new TextEncoder().encode(text), { level: 9 });
  let binary = "";
  for (const byte of packed) binary += String.fromCharCode(byte);
  const letters = btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return `#${LETTERS[kind]}=${VERSION}.${letters}`;
}

/** The text in a fragment, not yet checked to be what it says; undefined where the fragment speaks of nothing that is ours. */
export function readLink(fragment: string): Linked | undefined {
  const [, letter, version, letters] = FRAGMENT.exec(fragment) ?? [];
  if (letter === undefined) return undefined;
  const kind: LinkKind = letter === LETTERS.graph ? "graph" : "walkthrough";
  if (version === undefined || letters === undefined) return { kind, refusal: broken(kind) };
  if (version !== VERSION) {
    return {
      kind,
      refusal: `This link was made by another Tensorloom (links of version ${version}; this one reads version ${VERSION}). Ask for the ${kind} as a file.`,
    };
  }
  const packed = letters.length <= MOST_LETTERS ? fromLetters(letters) : undefined;
  if (!packed) return { kind, refusal: broken(kind) };
  const { text, problem } = inflateText(packed, "deflate", LIMITS.bytes);
  if (text !== undefined) return { kind, text };
  return { kind, refusal: problem === "too big" ? TOO_BIG : broken(kind) };
}

const broken = (kind: LinkKind) =>
  `The ${kind} in this link cannot be read: the link was cut off or changed on its way. Copy all of it, or ask for the ${kind} as a file.`;
const TOO_BIG = `The text in this link is longer than ${LIMITS.bytes / 1e6} MB, the most that a graph has. It was not opened.`;

function fromLetters(letters: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(letters) || letters.length % 4 === 1) return undefined;
  const binary = atob(letters.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
