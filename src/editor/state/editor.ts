import { useSyncExternalStore } from "react";
import { useStore } from "zustand";
import { check } from "@/compile/check";
import { type Checked, NO_FACTS } from "@/compile/checked";
import { roomProblems } from "@/compile/room";
import { emptyGraph, type Graph } from "@/graph/document";
import { migrateGraph } from "@/graph/migrate";
import { parseGraph } from "@/graph/parse";
import type { Problem } from "@/graph/problem";
import { registry } from "@/registry";
import steel from "../../../graphs/steel-defects.json?raw";
import { createDocumentStore, type DocumentState } from "./document-store";
import { type SessionState, sessionStore } from "./session-store";

/** The graph that a first visit opens with. */
export function steelExample(): Graph {
  const parsed = parseGraph(steel).graph;
  return parsed ? migrateGraph(parsed, registry).graph : emptyGraph();
}

export const documentStore = createDocumentStore(steelExample());

/** Derived facts of the graph as it stands: never stored in it, made anew when nodes, edges or data change. */
export interface Derived {
  /** With what cannot fit on this machine among its problems. */
  readonly checked: Checked;
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
}

let derived: Derived = { checked: check(emptyGraph(), NO_FACTS, registry), problems: new Map() };
let facts = NO_FACTS;
let device = "";

export function getDerived(): Derived {
  const graph = documentStore.getState().graph;
  const { facts: known, machine } = sessionStore.getState();
  const before = derived.checked.graph;
  const isSameMachine = (machine?.device ?? "") === device;
  if (graph === before && facts === known && isSameMachine) return derived;
  const moved =
    facts === known &&
    isSameMachine &&
    graph.nodes === before.nodes &&
    graph.edges === before.edges &&
    graph.assets === before.assets;
  facts = known;
  device = machine?.device ?? "";
  // Looks alone changed: every type stays as it is.
  if (moved) derived = { ...derived, checked: { ...derived.checked, graph } };
  else {
    const found = check(graph, known, registry);
    const tooLarge = roomProblems(found, device, registry);
    const checked = { ...found, problems: [...found.problems, ...tooLarge] };
    derived = { checked, problems: byNode(checked.problems) };
  }
  return derived;
}

function byNode(problems: readonly Problem[]): ReadonlyMap<string, readonly Problem[]> {
  const lists = new Map<string, Problem[]>();
  for (const problem of problems) {
    if (problem.node === undefined) continue;
    const list = lists.get(problem.node);
    if (list) list.push(problem);
    else lists.set(problem.node, [problem]);
  }
  return lists;
}

/** Selectors give primitives or stable references: a fresh array each time would never settle. */
export function useDocument<T>(selector: (state: DocumentState) => T): T {
  return useStore(documentStore, selector);
}

export function useSession<T>(selector: (state: SessionState) => T): T {
  return useStore(sessionStore, selector);
}

export function useDerived<T>(selector: (derived: Derived) => T): T {
  return useSyncExternalStore(subscribeDerived, () => selector(getDerived()));
}

/** Calls back when the document or what is known of its data changes. */
export function subscribeDerived(changed: () => void): () => void {
  const ends = [
    documentStore.subscribe((state, before) => {
      if (state.graph !== before.graph) changed();
    }),
    sessionStore.subscribe((state, before) => {
      if (state.facts !== before.facts || state.machine?.device !== before.machine?.device) changed();
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}
