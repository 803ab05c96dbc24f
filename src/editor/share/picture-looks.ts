import type { Graph, Note } from "@/graph/document";
import { childrenOf, ownNodes, withAncestors } from "@/graph/groups";
import { type Box, union } from "../canvas/bounds";
import { noteSize } from "../canvas/flow-looks";
import { colourOf } from "../state/colours";
import type { Colour, Context } from "./picture-of-graph";

const PADDING = 20;
const TITLE = 36;
const LINE = 17;

/** A rectangle with words: around a group, as a frame, or as a note. */
export interface Look extends Box {
  readonly kind: "frame" | "note";
  readonly text: string;
  readonly colour: string;
}

/** What stands on the canvas beside cards, from the back to the front. Groups are drawn open: a picture folds nothing away. */
export function looksOf(graph: Graph, cards: ReadonlyMap<string, Box>, withNotes: boolean): readonly Look[] {
  const notes = withNotes ? graph.notes.map(noteLook) : [];
  const frames = notes.filter(({ kind }) => kind === "frame");
  return [...frames, ...groupLooks(graph, cards), ...notes.filter(({ kind }) => kind === "note")];
}

function noteLook(note: Note): Look {
  const [width, height] = noteSize(note);
  const [x, y] = note.position;
  const isFrame = note.kind === "frame";
  return {
    x,
    y,
    width,
    height,
    kind: isFrame ? "frame" : "note",
    text: plainWords(note.text),
    colour: colourOf(note.colour),
  };
}

function groupLooks({ groups }: Graph, cards: ReadonlyMap<string, Box>): readonly Look[] {
  const depth = (id: string) => withAncestors(groups, id).length;
  const made = new Map<string, Look>();
  for (const id of Object.keys(groups).sort((a, b) => depth(b) - depth(a))) {
    const inside = [
      ...ownNodes(groups, id).flatMap((node) => cards.get(node) ?? []),
      ...childrenOf(groups, id).flatMap((child) => made.get(child) ?? []),
    ];
    const box = union(inside);
    const group = groups[id];
    if (!box || !group) continue;
    made.set(id, {
      x: box.x - PADDING,
      y: box.y - PADDING - TITLE,
      width: box.width + 2 * PADDING,
      height: box.height + 2 * PADDING + TITLE,
      kind: "frame",
      text: group.title,
      colour: colourOf(group.colour),
    });
  }
  return [...made.values()].reverse();
}

/** Markdown without its marks: headings, lists, emphasis, code and links by their words. */
export function plainWords(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^\s{0,3}#{1,6}\s+/gm, "")
    .replace(/^\s*[-*+]\s+/gm, "• ")
    .replace(/(\*\*|__|`)/g, "")
    .replace(/(^|\W)[*_](?! )([^*_\n]*[^*_\s])[*_](?=\W|$)/g, "$1$2")
    .trim();
}

export function drawLook(context: Context, colour: Colour, look: Look): void {
  const { x, y, width, height, kind, text } = look;
  const isFrame = kind === "frame";
  context.beginPath();
  context.roundRect(x, y, width, height, isFrame ? 14 : 10);
  context.save();
  context.clip();
  context.fillStyle = colour(isFrame ? look.colour : "var(--panel)");
  context.globalAlpha = isFrame ? 0.07 : 1;
  context.fillRect(x, y, width, height);
  context.fillStyle = colour(look.colour);
  context.globalAlpha = isFrame ? 0 : 0.16;
  context.fillRect(x, y, width, height);
  context.globalAlpha = 1;
  context.fillStyle = colour("var(--ink)");
  context.textAlign = "left";
  context.font = `${isFrame ? "650 13px" : "12px"} system-ui, sans-serif`;
  const lines = isFrame ? [text.split("\n")[0] ?? ""] : wrapped(context, text, width - 24);
  for (const [at, line] of lines.entries())
    context.fillText(line, x + 12, y + (isFrame ? 23 : 22) + at * LINE);
  context.restore();
  context.strokeStyle = colour(look.colour);
  context.globalAlpha = 0.5;
  context.lineWidth = 1.5;
  context.stroke();
  context.globalAlpha = 1;
}

/** Broken between words; what is still too long is cut off by the note's edge. */
function wrapped(context: Context, text: string, room: number): readonly string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    let line = "";
    for (const word of paragraph.split(" ")) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (line !== "" && context.measureText(longer).width > room) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    return [...lines, line];
  });
}
