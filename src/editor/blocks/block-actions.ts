import { instanceOf, makeBlock, updatedBlock, upToDateEdit } from "@/graph/blocks";
import { registry } from "@/registry";
import { changeGroup } from "../actions/groups";
import { say } from "../actions/say";
import { toast } from "../panels/toast";
import { documentStore } from "../state/editor";
import { findBlock, keepBlock, openBlockShelf } from "./block-shelf";

/** Keeps a group as a block of its own; the group is its first instance. */
export async function saveAsBlock(group: string): Promise<void> {
  await openBlockShelf();
  const { graph } = documentStore.getState();
  if (!graph.groups[group]) return;
  const block = makeBlock(graph, group, crypto.randomUUID(), Date.now());
  keepBlock(block);
  changeGroup(group, { definition: instanceOf(graph, group, block) });
  toast(`Saved ${block.title} as a block`, { description: "It is in the library, under Your blocks." });
}

/** Makes the block what this instance of it is. Other instances stay as they are until they are brought up to date. */
export function updateBlock(group: string): void {
  const { graph } = documentStore.getState();
  const block = findBlock(graph.groups[group]?.definition?.id);
  if (!block) return;
  const written = updatedBlock(block, graph, group, Date.now());
  keepBlock(written);
  changeGroup(group, { definition: instanceOf(graph, group, written) });
  say(`${written.title} is now as this group`);
}

/** Makes an instance what its block is now: one step. */
export function bringUpToDate(group: string): void {
  const { graph, apply } = documentStore.getState();
  const block = findBlock(graph.groups[group]?.definition?.id);
  const edit = block && upToDateEdit(graph, group, block, fits);
  if (!edit) return;
  apply(edit);
  say(`${graph.groups[group]?.title || "The group"} is up to date with ${block.title}`);
}

function fits(type: string, setting: string, value: unknown): boolean {
  const definition = registry.get(type);
  return definition ? (definition.settings[setting]?.schema.safeParse(value).success ?? false) : true;
}
