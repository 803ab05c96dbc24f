import { replaceNode } from "@/compile/replace";
import { registry } from "@/registry";
import { documentStore, getDerived } from "../state/editor";
import { select } from "../state/session-store";
import { titleOf } from "../state/titles";
import { say } from "./say";

/** Makes a node one of another type: one step. Says what it could not keep. */
export function replaceBy(node: string, type: string): void {
  const definition = registry.get(type);
  const { checked } = getDerived();
  const made = definition && replaceNode(checked, node, definition);
  if (!definition || !made) return;
  const title = titleOf(checked.graph, node);
  documentStore.getState().apply(made.edit);
  select([node]);
  const lost = made.dropped.length > 0 ? `; dropped ${made.dropped.join(", ")}` : "; nothing was dropped";
  say(`Replaced ${title} by ${definition.title}${lost}`);
}
