import { expect, type Page, test } from "@playwright/test";
import { node, open, openEditor, run, save, variant } from "./graph-page";

const small = { images: { count: 4 }, trainer: { epochs: 1 } };

/** Every address that the page and its workers asked for, as long as the test runs. */
function requestsOf(page: Page): string[] {
  const asked: string[] = [];
  page.context().on("request", (request) => asked.push(request.url()));
  return asked;
}

test("a whole session asks for nothing but the page's own files", async ({ page, baseURL }) => {
  const asked = requestsOf(page);
  const faults = await openEditor(page);
  await run(page);
  await node(page, "trainer").locator("h3").click();
  await page.getByRole("tab", { name: "About" }).click();
  await expect(page.getByText("The same in PyTorch")).toBeVisible();
  await page.getByRole("tab", { name: "Runs" }).click();
  await open(page, await save(page));
  await page.getByRole("button", { name: "File" }).click();
  await page.keyboard.press("Escape");
  expect(asked.length).toBeGreaterThan(5);
  const elsewhere = asked.filter((url) => !/^(blob|data):/.test(url) && !url.startsWith(`${baseURL}/`));
  expect(elsewhere).toEqual([]);
  expect(faults).toEqual([]);
});

test("nothing but the page's own scripts runs, whatever was put into it", async ({ page }) => {
  const asked = requestsOf(page);
  await openEditor(page);
  const violations = await page.evaluate(async () => {
    const seen: string[] = [];
    addEventListener("securitypolicyviolation", (event) => seen.push(event.effectiveDirective));
    const marked = globalThis as { ran?: string };
    const inline = document.createElement("script");
    try {
      inline.textContent = "globalThis.ran = 'inline'";
    } catch {
      seen.push("trusted script");
    }
    document.body.append(inline);
    try {
      document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=\"globalThis.ran = 'markup'\">");
    } catch {
      seen.push("trusted html");
    }
    const foreign = document.createElement("script");
    try {
      foreign.src = "https://elsewhere.invalid/a.js";
    } catch {
      seen.push("trusted address");
    }
    document.body.append(foreign);
    await fetch("https://elsewhere.invalid/data").catch(() => seen.push("fetch"));
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { seen, ran: marked.ran };
  });
  expect(violations.ran).toBe(undefined);
  expect(violations.seen).toEqual(
    expect.arrayContaining(["trusted script", "trusted html", "trusted address", "fetch", "connect-src"]),
  );
  expect(asked.filter((url) => url.includes("elsewhere"))).toEqual([]);
});

test("text of a graph is never code", async ({ page }) => {
  const faults = await openEditor(page);
  // Without the walls' own rules for strings: React writes text as text.
  const graph = JSON.parse(await variant(small));
  const bad = `<img src=x onerror="globalThis.ran=1"><script>globalThis.ran=1</script>`;
  graph.title = bad;
  graph.nodes.trainer.title = bad;
  graph.nodes.odd = { type: bad.slice(0, 64), version: 1, settings: { a: bad } };
  graph.notes = [{ text: `${bad}[x](javascript:globalThis.ran=1)`, position: [0, 0] }];
  await open(page, JSON.stringify(graph));
  await node(page, "trainer").locator("h3").click();
  await expect(page.getByLabel("Title of the graph")).toHaveValue(bad);
  expect(await page.evaluate(() => (globalThis as { ran?: number }).ran)).toBe(undefined);
  expect(faults).toEqual([]);
});

test.describe("without a network", () => {
  test.use({ serviceWorkers: "allow" });

  test("the page opens and runs, once it was visited", async ({ page, context }) => {
    await openEditor(page);
    // The engine's start first, then the rest of the page's files are kept.
    const kept = () =>
      page.evaluate(async () => {
        const [name] = await caches.keys();
        const files = name ? await (await caches.open(name)).keys() : [];
        return files.map(({ url }) => new URL(url).pathname);
      });
    await expect.poll(kept, { timeout: 60_000 }).toContain("/weights/vgg16-eighth.safetensors");
    await context.setOffline(true);
    await page.reload();
    await expect(node(page, "trainer")).toBeVisible();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await open(page, await variant(small));
    await run(page);
    await node(page, "trainer").locator("h3").click();
    await expect(page.getByRole("tab", { name: "About" })).toBeVisible();
  });
});
