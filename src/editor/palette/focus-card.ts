/** Puts the keyboard's focus on a card once it is on the page; the canvas brings it into view. */
export function focusCard(id: string): void {
  setTimeout(() => {
    document.querySelector<HTMLElement>(`.react-flow__node[data-id="${id}"]`)?.focus({ preventScroll: true });
  }, 40);
}
