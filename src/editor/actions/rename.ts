import { select, sessionStore } from "../state/session-store";
import { say } from "./say";

/** Goes to the title of a node, ready to be typed over. */
export function renameNode(node: string): void {
  select([node]);
  sessionStore.setState({ drawer: "inspector" });
  setTimeout(() => {
    const field = document.querySelector<HTMLInputElement>('input[aria-label="Title of the node"]');
    field?.focus();
    field?.select();
  }, 60);
}

export function renameSelection(): void {
  const [node, ...more] = sessionStore.getState().selected;
  if (node !== undefined && more.length === 0) renameNode(node);
  else say("Select one node to rename it");
}
