import { type Healing, heal } from "@/compile/heal";
import { canonicalText } from "@/graph/canonical";
import { endpoint, type Graph, type Note } from "@/graph/document";
import { applyEdit, cutOut, type Edit, freshId, pasteEdit } from "@/graph/edits";
import { parseGraph } from "@/graph/parse";
import { registry } from "@/registry";
import { noteKey, noteOfKey } from "../canvas/flow-ids";
import { freePlace } from "../panels/free-place";
import { documentStore, getDerived } from "../state/editor";
import { select, sessionStore } from "../state/session-store";
import { titleOf } from "../state/titles";
import { counted, say } from "./say";

/** Two copies of a node lie this far apart, in px of the canvas. */
const SHIFT = 32;

export function edgeId(from: string, to: string): string {
  return `${from}>${to}`;
}

/** Removes the selected nodes, edges and notes, and joins the neighbours of nodes where types allow: one step. */
export function deleteSelection(healing = true): void {
  const { selected, selectedEdges, selectedNotes } = sessionStore.getState();
  const { graph, apply } = documentStore.getState();
  const chosen = new Set(selectedEdges);
  const edits: Edit[] = graph.edges
    .filter((edge) => chosen.has(edgeId(edge.from, edge.to)))
    .map((edge) => ({ kind: "disconnect", from: edge.from, to: edge.to }));
  const cut = edits.length;
  const healed = healing ? heal(getDerived().checked, registry, new Set(selected)) : undefined;
  if (selected.length > 0) edits.push({ kind: "remove", nodes: selected }, ...(healed?.edits ?? []));
  if (selectedNotes.length > 0) edits.push({ kind: "notes", notes: chosenNotes(false) });
  if (edits.length === 0) return;
  apply({ kind: "all", edits });
  select([]);
  const rest = cut > 0 ? counted(cut, "edge") : counted(selectedNotes.length, "note");
  const removed = `Removed ${selected.length > 0 ? counted(selected.length, "node") : rest}`;
  say(healed ? `${removed}${healedInWords(healed, graph)}` : removed);
}

/** Which neighbours were joined, and why others were not. */
function healedInWords({ joined, refused }: Healing, graph: Graph): string {
  const title = (port: string) => titleOf(graph, endpoint(port).node);
  const pair = ({ from, to }: { readonly from: string; readonly to: string }) =>
    `${title(from)} to ${title(to)}`;
  const [first] = joined;
  const [not] = refused;
  const told = joined.length > 1 ? ` and ${counted(joined.length - 1, "more edge")}` : "";
  return `${first ? `; joined ${pair(first)}${told}` : ""}${not ? `; not ${pair(not)}: ${not.reason}` : ""}`;
}

/** The selection as text for the clipboard: a graph of its own. */
export function copyText(): string | undefined {
  const piece = selectedPiece();
  if (!piece) return undefined;
  const nodes = Object.keys(piece.nodes).length;
  say(`Copied ${nodes > 0 ? counted(nodes, "node") : counted(piece.notes.length, "note")}`);
  return canonicalText(piece);
}

/** Puts a copied piece into the graph. `false` where the text is no graph: then it is somebody else's business. */
export function pasteText(text: string): boolean {
  if (!text.includes('"tensorloom"')) return false;
  const piece = parseGraph(text).graph;
  if (!piece) return false;
  insert(piece);
  return true;
}

export function duplicateSelection(): void {
  const piece = selectedPiece();
  if (piece) insert(piece);
}

/** What is selected, as a graph of its own. */
function selectedPiece(): Graph | undefined {
  const { selected, selectedNotes } = sessionStore.getState();
  if (selected.length + selectedNotes.length === 0) return undefined;
  return cutOut(documentStore.getState().graph, new Set(selected), chosenNotes(true));
}

/** The notes that are selected, or those that are not. */
function chosenNotes(chosen: boolean): readonly Note[] {
  const keys = new Set(sessionStore.getState().selectedNotes);
  return documentStore.getState().graph.notes.filter((_, index) => keys.has(noteKey(index)) === chosen);
}

