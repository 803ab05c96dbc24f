/** Puts the keyboard's focus on a card, at once or when it is on the page; the canvas brings it into view. */
export function focusCard(id: string): void {
  if (focused(id)) return;
  setTimeout(() => {
    // Who types on meanwhile is not interrupted.
    if (!isBusy()) focused(id);
  }, 40);
}

/** Whether a dialog, such as the palette, has the focus. */
export function isBusy(): boolean {
  return document.activeElement?.closest("[role=dialog]") instanceof Element;
}

function focused(id: string): boolean {
  const card = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${id}"]`);
  card?.focus({ preventScroll: true });
  return card !== null;
}
