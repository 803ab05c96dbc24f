import { deflateSync } from "fflate";
import { LIMITS } from "../graph/parse";
import { inflateText } from "./inflate-text";

/** Longer addresses are cut off by some mail and chat programs: beyond this a file is the better way. */
export const LONGEST_LINK = 2000;

const PREFIX = "#g=";
const VERSION = "1";

export type LinkedGraph =
  | { readonly text: string; readonly refusal?: undefined }
  | { readonly text?: undefined; readonly refusal: string };

/** A graph's canonical text as the fragment of an address: `#g=1.` and base64url of the packed text. */
export function linkFragment(text: string): string {
  const packed = deflateSync(new TextEncoder().encode(text), { level: 9 });
  let binary = "";
  for (const byte of packed) binary += String.fromCharCode(byte);
  const letters = btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return `${PREFIX}${VERSION}.${letters}`;
}

/** The text in a fragment, not yet checked to be a graph; undefined where the fragment speaks of no graph at all. */
export function readLink(fragment: string): LinkedGraph | undefined {
  if (!fragment.startsWith(PREFIX)) return undefined;
  const [, version, letters] = /^(\d{1,9})\.(.*)$/s.exec(fragment.slice(PREFIX.length)) ?? [];
  if (version === undefined || letters === undefined) return { refusal: BROKEN };
  if (version !== VERSION) {
    return {
      refusal: `This link was made by another Tensorloom (links of version ${version}; this one reads version ${VERSION}). Ask for the graph as a file.`,
    };
  }
  const packed = letters.length <= LIMITS.bytes ? fromLetters(letters) : undefined;
  if (!packed) return { refusal: BROKEN };
  const { text, problem } = inflateText(packed, "deflate", LIMITS.bytes);
  if (text !== undefined) return { text };
  return { refusal: problem === "too big" ? TOO_BIG : BROKEN };
}

const BROKEN =
  "The graph in this link cannot be read: the link was cut off or changed on its way. Copy all of it, or ask for the graph as a file.";
const TOO_BIG = `The text in this link is longer than ${LIMITS.bytes / 1e6} MB, the most that a graph has. It was not opened.`;

function fromLetters(letters: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(letters) || letters.length % 4 === 1) return undefined;
  const binary = atob(letters.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}
