import { expect, type Page, test } from "@playwright/test";
import { expectNothingSerious } from "./axe";
import { node, open, openEditor, save, variant } from "./graph-page";
import { WeightsSite } from "./weights-site";

const FILE = "/net/vgg16-eighth.safetensors";
/** What VGG16 at an eighth takes of it up to its last convolution: 26 arrays. */
const FEATURES = { vgg16: { output: "features" } };

let site: WeightsSite;
let faults: readonly string[] = [];

test.beforeEach(async ({ page }) => {
  site = await WeightsSite.open({
    [FILE]: "public/weights/vgg16-eighth.safetensors",
    "/net/legacy.pth": "tests/fixtures/weights/legacy.pth",
    "/net/zip.pth": "tests/fixtures/weights/zip.pth",
    "/net/keras-2.h5": "tests/fixtures/weights/keras-2.h5",
    "/other/vgg16-eighth.safetensors": "tests/fixtures/weights/fine.safetensors",
  });
  faults = await openEditor(page);
});

test.afterEach(async () => {
  await site.close();
  expect(faults, "nothing was thrown on the page").toEqual([]);
});

test("a typed address is fetched, only the arrays that are needed, and the graph uses and names them", async ({
  page,
}) => {
  await open(page, await variant(FEATURES));
  await fetchFrom(page, site.at(FILE));
  await expect(weights(page)).toContainText("26 arrays of it were fetched");
  await expect(weights(page)).toContainText("vgg16-eighth.safetensors");
  const bytes = site.asked.reduce((sum, line) => {
    const [, from, to] = /(\d+)-(\d+)$/.exec(line) ?? [];
    return sum + Number(to) + 1 - Number(from);
  }, 0);
  expect(bytes).toBeLessThan(1_000_000);

  const graph = JSON.parse(await save(page));
  expect(graph.nodes.vgg16.settings.weights).toBe("file");
  expect(graph.assets.vgg16).toMatchObject({ name: "vgg16-eighth.safetensors", url: site.at(FILE) });
  expect(graph.assets.vgg16.arrays).toHaveLength(26);
  await expect(node(page, "vgg16").getByText("ready", { exact: true }).first()).toBeAttached();

  // The node wants more of the file now: it is fetched, and what was there is still what the graph says.
  await open(page, JSON.stringify({ ...graph, nodes: { ...graph.nodes, vgg16: more(graph) } }));
  await node(page, "vgg16").click();
  await weights(page).getByRole("button", { name: "Fetch what it needs now" }).click();
  await expect(weights(page)).toContainText("30 arrays of it were fetched");
});

test("a download that breaks off goes on where it was, and one that is stopped too", async ({ page }) => {
  await node(page, "vgg16").click();
  // Tried five times, with pauses of 7.5 s in all.
  site.breaks.push(1_000_000, 0, 0, 0, 0);
  await type(page, site.at(FILE));
  const bar = weights(page).getByRole("progressbar");
  await expect(bar).toHaveAttribute("aria-valuetext", /^1\.0 MB of 4\.\d MB$/);
  site.breakOff();
  const fault = weights(page).getByRole("alert");
  await expect(fault).toContainText(/What came is kept/, { timeout: 60_000 });
  await expectNothingSerious(page);
  site.asked.length = 0;
  site.isHeld = true;
  await weights(page).getByRole("button", { name: "Go on" }).click();
  await expect(bar).toHaveAttribute("aria-valuetext", /^1\.0 MB of 4\.\d MB$/);
  await expectNothingSerious(page);
  await weights(page).getByRole("button", { name: "Stop fetching" }).click();
  await expect(weights(page)).toContainText(/Stopped after 1\.0 MB of 4\.\d MB/);

  await page.reload();
  site.isHeld = false;
  site.asked.length = 0;
  await node(page, "vgg16").click();
  await fetchFrom(page, site.at(FILE));
  expect(site.asked.filter((line) => line !== `${FILE} 0-16383`)).toHaveLength(1);
  const [, from] = /(\d+)-\d+$/.exec(site.asked.at(-1) ?? "") ?? [];
  expect(Number(from)).toBeGreaterThan(1_000_000);
});

