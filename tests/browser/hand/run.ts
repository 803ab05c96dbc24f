import type { Page } from "@playwright/test";
import { node, ranBy, run as runAll } from "../graph-page";
import { headOf, nodesThere, showAll } from "./canvas";
import type { DeedOf } from "./deeds";
import { type Hand, nothing } from "./hand";

/** Trains several networks on a machine that may be slow. */
const LONGEST = 300_000;

/** Everything is run by the button, one node by its card's menu. */
export const run: Hand<DeedOf<"run">> = {
  async wrong(page) {
    // Of all that is asked for nothing is done yet when the pictures were read.
    await showAll(page);
    await runTo(page, await dataNode(page));
    return nothing;
  },
  async right(page, { node: id }) {
    await showAll(page);
    if (id === undefined) await runAll(page, LONGEST);
    else await runTo(page, id);
  },
};

async function runTo(page: Page, id: string): Promise<void> {
  const card = node(page, id);
  await ranBy(
    page,
    async () => {
      await card.click({ button: "right", ...(await headOf(card)) });
      await page.getByRole("menuitem", { name: "Run to here" }).click();
    },
    LONGEST,
  );
}

/** A node that gives a dataset and takes nothing. */
async function dataNode(page: Page): Promise<string> {
  for (const id of await nodesThere(page)) {
    const ports = node(page, id).locator(".port");
    const all = await ports.evaluateAll((each) => each.map((port) => port.getAttribute("data-port")));
    if (all.length === 1 && all[0] === `${id}.dataset`) return id;
  }
  throw new Error("The graph has no node that only gives data.");
}
