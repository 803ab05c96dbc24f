import { endpoint } from "@/graph/document";
import type { Edit } from "@/graph/edits";
import { membersOf } from "@/graph/groups";
import { changeGroup, selectGroup } from "../actions/groups";
import { removeNote } from "../actions/notes";
import { say } from "../actions/say";
import { focusLook } from "../canvas/looks-keys";
import { documentStore } from "../state/editor";
import { goTo, select } from "../state/session-store";
import { titleOf } from "../state/titles";
import type { OutlineRow } from "./outline-rows";

/** Shows what a line is about on the canvas. */
export function goToRow(row: OutlineRow): void {
  const { groups } = documentStore.getState().graph;
  if (row.kind === "node") goTo(row.id);
  else if (row.kind === "group") {
    selectGroup(row.id);
    if (groups[row.id]?.folded) focusLook(row.key);
    else {
      const [first] = membersOf(groups, row.id);
      if (first !== undefined) goTo(first);
      selectGroup(row.id);
    }
  } else if (row.kind === "note") {
    select([], [], [row.id]);
    focusLook(row.id);
  } else goTo(endpoint(row.id).node);
}

/** Takes away what a line is about: a node, a group with all in it, an edge, a note. */
export function removeRow(row: OutlineRow): void {
  const { graph, apply } = documentStore.getState();
  if (row.kind === "note") removeNote(row.id);
  else if (row.kind === "input" || row.kind === "output") disconnectRow(row);
  else {
    const nodes = row.kind === "node" ? [row.id] : membersOf(graph.groups, row.id);
    const title = row.kind === "node" ? titleOf(graph, row.id) : row.text;
    apply({ kind: "remove", nodes });
    select([]);
    say(`Removed ${title}`);
  }
}

/** Takes the edges of a port away: one step. */
export function disconnectRow({ id, kind }: OutlineRow): void {
  const { graph, apply } = documentStore.getState();
  const edits = graph.edges
    // A transform's input and output have one name.
    .filter(({ from, to }) => (kind === "input" ? to : from) === id)
    .map(({ from, to }): Edit => ({ kind: "disconnect", from, to }));
  if (edits.length === 0) {
    say(`Nothing is wired to ${id}`);
    return;
  }
  apply({ kind: "all", edits });
  say(`Took ${edits.length === 1 ? "the edge" : `${edits.length} edges`} from ${id}`);
}

export function renameRow(row: OutlineRow, title: string): void {
  const { apply } = documentStore.getState();
  if (row.kind === "node") apply({ kind: "rename", node: row.id, title: title.trim() });
  if (row.kind === "group") changeGroup(row.id, { title: title.trim() });
}