test("a graph that comes with an address asks first; what is not what it says is refused", async ({
  page,
}) => {
  await node(page, "vgg16").click();
  await fetchFrom(page, site.at(FILE));
  const text = await save(page);
  await removeAll(page, 1);
  site.asked.length = 0;

  await open(page, text);
  await node(page, "vgg16").click();
  await expect(weights(page)).toContainText(
    /This graph asks for vgg16-eighth\.safetensors \(4\.\d MB\) from/,
  );
  await expect(weights(page).getByText(site.host, { exact: true })).toBeVisible();
  await page.waitForTimeout(1000);
  expect(site.asked).toEqual([]);
  await weights(page).getByRole("button", { name: "Fetch", exact: true }).first().click();
  await expectAtHand(page, "vgg16-eighth.safetensors");

  const graph = JSON.parse(text);
  graph.assets.vgg16.sha256 = "1".repeat(64);
  await open(page, JSON.stringify(graph));
  await node(page, "vgg16").click();
  await weights(page).getByRole("button", { name: "Fetch", exact: true }).first().click();
  const fault = weights(page).getByRole("alert");
  await expect(fault).toContainText(/its SHA-256 is [0-9a-f]{64}, and the graph says 1{64}/);
});

test("what is kept is there after a reload without a request, is listed, and is removed", async ({
  page,
}) => {
  await node(page, "vgg16").click();
  await fetchFrom(page, site.at(FILE));
  await expect(page.getByText("Saved in this browser")).toBeVisible();
  site.asked.length = 0;
  await page.reload();
  await node(page, "vgg16").click();
  await expectAtHand(page, "vgg16-eighth.safetensors");
  expect(site.asked).toEqual([]);

  const dialog = await openKept(page);
  const row = dialog.getByRole("row").filter({ hasText: "vgg16-eighth.safetensors" });
  await expect(row).toContainText(/4\.\d MB/);
  await expect(row).toContainText(site.host);
  await expect(row).toContainText("VGG16");
  await expect(dialog).toContainText(/1 file, 4\.\d MB.*used/);
  await expectNothingSerious(page);
  await row.getByRole("button", { name: /^Remove/ }).click();
  await expect(row).toBeVisible();
  await row.getByRole("button", { name: /for good/ }).click();
  await expect(dialog).toContainText("Nothing is kept");
  await page.keyboard.press("Escape");
  await expect(weights(page)).toContainText("This graph asks for");
  await page.reload();
  await node(page, "vgg16").click();
  await expect(weights(page)).toContainText("This graph asks for");
  expect(site.asked).toEqual([]);
});

test("a byte that changed on the disk is noticed, and the file is not used", async ({ page }) => {
  await node(page, "vgg16").click();
  await fetchFrom(page, site.at(FILE));
  await expect(page.getByText("Saved in this browser")).toBeVisible();
  await page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("weights");
    for await (const name of folder.keys()) {
      if (!/^[0-9a-f]{64}$/.test(name)) continue;
      const handle = await folder.getFileHandle(name);
      const file = await handle.getFile();
      const at = file.size - 100;
      const byte = new Uint8Array(await file.slice(at, at + 1).arrayBuffer());
      const stream = await handle.createWritable({ keepExistingData: true });
      await stream.write({ type: "write", position: at, data: byte.map((value) => value ^ 1) });
      await stream.close();
    }
  });
  await page.reload();
  await node(page, "vgg16").click();
  await expect(page.getByRole("alert").first()).toContainText(/was changed where this browser keeps it/);
  await expect(weights(page)).toContainText("This graph asks for");
  await expect((await openKept(page)).getByText("Nothing is kept")).toBeVisible();
});

