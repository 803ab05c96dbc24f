import { sessionStore } from "../state/session-store";

/** Shift+F10: the menu of the focused or selected card, else that of the canvas. */
export function openMenuByKey(): void {
  const { selected } = sessionStore.getState();
  const focused = document.activeElement?.closest<HTMLElement>(".react-flow__node");
  const card =
    focused ?? document.querySelector<HTMLElement>(`.react-flow__node[data-id="${selected[0] ?? ""}"]`);
  const target = card ?? document.querySelector<HTMLElement>(".react-flow__pane");
  if (!target) return;
  const box = target.getBoundingClientRect();
  const [x, y] = card
    ? [box.left + box.width / 2, box.top + 30]
    : [box.left + box.width / 2, box.top + box.height / 2];
  target.dispatchEvent(
    new MouseEvent("contextmenu", { bubbles: true, cancelable: true, clientX: x, clientY: y }),
  );
}
