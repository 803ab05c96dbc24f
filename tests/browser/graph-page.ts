import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page } from "@playwright/test";

export const STEEL = "graphs/steel-defects.json";

/** Opens the editor; gives what was thrown on the page since. */
export async function openEditor(page: Page): Promise<readonly string[]> {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.stack ?? error.message));
  // Playwright begins to catch file pickers some time after the first listener came: it is here before any key.
  page.on("filechooser", () => undefined);
  await page.goto("/");
  await expect(node(page, "trainer")).toBeVisible();
  return faults;
}

/** The card of a node on the canvas. */
export function node(page: Page, id: string): Locator {
  return page.locator(`.react-flow__node[data-id="${id}"]`);
}

/** Opens a document by the keyboard and the browser's file picker. */
export async function open(page: Page, text: string): Promise<void> {
  const picker = page.waitForEvent("filechooser");
  await page.keyboard.press("Control+o");
  await (await picker).setFiles({
    name: "graph.json",
    mimeType: "application/json",
    buffer: Buffer.from(text),
  });
  await expect(page.getByRole("status")).toHaveText(/opened/i);
}

/** Saves the document by the keyboard; gives the text of the file. */
export async function save(page: Page): Promise<string> {
  const download = page.waitForEvent("download");
  await page.keyboard.press("Control+s");
  return readFile(await (await download).path(), "utf8");
}

/** The steel graph with some settings changed. */
export async function variant(settings: Record<string, Record<string, unknown>>): Promise<string> {
  const graph = JSON.parse(await readFile(STEEL, "utf8"));
  for (const [id, changed] of Object.entries(settings)) Object.assign(graph.nodes[id].settings, changed);
  return JSON.stringify(graph);
}

/** Presses Run and waits until it is done. */
export function run(page: Page, longest?: number): Promise<void> {
  return ranBy(page, () => runButton(page).click(), longest);
}

const runButton = (page: Page) => page.getByRole("button", { name: "Run", exact: true });

/** Waits until a run is done that `begin` begins. */
export async function ranBy(page: Page, begin: () => Promise<void>, longest = 200_000): Promise<void> {
  const status = page.getByRole("status").first();
  // What is all kept from before runs for a moment only: that it ran is seen on the page, not by asking again and again.
  const began = status.evaluate(
    (line) =>
      new Promise<void>((resolve) => {
        const watch = new MutationObserver(() => {
          if (!line.textContent?.startsWith("Running")) return;
          watch.disconnect();
          resolve();
        });
        watch.observe(line, { characterData: true, childList: true, subtree: true });
      }),
  );
  await begin();
  await began;
  await expect(runButton(page)).toBeEnabled({ timeout: longest });
  await expect(status).toHaveText(/^Done in /);
}