test("weights that were dropped are there after a reload too", async ({ page }) => {
  await node(page, "vgg16").click();
  await page.locator('input[data-files="vgg16"]').setInputFiles("tests/fixtures/weights/fine.safetensors");
  await expect(weights(page)).toContainText("fine.safetensors");
  const dialog = await openKept(page);
  await expect(dialog).toContainText(/fine\.safetensors.*this machine/);
  await page.keyboard.press("Escape");
  await expect(page.getByText("Saved in this browser")).toBeVisible();
  await page.waitForTimeout(500);
  await page.reload();
  await node(page, "vgg16").click();
  await expectAtHand(page, "fine.safetensors");
});

test("other formats come whole, from a server that sends no parts too", async ({ page }) => {
  await node(page, "vgg16").click();
  await fetchFrom(page, site.at("/net/legacy.pth"));
  await expect(weights(page)).toContainText("legacy.pth");
  site.sendsParts = false;
  await fetchFrom(page, site.at("/net/keras-2.h5"));
  await expect(weights(page)).toContainText("keras-2.h5");
  await fetchFrom(page, site.at("/net/zip.pth"));
  await expect(weights(page)).toContainText("zip.pth");
});

test("where there is no room to keep them, weights are there for this visit, and that is said", async ({
  page,
}) => {
  const browser = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  await browser.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1_000_000 });
  await node(page, "vgg16").click();
  await fetchFrom(page, site.at(FILE));
  await expectAtHand(page, "vgg16-eighth.safetensors");
  await page.getByRole("tab", { name: "Log" }).click();
  await expect(page.getByText(/There is no room in this browser to keep the weights/).first()).toBeVisible();
  await expect((await openKept(page)).getByText("Nothing is kept")).toBeVisible();
  await browser.detach();
});

test("what cannot be fetched is said in words", async ({ page }) => {
  await node(page, "vgg16").click();
  const fault = weights(page).getByRole("alert");
  await type(page, site.at("/net/none.pth"));
  await expect(fault).toContainText(/no file at this address \(404\)/);
  await type(page, `http://ann:word@${site.host}${FILE}`);
  await expect(fault).toContainText(/user's name or password/);
  site.isOpen = false;
  await type(page, site.at(FILE));
  await expect(fault).toContainText(/does not allow other pages to read its files.*drop the file here/);
  expect(JSON.parse(await save(page)).assets).toEqual({});
});

/** The part of the inspector where VGG16 gets its weights. */
const weights = (page: Page) => page.getByRole("tabpanel", { name: "Settings" });

async function type(page: Page, address: string): Promise<void> {
  const field = page.getByRole("textbox", { name: "From an address" });
  await field.fill(address);
  await field.press("Enter");
}

/** Types an address and waits until its weights are there. */
async function fetchFrom(page: Page, address: string): Promise<void> {
  if (!(await page.getByRole("textbox", { name: "From an address" }).isVisible()))
    await node(page, "vgg16").click();
  await type(page, address);
  await expect(page.getByRole("status").first()).toHaveText(
    `Fetched ${address.slice(address.lastIndexOf("/") + 1)}`,
    { timeout: 60_000 },
  );
}

async function expectAtHand(page: Page, name: string): Promise<void> {
  await expect(weights(page).getByRole("button", { name: `Take ${name} away` })).toBeVisible();
}

async function openKept(page: Page) {
  await page.getByRole("button", { name: "File", exact: true }).click();
  await page.getByRole("menuitem", { name: "Kept files…" }).click();
  return page.getByRole("dialog", { name: "Kept files" });
}

async function removeAll(page: Page, count: number): Promise<void> {
  const dialog = await openKept(page);
  await expect(dialog.getByRole("button", { name: /^Remove/ })).toHaveCount(count);
  for (let left = count; left > 0; left--) {
    await dialog
      .getByRole("button", { name: /^Remove/ })
      .first()
      .click();
    await dialog.getByRole("button", { name: /for good/ }).click();
    await expect(dialog.getByRole("button", { name: /^Remove/ })).toHaveCount(left - 1);
  }
  await page.keyboard.press("Escape");
}

function more(graph: { nodes: { vgg16: { settings: Record<string, unknown> } } }) {
  const { vgg16 } = graph.nodes;
  return { ...vgg16, settings: { ...vgg16.settings, output: "fc7" } };
}
