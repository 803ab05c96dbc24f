import { expect, type Locator, type Page } from "@playwright/test";

/** Adds a node as the keyboard does: its name, and Enter. */
export async function addFromLibrary(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Escape");
  await page.getByRole("searchbox", { name: "Find a node" }).fill(name);
  await page.keyboard.press("Enter");
}

/** The canvas glides to a card that was added: until it stands still, what is aimed at moves away. */
export async function standsStill(page: Page): Promise<void> {
  const place = () => page.locator(".react-flow__viewport").evaluate((view) => view.style.transform);
  let before = "";
  await expect
    .poll(async () => {
      await page.waitForTimeout(250);
      const [last, now] = [before, await place()];
      before = now;
      return last === now;
    })
    .toBe(true);
}

/** Drags an edge from one port to another, each as `node.port`. */
export async function wire(page: Page, from: string, to: string): Promise<void> {
  await standsStill(page);
  await port(page, from, "source").dragTo(port(page, to, "target"));
}

/** A port on the canvas, as `node.port`. */
export function port(page: Page, reference: string, side: "source" | "target"): Locator {
  return page.locator(`.port.${side}[data-port="${reference}"]`);
}

export type Spot = { readonly x: number; readonly y: number };

export async function middleOf(element: Locator): Promise<Spot> {
  const box = await element.boundingBox();
  if (!box) throw new Error("It is not on the screen.");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Presses, moves as a hand does, and lets go; `held` looks at the page before that. */
export async function drag(page: Page, start: Spot, end: Spot, held?: () => Promise<void>): Promise<void> {
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x + 8, start.y + 4, { steps: 3 });
  await page.mouse.move(end.x, end.y, { steps: 10 });
  await held?.();
  await page.mouse.up();
}

/** A point of the canvas with nothing on it. */
export async function emptySpot(page: Page): Promise<Spot> {
  const found = await page.locator(".react-flow__pane").evaluate((pane) => {
    const box = pane.getBoundingClientRect();
    for (let y = box.top + 80; y < box.bottom - 160; y += 20) {
      for (let x = box.left + 160; x < box.right - 240; x += 20) {
        const around = [
          [0, 0],
          [-110, -20],
          [110, 60],
          [-110, 60],
          [110, -20],
        ];
        if (around.every(([dx = 0, dy = 0]) => document.elementFromPoint(x + dx, y + dy) === pane))
          return { x, y };
      }
    }
    return undefined;
  });
  if (!found) throw new Error("The canvas is full.");
  return found;
}
