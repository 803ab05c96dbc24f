/** Whether keys mean text here. A switch or a slider has no use for Ctrl+Z. */
export function isText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "range", "button", "file"].includes(target.type);
}

/** Whether a dialog or a menu lies over the canvas: keys there do not mean the nodes below. */
export function isOver(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[role=dialog], [role=menu]") !== null;
}

/** Whether Space and Enter press something here. */
export function isPressed(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest(
      "button, a, input, select, textarea, [role=tab], [role=separator], summary, [role=slider]",
    ) !== null
  );
}
