import type { Group } from "@/graph/document";
import type { Edit } from "@/graph/edits";
import { changeGroupEdit, foldEdit, groupEdit, joinEdit, leaveEdit, ungroupEdit } from "@/graph/group-edits";
import { groupTree, membersOf } from "@/graph/groups";
import { documentStore } from "../state/editor";
import { select, sessionStore } from "../state/session-store";
import { counted, say } from "./say";

/** Makes one group of the selected nodes: one step. */
export function groupSelection(): void {
  const { graph, apply } = documentStore.getState();
  const made = groupEdit(graph, sessionStore.getState().selected);
  if (!made) {
    say("Select the nodes that belong together, then group them");
    return;
  }
  apply(made.edit);
  say(`Grouped ${counted(membersOf(documentStore.getState().graph.groups, made.id).length, "node")}`);
}

/** Takes apart the groups that are selected whole; of others, the selected nodes leave. */
export function ungroupSelection(): void {
  const { graph, apply } = documentStore.getState();
  const { selected } = sessionStore.getState();
  const whole = selectedGroups();
  const edit = whole.length > 0 ? ungroupAll(whole) : leaveEdit(graph, selected);
  if (!edit) {
    say("No group is selected");
    return;
  }
  apply(edit);
  say(
    whole.length > 0 ? `Took apart ${counted(whole.length, "group")}` : "Took the nodes out of their group",
  );
}

/** The outermost groups whose nodes are all selected. */
export function selectedGroups(): readonly string[] {
  const { groups } = documentStore.getState().graph;
  const chosen = new Set(sessionStore.getState().selected);
  const { parentOf } = groupTree(groups);
  const isWhole = (id: string) => {
    const members = membersOf(groups, id);
    return members.length > 0 && members.every((node) => chosen.has(node));
  };
  return Object.keys(groups).filter((id) => {
    const parent = parentOf.get(id);
    return isWhole(id) && (parent === undefined || !isWhole(parent));
  });
}

function ungroupAll(ids: readonly string[]): Edit {
  const { graph } = documentStore.getState();
  return { kind: "all", edits: ids.flatMap((id) => ungroupEdit(graph, id) ?? []) };
}

export function toggleFold(id: string): void {
  const { graph, apply } = documentStore.getState();
  const group = graph.groups[id];
  if (!group) return;
  const folded = group.folded !== true;
  apply(foldEdit(graph, id, folded));
  say(`${folded ? "Folded" : "Opened"} ${group.title || "the group"}`);
}

/** Opens all that hides a node. */
export function unfoldTo(node: string): void {
  const { graph, apply } = documentStore.getState();
  const group = groupTree(graph.groups).groupOf.get(node);
  if (group !== undefined) apply(foldEdit(graph, group, false));
}

export function changeGroup(
  id: string,
  change: { readonly [Field in keyof Group]?: Group[Field] | undefined },
): void {
  const { graph, apply } = documentStore.getState();
  const edit = changeGroupEdit(graph, id, change);
  if (edit) apply(edit);
}

export function addToGroup(id: string, nodes: readonly string[]): void {
  const { graph, apply } = documentStore.getState();
  const edit = joinEdit(graph, id, nodes);
  if (edit) apply(edit);
}

export function takeOutOfGroup(nodes: readonly string[]): void {
  const { graph, apply } = documentStore.getState();
  const edit = leaveEdit(graph, nodes);
  if (edit) apply(edit);
}

export function ungroup(id: string): void {
  const { graph, apply } = documentStore.getState();
  const edit = ungroupEdit(graph, id);
  if (edit) apply(edit);
}

export function selectGroup(id: string): void {
  select(membersOf(documentStore.getState().graph.groups, id));
}
