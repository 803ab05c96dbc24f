/** What could be read of a JSON text that breaks off, or is no JSON from some place on. */
export interface Torn {
  readonly value: unknown;
  /** Keys on the way to where it breaks, such as nodes, trainer, settings. */
  readonly path: readonly string[];
  /** The line on which it breaks, from 1. */
  readonly line: number;
}

interface Frame {
  readonly close: "}" | "]";
  key: string;
  index: number;
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

/**
 * Reads JSON as far as it goes: up to the last value that came whole, every list and object around it closed there.
 * A number at the very end is not taken for whole. `undefined` where not even a beginning can be read.
 */
export function readTorn(text: string): Torn | undefined {
  const frames: Frame[] = [];
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  const start = at;
  let cut: { readonly at: number; readonly depth: number } | undefined;

  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const skip = (pattern: RegExp): boolean => {
    const found = match(pattern);
    at += found?.length ?? 0;
    return found !== undefined && found !== "";
  };
  const take = (character: string): boolean => {
    skip(SPACE);
    if (text[at] !== character) return false;
    at++;
    return true;
  };
  /** A key and its colon, where an object goes on. */
  const takeKey = (frame: Frame): boolean => {
    skip(SPACE);
    const from = at;
    at = endOfString(text, at);
    if (at < 0) {
      at = from;
      return false;
    }
    frame.key = String(JSON.parse(text.slice(from, at)));
    return take(":");
  };
  /** Opens a list or object: `true` where its first value, or the next one around it, is to follow. */
  const open = (close: Frame["close"]): boolean => {
    const frame: Frame = { close, key: "", index: 0 };
    frames.push(frame);
    cut = { at, depth: frames.length };
    if (take(close)) return closed();
    return close === "]" || takeKey(frame);
  };
  /** After a value: closes what ends here, and `true` where another value follows. */
  const whole = (): boolean => {
    cut = { at, depth: frames.length };
    const frame = frames.at(-1);
    if (!frame) return false;
    if (take(",")) {
      frame.index++;
      return frame.close === "]" || takeKey(frame);
    }
    return take(frame.close) && closed();
  };
  const closed = (): boolean => {
    frames.pop();
    return whole();
  };
  /** One value, or the beginning of one. */
  const value = (): boolean => {
    if (take("{")) return open("}");
    if (take("[")) return open("]");
    const end = endOfString(text, at);
    if (end >= 0) {
      at = end;
      return whole();
    }
    if (skip(WORD)) return whole();
    return skip(NUMBER) && at < text.length && whole();
  };
  try {
    while (value());
  } catch {
    // Nested deeper than the machine can follow: what came before counts.
  }
  if (!cut || at === start) return undefined;
  const closers = frames
    .slice(0, cut.depth)
    .reverse()
    .map(({ close }) => close)
    .join("");
  try {
    return {
      value: JSON.parse(text.slice(start, cut.at) + closers),
      path: frames.map(({ close, key, index }) => (close === "}" ? key : String(index))),
      line: text.slice(0, at).split("\n").length,
    };
  } catch {
    return undefined;
  }
}

/** Where the string that begins here ends, or -1: it is none, does not end, or holds what no string may. */
function endOfString(text: string, from: number): number {
  if (text[from] !== '"') return -1;
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return -1;
    if (code !== 0x5c) continue;
    const next = text[++at] ?? "";
    if (next === "u") {
      if (!/^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) return -1;
      at += 4;
    } else if (!'"\\/bfnrt'.includes(next) || next === "") return -1;
  }
  return -1;
}
