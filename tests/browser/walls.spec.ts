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

test("no text becomes code: neither by eval, nor by a timer, nor as markup", async ({ page }) => {
  await openEditor(page);
  const found = await page.evaluate(async () => {
    const marked = globalThis as { ran?: string };
    const tried: Record<string, () => unknown> = {
      // biome-ignore lint/security/noGlobalEval: the walls have to stop it.
      eval: () => eval("globalThis.ran = 'eval'"),
      "new Function": () => new Function("globalThis.ran = 'Function'")(),
      timer: () => setTimeout("globalThis.ran = 'timer'" as unknown as () => void, 0),
      innerHTML: () => {
        document.body.appendChild(document.createElement("div")).innerHTML = "<img src=x onerror='ran=1'>";
      },
      srcdoc: () => {
        document.body.appendChild(document.createElement("iframe")).srcdoc =
          "<script>parent.ran = 1</script>";
      },
      worker: () => new Worker("data:text/javascript,postMessage(1)"),
      policy: () =>
        (
          globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): void } }
        ).trustedTypes.createPolicy("mine", {}),
    };
    const stopped: string[] = [];
    // What a debugger asks for by itself may call eval: a moment later it is the page that asks.
    await new Promise((resolve) => setTimeout(resolve, 0));
    for (const [name, act] of Object.entries(tried)) {
      try {
        act();
      } catch {
        stopped.push(name);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { all: Object.keys(tried), stopped, ran: marked.ran };
  });
  expect(found.ran).toBe(undefined);
  expect(found.stopped).toEqual(found.all);
});

test("runs, notes, a walkthrough with formulas, and a node's words are shown without touching the walls", async ({
  page,
}) => {
  const stopped: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted ?Type/i.test(message.text())) stopped.push(message.text());
  });
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { __stopped: seen });
    addEventListener("securitypolicyviolation", (event) =>
      seen.push(`${event.effectiveDirective} ${event.sample}`),
    );
  });
  const faults = await openEditor(page);
  const graph = JSON.parse(await variant(small));
  graph.notes = [{ text: "A **note** with [a link](https://example.org/).", position: [0, -200] }];
  await open(page, JSON.stringify(graph));
  const link = page.getByRole("link", { name: "a link" });
  await expect(link).toHaveAttribute("rel", "noopener noreferrer");
  await expect(link).toHaveAttribute("target", "_blank");
  await run(page);
  await node(page, "trainer").locator("h3").click();
  await page.getByRole("tab", { name: "About" }).click();
  await expect(page.getByText("The same in PyTorch")).toBeVisible();
  const picker = page.waitForEvent("filechooser");
  await page.keyboard.press("Control+o");
  const formulas = {
    format: "tensorloom-walkthrough",
    formatVersion: 1,
    id: "f",
    title: "F",
    summary: "S",
    start: {},
  };
  const text = "A formula $a^2$, [a link](https://example.org/) and\n\n$$\\frac{a}{b}$$";
  await (await picker).setFiles({
    name: "f.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify({ ...formulas, steps: [{ id: "a", title: "A step", text }] })),
  });
  const panel = page.getByRole("region", { name: "Walkthrough" });
  await expect(panel.locator("math").first()).toBeVisible();
  await expect(panel.getByRole("link", { name: "a link" })).toHaveAttribute("rel", "noopener noreferrer");
  expect(await page.evaluate(() => (globalThis as unknown as { __stopped: string[] }).__stopped)).toEqual([]);
  expect(stopped).toEqual([]);
  expect(faults).toEqual([]);
});

test("a note and a step that nothing can read as Markdown stand there as they were written", async ({
  page,
}) => {
  const faults = await openEditor(page);
  const graph = JSON.parse(await variant(small));
  const deep = ">".repeat(20_000);
  graph.notes = ["a__b_".repeat(4000), deep].map((text, at) => ({ text, position: [at * 300, -200] }));
  await open(page, JSON.stringify(graph));
  await expect(page.locator(".react-flow__node .as-written")).toHaveCount(2);
  const picker = page.waitForEvent("filechooser");
  await page.keyboard.press("Control+o");
  const walkthrough = {
    format: "tensorloom-walkthrough",
    formatVersion: 1,
    id: "d",
    title: "D",
    summary: "S",
    start: {},
  };
  const steps = [{ id: "a", title: "A step", text: `$${"{".repeat(900)}$\n\n$$${"{".repeat(1900)}$$` }];
  await (await picker).setFiles({
    name: "d.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify({ ...walkthrough, steps })),
  });
  await expect(
    page.getByRole("region", { name: "Walkthrough" }).getByRole("heading", { name: "A step" }),
  ).toBeVisible();
  await expect(page.getByLabel("Title of the graph")).toBeVisible();
  expect(faults).toEqual([]);
});

