import { expect, type Page } from "@playwright/test";
import { drag, emptySpot, middleOf, port } from "../by-hand";
import { showAll, undo } from "./canvas";
import type { DeedOf } from "./deeds";
import { type Hand, nothing } from "./hand";

type Connect = DeedOf<"connect" | "disconnect">;

export const connect: Hand<Connect> = {
  async isSo(page, { from, to }) {
    return (await edges(page)).includes(`${from}>${to}`);
  },
  async wrong(page, { from, to }) {
    await showAll(page);
    const before = await edges(page);
    for (const [start, end] of await others(page, from, to)) {
      await dragEdge(page, start, end);
      await page.keyboard.press("Escape");
      const now = await edges(page);
      if (now.join() === before.join()) continue;
      return async () => {
        await undo(page);
        await expect.poll(() => edges(page)).toEqual(before);
      };
    }
    // There is no other port that takes it: it is let go on nothing.
    await drag(page, await middleOf(port(page, from, "source")), await emptySpot(page));
    await page.keyboard.press("Escape");
    expect(await edges(page)).toEqual(before);
    return nothing;
  },
  async right(page, { from, to }) {
    await showAll(page);
    await dragEdge(page, from, to);
    await expect.poll(() => edges(page)).toContain(`${from}>${to}`);
  },
};

async function dragEdge(page: Page, from: string, to: string): Promise<void> {
  await port(page, from, "source").dragTo(port(page, to, "target"));
}

function edges(page: Page): Promise<readonly string[]> {
  return page
    .locator(".react-flow__edge")
    .evaluateAll((all) => all.map((edge) => edge.getAttribute("data-id") ?? "").sort());
}

/** Pairs of ports that carry the same kind of value, those on the same cards first: mixed up most easily. */
async function others(page: Page, from: string, to: string): Promise<readonly (readonly [string, string])[]> {
  const [outputs, inputs] = [await portsOf(page, "source"), await portsOf(page, "target")];
  const kind = outputs.find(({ reference }) => reference === from)?.kind;
  const there = new Set(await edges(page));
  const card = (reference: string) => reference.slice(0, reference.indexOf("."));
  const pairs = [
    ...outputs.filter((output) => output.kind === kind).map(({ reference }) => [reference, to] as const),
    ...inputs.filter((input) => input.kind === kind).map(({ reference }) => [from, reference] as const),
  ].filter(([start, end]) => (start !== from || end !== to) && card(start) !== card(end));
  const near = ([start, end]: readonly [string, string]) =>
    card(start) === card(from) && card(end) === card(to) ? 0 : 1;
  return pairs
    .filter(([start, end]) => !there.has(`${start}>${end}`))
    .sort((a, b) => near(a) - near(b))
    .slice(0, 3);
}

function portsOf(page: Page, side: "source" | "target") {
  return page.locator(`.port.${side}`).evaluateAll((ports) =>
    ports.map((each) => ({
      reference: each.getAttribute("data-port") ?? "",
      kind: (each.getAttribute("aria-label") ?? "").split(", ")[1],
    })),
  );
}
