import type { Graph } from "../graph/document";
import { applyEdit, type Edit } from "../graph/edits";
import type { Action } from "./document";
import type { Registry } from "./names";

/** What "Show me" does beside editing: the page does it as a student would have. */
export type Effect = Extract<Action, { kind: "run" | "open" | "answer" }>;

export interface Shown {
  /** All edits as one, undone in one step; `undefined` where the graph is already so. */
  readonly edit: Edit | undefined;
  readonly effects: readonly Effect[];
  /** What could not be done, and why, in sentences. */
  readonly problems: readonly string[];
}

/** Turns the actions of a step into edits of this graph and into effects. What is there already is left as it is. */
export function show(actions: readonly Action[], graph: Graph, registry: Registry): Shown {
  const edits: Edit[] = [];
  const effects: Effect[] = [];
  const problems: string[] = [];
  let now = graph;
  for (const action of actions) {
    if (action.kind === "run" || action.kind === "open" || action.kind === "answer") {
      effects.push(action);
      continue;
    }
    const made = editOf(action, now, registry);
    if (typeof made === "string") problems.push(made);
    else if (made) {
      edits.push(made);
      now = applyEdit(now, made);
    }
  }
  return { edit: edits.length === 0 ? undefined : { kind: "all", edits }, effects, problems };
}

type EditAction = Exclude<Action, Effect>;

/** An edit, nothing where it is already so, or a sentence on why it cannot be. */
function editOf(action: EditAction, graph: Graph, registry: Registry): Edit | string | undefined {
  const has = (id: string) => Object.hasOwn(graph.nodes, id);
  switch (action.kind) {
    case "add": {
      const definition = registry.get(action.type);
      if (!definition) return `There is no type of node called ${action.type}.`;
      const there = has(action.id) ? graph.nodes[action.id] : undefined;
      if (there && there.type !== action.type)
        return `${action.id} should be a ${definition.title} and is another node. Rename or remove it.`;
      const settings = { ...there?.settings, ...action.settings };
      if (there)
        return Object.keys(action.settings ?? {}).length === 0
          ? undefined
          : { kind: "replace", id: action.id, node: { ...there, settings } };
      return {
        kind: "add",
        id: action.id,
        node: { type: action.type, version: definition.version, settings },
        position: action.position ?? placeBeside(graph),
      };
    }
    case "remove":
      return has(action.node) ? { kind: "remove", nodes: [action.node] } : undefined;
    case "connect":
    case "disconnect": {
      const { from, to } = action;
      for (const end of [from, to]) {
        const id = end.slice(0, end.indexOf("."));
        if (!has(id))
          return `There is no node ${id}, so ${from} and ${to} cannot be wired. Begin the step before again.`;
      }
      const isThere = graph.edges.some((edge) => edge.from === from && edge.to === to);
      return isThere === (action.kind === "connect") ? undefined : { kind: action.kind, from, to };
    }
    case "set":
      return has(action.node)
        ? { kind: "set", node: action.node, setting: action.setting, value: action.value }
        : `There is no node ${action.node}, so its ${action.setting} cannot be set. Begin the step before again.`;
  }
}

/** Right of all that is there, level with the topmost card. */
function placeBeside({ layout }: Graph): [number, number] {
  const places = Object.values(layout);
  if (places.length === 0) return [80, 80];
  const right = places.reduce((most, [x]) => Math.max(most, x), Number.NEGATIVE_INFINITY);
  const top = places.reduce((least, [, y]) => Math.min(least, y), Number.POSITIVE_INFINITY);
  return [right + 260, top];
}