test("a part of the page that fails while it is drawn leaves the others alone", async ({ page }) => {
  const faults = await openEditor(page);
  await node(page, "trainer").locator("h3").click();
  // Planted: reading a node's words comes to it.
  await page.evaluate(() => {
    const { replaceAll } = String.prototype;
    Object.assign(globalThis, { __mend: () => Object.assign(String.prototype, { replaceAll }) });
    Object.assign(String.prototype, {
      replaceAll: () => {
        throw new Error("planted");
      },
    });
  });
  await page.getByRole("tab", { name: "About" }).click();
  const alert = page.getByRole("alert").filter({ hasText: "The inspector failed while it was drawn" });
  await expect(alert).toContainText("planted");
  await page.evaluate(() => (globalThis as unknown as { __mend(): void }).__mend());
  const title = page.getByLabel("Title of the graph");
  await title.fill("It answers");
  await title.press("Enter");
  await expect(title).toHaveValue("It answers");
  await alert.getByRole("button", { name: "Draw it again" }).click();
  await page.getByRole("tab", { name: "About" }).click();
  await expect(page.getByText("The same in PyTorch")).toBeVisible();
  expect(faults.length).toBeGreaterThan(0);
});

test("the list of graphs, the library, and the top bar fail for themselves too", async ({ page }) => {
  const faults = await openEditor(page);
  const alert = (part: string) =>
    page.getByRole("alert").filter({ hasText: `${part} failed while it was drawn` });
  const again = (part: string) => alert(part).getByRole("button", { name: "Draw it again" });
  // Planted: what each of them, and nobody else, comes to while it is drawn.
  await page.evaluate(() => {
    const { trim } = String.prototype;
    const { getItem } = Storage.prototype;
    const { map } = Array.prototype;
    const state = { theme: false, fail: true };
    const failWhere = (isMine: boolean) => {
      if (state.fail && isMine) throw new Error("planted");
    };
    Object.assign(globalThis, { __planted: state });
    Object.assign(Array.prototype, {
      map(this: unknown[], ...how: Parameters<typeof map>) {
        failWhere(typeof this[0] === "object" && this[0] !== null && "summary" in this[0]);
        return map.apply(this, how);
      },
    });
    Object.assign(String.prototype, {
      trim(this: string) {
        failWhere(String(this) === "library");
        return trim.call(this);
      },
    });
    Object.assign(Storage.prototype, {
      getItem(this: Storage, key: string) {
        failWhere(state.theme && key === "tensorloom.theme");
        return getItem.call(this, key);
      },
    });
  });
  const plant = (changed: object) =>
    page.evaluate(
      (to) => Object.assign((globalThis as unknown as { __planted: object }).__planted, to),
      changed,
    );

  await page.getByRole("button", { name: "File", exact: true }).click();
  await page.getByRole("menuitem", { name: "Graphs…" }).click();
  await expect(alert("The list of graphs")).toContainText("planted");
  await expect(again("The list of graphs")).toBeInViewport();
  await alert("The list of graphs").getByRole("button", { name: "Close" }).click();
  await expect(alert("The list of graphs")).toHaveCount(0);

  await page.getByRole("searchbox", { name: "Find a node" }).fill("library");
  await expect(alert("The library")).toContainText("planted");
  // The graph changes: the top bar shows that there is something to undo.
  await plant({ theme: true });
  await node(page, "adam").click();
  await page.keyboard.press("Delete");
  await expect(alert("The top bar")).toContainText("planted");
  await expect(node(page, "adam")).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(node(page, "adam")).toBeVisible();

  await plant({ fail: false });
  await expect(again("The top bar")).toBeInViewport();
  await again("The top bar").click();
  await expect(page.getByLabel("Title of the graph")).toBeVisible();
  await expect(again("The library")).toBeInViewport();
  await again("The library").click();
  await expect(page.getByRole("searchbox", { name: "Find a node" })).toBeVisible();
  expect(faults.length).toBeGreaterThan(0);
});
