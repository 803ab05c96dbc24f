import type { KeyboardEvent } from "react";
import { selectGroup, toggleFold } from "../actions/groups";
import { write } from "../state/look-store";
import { select } from "../state/session-store";
import { groupOfKey, noteOfKey } from "./flow-ids";

/** Keys on a group, a note or a frame that has the focus: Enter opens or writes, Space selects, F2 writes. */
export function actOnLook(event: KeyboardEvent): void {
  const { target } = event;
  if (!(target instanceof HTMLElement) || !target.classList.contains("react-flow__node")) return;
  const key = target.dataset.id ?? "";
  const group = groupOfKey(key);
  const isNote = noteOfKey(key) !== undefined;
  if (group === undefined && !isNote) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && group !== undefined) {
    toggleFold(group);
    // What takes its place is another element.
    setTimeout(() => focusLook(key), 60);
  } else if (event.key === "F2" || (event.key === "Enter" && isNote)) write(key);
  else if (event.key === " ") {
    if (group === undefined) select([], [], [key]);
    else selectGroup(group);
  } else return;
  event.preventDefault();
}

export function focusLook(key: string): void {
  document
    .querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(key)}"]`)
    ?.focus({ preventScroll: true });
}
