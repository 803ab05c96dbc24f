import type { Connection, FinalConnectionState, OnConnectStartParams } from "@xyflow/react";
import type { Checked } from "@/compile/checked";
import { canConnect, type Verdict } from "@/compile/connect";
import { endpoint } from "@/graph/document";
import type { Fix } from "@/graph/problem";
import { registry } from "@/registry";
import { documentStore, getDerived } from "../state/editor";
import { sessionStore, type Wiring } from "../state/session-store";
import { portAt } from "./flow-ids";
import { shownAs } from "./flow-looks";
import { heldEdge, makeEdge } from "./rewiring";

/** An edge begins to be drawn: every port on the other side gets its verdict at once. */
export function beginWiring({ nodeId, handleId, handleType }: OnConnectStartParams): void {
  if (!nodeId || !handleId || !handleType) return;
  const checked = withoutHeld(getDerived().checked);
  const from = portAt(nodeId, handleId);
  const verdicts = new Map<string, Verdict>();
  for (const { id, definition } of checked.nodes.values()) {
    const ports = handleType === "source" ? definition?.inputs : definition?.outputs;
    for (const port of Object.keys(ports ?? {})) {
      const reference = `${id}.${port}`;
      const [output, input] = handleType === "source" ? [from, reference] : [reference, from];
      verdicts.set(reference, canConnect(checked, registry, output, input));
    }
  }
  sessionStore.setState({ wiring: { from, side: handleType, verdicts }, refusal: undefined });
}

/** An edge whose end is dragged is no reason against itself. */
function withoutHeld(checked: Checked): Checked {
  const held = heldEdge();
  if (!held) return checked;
  return {
    ...checked,
    edges: checked.edges.filter(({ edge }) => edge.from !== held.from || edge.to !== held.to),
  };
}

export function isAllowed(connection: {
  readonly source: string;
  readonly target: string;
  readonly sourceHandle?: string | null;
  readonly targetHandle?: string | null;
}): boolean {
  return judge(connection).ok;
}

function judge(connection: Pick<Connection, "source" | "target"> & Partial<Connection>): Verdict {
  const from = portAt(connection.source, connection.sourceHandle);
  const to = portAt(connection.target, connection.targetHandle);
  const { wiring } = sessionStore.getState();
  const known = wiring?.verdicts.get(wiring.side === "source" ? to : from);
  return known ?? canConnect(getDerived().checked, registry, from, to);
}

export function connect(connection: Connection): void {
  const from = portAt(connection.source, connection.sourceHandle);
  const to = portAt(connection.target, connection.targetHandle);
  makeEdge(from, to);
}

/** Where an edge was let go: on a port that refuses it, on a card, or on nothing. */
export type Landing =
  | { readonly kind: "made" }
  | { readonly kind: "refused"; readonly reason: string; readonly fix?: Fix }
  | { readonly kind: "nothing"; readonly wiring: Wiring };

export function endWiring(event: MouseEvent | TouchEvent, state: FinalConnectionState): Landing {
  const { wiring } = sessionStore.getState();
  sessionStore.setState({ wiring: undefined });
  if (!wiring || state.isValid) return { kind: "made" };
  const port = landedOn(event, state);
  if (port) {
    if (port.reference === wiring.from) return { kind: "made" };
    if (port.side === wiring.side) {
      const what = wiring.side === "source" ? "outputs" : "inputs";
      return { kind: "refused", reason: `These are both ${what}. An edge leads from an output to an input.` };
    }
    return refused(wiring.verdicts.get(port.reference));
  }
  const card = cardUnder(event);
  if (card === undefined) return { kind: "nothing", wiring };
  if (isPortOf(card, wiring.from)) return { kind: "made" };
  return dropOnCard(wiring, card);
}

/** The port under the end of a drag, or the one that was clicked: of a click, React Flow's state says nothing. */
function landedOn(event: MouseEvent | TouchEvent, { toHandle }: FinalConnectionState) {
  if (toHandle) return { reference: portAt(toHandle.nodeId, toHandle.id), side: toHandle.type };
  const element = event.target instanceof Element ? event.target.closest("[data-port]") : null;
  const reference = element?.getAttribute("data-port");
  if (!element || !reference || event.type !== "click") return undefined;
  return { reference, side: element.classList.contains("source") ? "source" : "target" };
}

/** Let go over a card, not right on a port: the first port that fits and is free takes it. */
function dropOnCard(wiring: Wiring, card: string): Landing {
  const mine = [...wiring.verdicts].filter(([reference]) => isPortOf(card, reference));
  const taken = new Set(documentStore.getState().graph.edges.map((edge) => edge.to));
  const fitting = mine.filter(([, verdict]) => verdict.ok).map(([reference]) => reference);
  const chosen = fitting.find((reference) => wiring.side === "target" || !taken.has(reference)) ?? fitting[0];
  if (chosen === undefined) return refused(mine.find(([, verdict]) => "fix" in verdict)?.[1] ?? mine[0]?.[1]);
  const [from, to] = wiring.side === "source" ? [wiring.from, chosen] : [chosen, wiring.from];
  makeEdge(from, to);
  return { kind: "made" };
}

/** Whether a port is on this card: a folded group has all those of its nodes. */
function isPortOf(card: string, reference: string): boolean {
  const { node } = endpoint(reference);
  return card === node || card === shownAs(documentStore.getState().graph, node);
}

function refused(verdict: Verdict | undefined): Landing {
  if (!verdict) return { kind: "refused", reason: "This node has no port on that side." };
  if (verdict.ok) return { kind: "made" };
  return { kind: "refused", reason: verdict.reason, ...(verdict.fix ? { fix: verdict.fix } : {}) };
}

function cardUnder(event: MouseEvent | TouchEvent): string | undefined {
  const { x, y } = pointOf(event);
  const card = document.elementFromPoint(x, y)?.closest("[data-node]");
  return card?.getAttribute("data-node") ?? undefined;
}

export function pointOf(event: MouseEvent | TouchEvent): { readonly x: number; readonly y: number } {
  const point = "changedTouches" in event ? event.changedTouches[0] : event;
  return { x: point?.clientX ?? 0, y: point?.clientY ?? 0 };
}
