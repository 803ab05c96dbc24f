import type { KeyboardEvent } from "react";
import { groupOfKey, noteOfKey } from "./flow-ids";

/** Keys on a group, a note or a frame that has the focus; what they do comes with the dialogs. */
export function actOnLook(event: KeyboardEvent): void {
  const { target, key } = event;
  if (!(target instanceof HTMLElement) || !target.classList.contains("react-flow__node")) return;
  const look = target.dataset.id ?? "";
  if (groupOfKey(look) === undefined && noteOfKey(look) === undefined) return;
  if (event.ctrlKey || event.metaKey || event.altKey || !["Enter", "F2", " "].includes(key)) return;
  event.preventDefault();
  import("../dialogs").then(({ keyOnLook }) => keyOnLook(look, key));
}
