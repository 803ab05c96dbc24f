import type { Graph, Note } from "@/graph/document";
import { childrenOf, foldedOver, holderOf, membersOf, ownNodes, withAncestors } from "@/graph/groups";
import { boxOf, union } from "./bounds";
import { groupKey, noteKey } from "./flow-ids";
import { type FlowKind, type FlowNode, flowNodes, NO_DATA, placeOf } from "./flow-nodes";

/** Frames lie behind all cards and edges, the inner ones before the outer. Selected nodes are raised by 1000. */
const BEHIND = -4000;
const PADDING = 20;
const TITLE = 36;
const NOTE_SIZE = [240, 120] as const;
const FRAME_SIZE = [480, 320] as const;

export interface Chosen {
  readonly nodes: ReadonlySet<string>;
  /** Keys of notes and frames. */
  readonly notes: ReadonlySet<string>;
}

/** All that stands on the canvas: frames, notes, folded groups and cards. What did not change is the same object. */
export function canvasNodes(graph: Graph, chosen: Chosen, before: readonly FlowNode[]): FlowNode[] {
  const plain = graph.notes.length === 0 && Object.keys(graph.groups).length === 0;
  const hasLooks = before.some((node) => node.type !== "card");
  if (plain && !hasLooks) return flowNodes(graph, chosen.nodes, before);
  const hidden = (id: string) => holderOf(graph.groups, id) !== undefined;
  const oldCards = before.filter((node) => node.type === "card");
  const cards = flowNodes(graph, chosen.nodes, oldCards, hidden);
  const known = new Map(before.map((node) => [node.id, node]));
  const looks = [...groupNodes(graph, chosen), ...noteNodes(graph, chosen)].map((made) =>
    settled(known.get(made.id), made),
  );
  return kept(before, fitFrames(graph, [...looks, ...cards]));
}

/** Frames of open groups drawn around what they hold, the innermost first. */
export function fitFrames(graph: Graph, nodes: readonly FlowNode[]): FlowNode[] {
  const frames = nodes.filter((node) => node.type === "open");
  if (frames.length === 0) return nodes as FlowNode[];
  const fitted = new Map(nodes.map((node) => [node.id, node]));
  const open = Object.keys(graph.groups).filter((id) => fitted.get(groupKey(id))?.type === "open");
  const depth = (id: string) => withAncestors(graph.groups, id).length;
  for (const id of open.sort((a, b) => depth(b) - depth(a))) {
    const key = groupKey(id);
    const inside = [...ownNodes(graph.groups, id), ...childrenOf(graph.groups, id).map(groupKey)];
    const box = union(inside.flatMap((each) => fitted.get(each) ?? []).map(boxOf));
    const old = fitted.get(key);
    if (!box || !old) continue;
    const [x, y] = [box.x - PADDING, box.y - PADDING - TITLE];
    const [width, height] = [box.width + 2 * PADDING, box.height + 2 * PADDING + TITLE];
    const is = old.position;
    if (is.x === x && is.y === y && old.width === width && old.height === height) continue;
    fitted.set(key, { ...old, position: { x, y }, width, height });
  }
  return nodes.map((node) => fitted.get(node.id) ?? node);
}

function groupNodes(graph: Graph, chosen: Chosen): FlowNode[] {
  const { groups } = graph;
  return Object.entries(groups).flatMap(([id, group]) => {
    const over = foldedOver(groups, id);
    if (over !== undefined && over !== id) return [];
    const members = membersOf(groups, id).filter((node) => Object.hasOwn(graph.nodes, node));
    if (members.length === 0) return [];
    const selected = members.every((node) => chosen.nodes.has(node));
    const count = `${members.length} node${members.length === 1 ? "" : "s"}`;
    const ariaLabel = `Group ${group.title}, ${count}${over ? ", folded" : ""}`;
    const places = members.map((node, index) => placeOf(graph, node, index));
    const position = { x: Math.min(...places.map(([x]) => x)), y: Math.min(...places.map(([, y]) => y)) };
    if (over) return [{ ...base(groupKey(id), "folded", ariaLabel), position, selected }];
    const behind = BEHIND + withAncestors(groups, id).length;
    return [{ ...base(groupKey(id), "open", ariaLabel), ...frame(behind), position, selected }];
  });
}

function noteNodes(graph: Graph, chosen: Chosen): FlowNode[] {
  return graph.notes.map((note, index): FlowNode => {
    const [x, y] = note.position;
    const key = noteKey(index);
    const words = note.text.trim().slice(0, 60) || "empty";
    const isFrame = note.kind === "frame";
    const [width, height] = noteSize(note);
    return {
      ...base(key, isFrame ? "frame" : "note", `${isFrame ? "Frame" : "Note"}: ${words}`),
      ...(isFrame ? frame(BEHIND - 1000) : {}),
      position: { x, y },
      width,
      height,
      selected: chosen.notes.has(key),
    };
  });
}

/** A note's or frame's width and height in px, within what can be handled. */
export function noteSize(note: Note): readonly [number, number] {
  const [width, height] = note.size ?? (note.kind === "frame" ? FRAME_SIZE : NOTE_SIZE);
  const within = (size: number) => Math.min(20_000, Math.max(40, size));
  return [within(width), within(height)];
}

function base(id: string, type: FlowKind, ariaLabel: string) {
  return { id, type, data: NO_DATA, ariaLabel };
}

/** The inside of a frame is canvas; by its title it is taken hold of. A marquee inside does not take it. */
function frame(zIndex: number): Partial<FlowNode> {
  return { zIndex, selectable: false, dragHandle: ".frame-title", style: { pointerEvents: "none" } };
}

/** What React Flow measured stays; a frame around a group keeps its place until it is fitted. */
function settled(old: FlowNode | undefined, made: FlowNode): FlowNode {
  if (!old || old.type !== made.type) return made;
  const isFitted = made.type === "open";
  const next = isFitted ? { ...made, position: old.position } : made;
  const same =
    old.position.x === next.position.x &&
    old.position.y === next.position.y &&
    (isFitted || (old.width === next.width && old.height === next.height)) &&
    old.selected === next.selected &&
    old.ariaLabel === next.ariaLabel &&
    old.zIndex === next.zIndex;
  return same ? old : { ...old, ...next };
}

function kept(before: readonly FlowNode[], now: FlowNode[]): FlowNode[] {
  const same = before.length === now.length && now.every((node, at) => node === before[at]);
  return same ? (before as FlowNode[]) : now;
}

/** What on the canvas a node of the document is seen as: its card, or the folded group that hides it. */
export function shownAs(graph: Graph, node: string): string {
  const holder = holderOf(graph.groups, node);
  return holder === undefined ? node : groupKey(holder);
}