function insert(piece: Graph): void {
  const { graph, apply } = documentStore.getState();
  const before = new Set(Object.keys(graph.nodes));
  const edit = pasteEdit(graph, piece, offset(graph, piece));
  apply(edit);
  const added = Object.keys(documentStore.getState().graph.nodes).filter((id) => !before.has(id));
  const notes = piece.notes.map((_, index) => noteKey(graph.notes.length + index));
  select(added, [], notes);
  say(`Added ${added.length > 0 ? counted(added.length, "node") : counted(notes.length, "note")}`);
}

/** Far enough that a copy does not lie exactly on another. */
function offset(graph: Graph, piece: Graph): readonly [number, number] {
  const taken = new Set(Object.values(graph.layout).map(([x, y]) => `${x},${y}`));
  for (const { position } of graph.notes) taken.add(`${position[0]},${position[1]}`);
  const first = Object.values(piece.layout)[0] ?? piece.notes[0]?.position;
  let shift = SHIFT;
  while (first && taken.has(`${first[0] + shift},${first[1] + shift}`)) shift += SHIFT;
  return [shift, shift];
}

/** Adds a node of a type at a place, and wires it where a port is given. */
export function addNode(
  type: string,
  position: readonly [number, number],
  connect?: (id: string) => readonly Edit[],
): string | undefined {
  const definition = registry.get(type);
  if (!definition) return undefined;
  const { graph, apply } = documentStore.getState();
  const id = freshId(graph, type);
  const node = { type, version: definition.version, settings: {} };
  const at: [number, number] = [Math.round(position[0]), Math.round(position[1])];
  apply({ kind: "all", edits: [{ kind: "add", id, node, position: at }, ...(connect?.(id) ?? [])] });
  // Another tab may hold the graph: then nothing was added, and the page has said so.
  if (!Object.hasOwn(documentStore.getState().graph.nodes, id)) return undefined;
  select([id]);
  say(`Added ${titleOf(documentStore.getState().graph, id)}`);
  return id;
}

export function selectAll(): void {
  select(Object.keys(documentStore.getState().graph.nodes));
}

/** Puts a value that was tried out in a result into the node's setting: one step. */
export function keepSetting(node: string, setting: string, value: unknown): void {
  const { graph, apply } = documentStore.getState();
  if (!graph.nodes[node]) return;
  apply({ kind: "set", node, setting, value });
  const label = registry.get(graph.nodes[node].type)?.settings[setting]?.label ?? setting;
  say(`${titleOf(graph, node)}: ${label} set to ${value}`);
}

/** Makes a fix's edit, and looks at the node that it was for. */
export function applyFix(edit: Edit, title: string): void {
  const { graph, apply } = documentStore.getState();
  if (applyEdit(graph, edit) === graph) return;
  apply(uncovered(edit, Object.values(graph.layout)));
  sessionStore.setState({ refusal: undefined });
  say(`${title}: done`);
}

/** The same edit; a node that it adds covers no other. */
function uncovered(edit: Edit, taken: readonly (readonly [number, number])[]): Edit {
  if (edit.kind === "add") return { ...edit, position: freePlace(taken, edit.position) };
  return edit.kind === "all" ? { ...edit, edits: edit.edits.map((each) => uncovered(each, taken)) } : edit;
}

export function undo(): void {
  documentStore.getState().undo();
  dropGone();
}

export function redo(): void {
  documentStore.getState().redo();
  dropGone();
}

/** A node that undo took away cannot stay selected. */
function dropGone(): void {
  const { graph } = documentStore.getState();
  const { selected, selectedNotes } = sessionStore.getState();
  const left = selected.filter((id) => id in graph.nodes);
  const notes = selectedNotes.filter((key) => (noteOfKey(key) ?? 0) < graph.notes.length);
  if (left.length + notes.length < selected.length + selectedNotes.length) select(left, [], notes);
}
