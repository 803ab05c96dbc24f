import { selectGroup, toggleFold } from "../actions/groups";
import { write } from "../state/look-store";
import { select } from "../state/session-store";
import { groupOfKey } from "./flow-ids";

/** Enter folds, opens or writes, Space selects, F2 writes. */
export function keyOnLook(look: string, key: string): void {
  const group = groupOfKey(look);
  if (key === "Enter" && group !== undefined) {
    toggleFold(group);
    // What takes its place may be another element; who has gone on meanwhile, to the title say, is left there.
    setTimeout(() => {
      if (document.activeElement === document.body) focusLook(look);
    }, 60);
  } else if (key !== " ") write(look);
  else if (group === undefined) select([], [], [look]);
  else selectGroup(group);
}

export function focusLook(key: string): void {
  document
    .querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(key)}"]`)
    ?.focus({ preventScroll: true });
}
