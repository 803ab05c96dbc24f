import { canonicalJson } from "../../graph/canonical";
import { type Edge, endpoint, type Graph, type Node } from "../../graph/document";
import { applyEdit } from "../../graph/edits";
import type { Action, Walkthrough } from "../document";
import type { Registry } from "../names";
import { show } from "../show";

/** What was done between two states of a graph, as actions of "show me". */
export interface Recorded {
  readonly actions: readonly Action[];
  /** What "show me" cannot do, in sentences. */
  readonly remarks: readonly string[];
}

/**
 * Reads off two states what leads from one to the other: how it was found, and what was tried in between, is gone. Following
 * the actions from `before` gives nodes, settings and edges of `after`. Looks (places of old cards, groups, notes) are no part.
 */
export function recorded(before: Graph, after: Graph, registry: Registry): Recorded {
  const ids = Object.keys(after.nodes);
  const isNew = (id: string) => before.nodes[id]?.type !== after.nodes[id]?.type;
  const removed = Object.keys(before.nodes).filter((id) => after.nodes[id]?.type !== before.nodes[id]?.type);
  const remarks: string[] = [];
  const actions: Action[] = removed.map((node) => ({ kind: "remove", node }));
  for (const id of ids) {
    const node = after.nodes[id];
    if (!node) continue;
    if (!isNew(id)) {
      actions.push(...settingsDone(id, before.nodes[id], node, registry, remarks));
      continue;
    }
    const position = after.layout[id];
    actions.push({
      kind: "add",
      id,
      type: node.type,
      ...(Object.keys(node.settings).length > 0 ? { settings: { ...node.settings } } : {}),
      ...(position ? { position: [Math.round(position[0]), Math.round(position[1])] } : {}),
    });
  }
  for (const id of ids) {
    if ((before.nodes[id]?.title ?? "") !== (after.nodes[id]?.title ?? ""))
      remarks.push(`The new name of ${id} is not kept: "Show me" cannot rename.`);
    if (canonicalJson(before.assets[id] ?? null) !== canonicalJson(after.assets[id] ?? null))
      remarks.push(
        `The files of ${id} are not kept: hand them out beside the walkthrough, for students to give them.`,
      );
  }
  return { actions: [...actions, ...wiringDone(before, after, new Set(removed))], remarks };
}

function settingsDone(
  node: string,
  before: Node | undefined,
  after: Node,
  registry: Registry,
  remarks: string[],
): Action[] {
  const old = before?.settings ?? {};
  const names = new Set([...Object.keys(old), ...Object.keys(after.settings)]);
  return [...names].flatMap((setting): Action[] => {
    const value = after.settings[setting] ?? registry.get(after.type)?.settings[setting]?.default;
    if (canonicalJson(old[setting] ?? null) === canonicalJson(after.settings[setting] ?? null)) return [];
    if (value !== undefined) return [{ kind: "set", node, setting, value }];
    remarks.push(
      `${setting} of ${node} is not kept: this version does not know what it is when it is not set.`,
    );
    return [];
  });
}

/** An edge into an input takes the place of the one before; with its node it goes by itself. */
function wiringDone(before: Graph, after: Graph, removed: ReadonlySet<string>): Action[] {
  const name = ({ from, to }: Edge) => `${from} ${to}`;
  const survives = ({ from, to }: Edge) =>
    !removed.has(endpoint(from).node) && !removed.has(endpoint(to).node);
  const old = new Set(before.edges.filter(survives).map(name));
  const now = new Set(after.edges.map(name));
  const made = after.edges.filter((edge) => !old.has(name(edge)));
  const fedAnew = new Set(made.map(({ to }) => to));
  const cut = before.edges.filter((edge) => survives(edge) && !now.has(name(edge)) && !fedAnew.has(edge.to));
  return [
    ...cut.map(({ from, to }): Action => ({ kind: "disconnect", from, to })),
    ...made.map(({ from, to }): Action => ({ kind: "connect", from, to })),
  ];
}

export function isEdit({ kind }: Action): boolean {
  return kind !== "run" && kind !== "open" && kind !== "answer";
}

/** The graph as a step finds it: the start with what "show me" does in all steps before. */
export function graphBefore(
  { steps }: Walkthrough,
  start: Graph,
  step: string | undefined,
  registry: Registry,
): Graph {
  const at = steps.findIndex(({ id }) => id === step);
  return steps
    .slice(0, Math.max(0, at))
    .reduce((graph, { showMe }) => followed(showMe ?? [], graph, registry), start);
}

/** The graph once the edits of "show me" were made. */
export function followed(actions: readonly Action[], graph: Graph, registry: Registry): Graph {
  const { edit } = show(actions, graph, registry);
  return edit ? applyEdit(graph, edit) : graph;
}
