import { betweenEdits, fitsBetween } from "@/compile/between";
import { endpoint } from "@/graph/document";
import { registry } from "@/registry";
import { addNode, edgeId } from "../actions/commands";
import { say } from "../actions/say";
import { documentStore, getDerived } from "../state/editor";
import { type EdgeDrop, gestureStore } from "../state/gesture-store";
import { sessionStore } from "../state/session-store";
import { titleOf } from "../state/titles";

/** Moving a card and putting it on an edge are one step. */
export const DROP_GESTURE = "drop on an edge";

/** What a drag from the library carries: a browser tells its name only when it is let go. */
let dragged: string | undefined;

export function startTypeDrag(type: string): void {
  dragged = type;
}

/** A drag from the library passes over a point of the screen: the edge there lights up. */
export function typeDraggedOver(x: number, y: number): void {
  const definition = dragged === undefined ? undefined : registry.get(dragged);
  if (definition) show(edgeAt([[x, y]]), definition.type, undefined);
}

const PAUSE = 60;
let looking: ReturnType<typeof setTimeout> | undefined;

/** A card that has no edges yet is dragged: the edge under it lights up. Looking under it takes a while: not at every move. */
export function cardDraggedOver(id: string): void {
  looking ??= setTimeout(() => {
    looking = undefined;
    lookUnder(id);
  }, PAUSE);
}

function lookUnder(id: string): void {
  const { graph } = documentStore.getState();
  const type = graph.nodes[id]?.type;
  if (type !== undefined && !isWired(id)) show(edgeAt(pointsOf(id)), type, id);
}

export function endEdgeDrop(): EdgeDrop | undefined {
  dragged = undefined;
  clearTimeout(looking);
  looking = undefined;
  const { drop } = gestureStore.getState();
  if (drop) gestureStore.setState({ drop: undefined });
  return drop;
}

/** Adds a node of a type where it is let go: between the ends of the edge there, if it fits. */
export function dropType(
  type: string,
  at: readonly [number, number],
  drop: EdgeDrop | undefined,
): string | undefined {
  const edge = drop && edgeOf(drop.edge);
  const definition = registry.get(type);
  const fits =
    edge && definition && fitsBetween(getDerived().checked, registry, definition, edge.from, edge.to);
  const id = addNode(type, at, (fresh) =>
    edge && fits?.ok ? betweenEdits(fresh, fits, edge.from, edge.to) : [],
  );
  if (edge && fits && !fits.ok) say(`It was not put into the edge: ${fits.reason}`);
  else if (edge && id !== undefined)
    say(
      `Put ${titleIn(id)} between ${titleIn(endpoint(edge.from).node)} and ${titleIn(endpoint(edge.to).node)}`,
    );
  return id;
}

/** Puts a card that was let go on an edge between its ends: of one step with the move. */
export function dropCard(id: string, drop: EdgeDrop | undefined): void {
  const edge = drop && edgeOf(drop.edge);
  const definition = registry.get(documentStore.getState().graph.nodes[id]?.type ?? "");
  if (!edge || !definition) return;
  const fits = fitsBetween(getDerived().checked, registry, definition, edge.from, edge.to, id);
  const { apply, endGesture } = documentStore.getState();
  if (fits.ok) {
    apply({ kind: "all", edits: betweenEdits(id, fits, edge.from, edge.to) }, { gesture: DROP_GESTURE });
    say(
      `Put ${titleIn(id)} between ${titleIn(endpoint(edge.from).node)} and ${titleIn(endpoint(edge.to).node)}`,
    );
  } else say(`It was not put into the edge: ${fits.reason}`);
  endGesture();
}

function show(edge: string | undefined, type: string, existing: string | undefined): void {
  const before = gestureStore.getState().drop;
  if (before?.edge === edge) return;
  const ends = edge === undefined ? undefined : edgeOf(edge);
  const definition = registry.get(type);
  if (!ends || edge === undefined || !definition) {
    gestureStore.setState({ drop: undefined });
    return;
  }
  const fits = fitsBetween(getDerived().checked, registry, definition, ends.from, ends.to, existing);
  gestureStore.setState({ drop: { edge, ok: fits.ok, reason: fits.ok ? "" : fits.reason } });
  if (!fits.ok && sessionStore.getState().run.state === "idle") say(fits.reason);
}

function edgeOf(id: string) {
  return documentStore.getState().graph.edges.find((edge) => edgeId(edge.from, edge.to) === id);
}

function isWired(id: string): boolean {
  return documentStore
    .getState()
    .graph.edges.some((edge) => endpoint(edge.from).node === id || endpoint(edge.to).node === id);
}

function titleIn(id: string): string {
  return titleOf(documentStore.getState().graph, id);
}

/** The edge on the screen that most of the points lie on. */
function edgeAt(points: readonly (readonly [number, number])[]): string | undefined {
  const hits = new Map<string, number>();
  for (const [x, y] of points) {
    for (const element of document.elementsFromPoint(x, y)) {
      const id = element.closest(".react-flow__edge")?.getAttribute("data-id");
      if (id) hits.set(id, (hits.get(id) ?? 0) + 1);
    }
  }
  return [...hits].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** The finest line that is to be found under a card, in px of the screen. */
const STEP = 6;

/** A grid over a card, finer from top to bottom: edges lead across. */
function pointsOf(id: string): readonly (readonly [number, number])[] {
  const box = document.querySelector(`.react-flow__node[data-id="${id}"]`)?.getBoundingClientRect();
  if (!box) return [];
  const columns = [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95];
  const count = Math.max(3, Math.min(40, Math.round(box.height / STEP)));
  const rows = Array.from({ length: count }, (_, row) => (row + 0.5) / count);
  return columns.flatMap((column) =>
    rows.map((row) => [box.left + column * box.width, box.top + row * box.height] as const),
  );
}
