import { createHash } from "node:crypto";
import { deflateRawSync, deflateSync } from "node:zlib";
import { expect, type Page, test } from "@playwright/test";
import { linkFragment } from "../../src/files/graph-link";
import { withPngText } from "../../src/files/png-text";
import { makeZip } from "../files/zip-writer";
import { openEditor } from "./graph-page";

const SCRIPT = `<img src=x onerror="__ran()"><script>__ran()</script><svg onload="__ran()"><iframe srcdoc="<script>parent.__ran()</script>">`;
const LINK = `[press](javascript:__ran()) ![look](https://elsewhere.invalid/look.png) <a href="javascript:__ran()">here</a>`;
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const graph = (more: object) => ({ format: "tensorloom", formatVersion: 1, nodes: {}, edges: [], ...more });
const evil = `${SCRIPT}${LINK}\uD800`.slice(0, 200);

/** A script, a link that runs one and half a letter in every text that a graph has. */
const everywhere = JSON.stringify(
  graph({
    title: evil,
    nodes: {
      images: { type: "sample-cells", version: 1, settings: { count: SCRIPT, evil: SCRIPT }, title: evil },
      unknown: {
        type: "<img src=x onerror=__ran()>",
        version: 1,
        settings: { doc: LINK },
        title: LINK.slice(0, 200),
      },
    },
    notes: [{ text: `${SCRIPT} ${LINK} \uD800`, position: [0, 0] }],
    groups: { group: { title: evil, nodes: ["images", "unknown"] } },
    assets: {
      images: { name: SCRIPT, bytes: 1, sha256: "0".repeat(64), url: "https://elsewhere.invalid/weights" },
      unknown: { name: SCRIPT, bytes: 1, sha256: "0".repeat(64), url: "javascript:__ran()" },
    },
    extra: SCRIPT,
  }),
);

/** Graphs as text, by what is wrong with them. */
const GRAPHS: Readonly<Record<string, () => string>> = {
  "scripts and links in every text": () => everywhere,
  "a field that reaches into prototypes": () =>
    `{"format":"tensorloom","formatVersion":1,"title":"t","nodes":{"__proto__":{"polluted":1}},"edges":[],"constructor":{"prototype":{"polluted":1}}}`,
  "a million nodes": () =>
    `{"format":"tensorloom","formatVersion":1,"nodes":{${Array.from({ length: 1e6 }, (_, at) => `"n${at}":{}`).join()}}}`,
  "lists nested a hundred thousand deep": () => `${"[".repeat(1e5)}${"]".repeat(1e5)}`,
  "numbers that no machine has": () =>
    `{"format":"tensorloom","formatVersion":1,"title":"t","nodes":{"cells":{"type":"sample-cells","version":1,"settings":{"count":1e400}},"resize":{"type":"resize","version":1,"settings":{"height":9e15,"width":9e15}}},"edges":[{"from":"cells.dataset","to":"resize.dataset"}],"layout":{"cells":[1e308,-1e308],"resize":[0,1e300]}}`,
  "groups inside one another": () =>
    JSON.stringify(
      graph({ groups: { a: { title: "a", nodes: ["b", "a"] }, b: { title: "b", nodes: ["a"] } } }),
    ),
  "a ring of nodes": () =>
    JSON.stringify(
      graph({
        nodes: Object.fromEntries(["a", "b"].map((id) => [id, { type: "resize", version: 1, settings: {} }])),
        edges: [
          { from: "a.dataset", to: "b.dataset" },
          { from: "b.dataset", to: "a.dataset" },
        ],
      }),
    ),
  // As many as a graph may have take minutes to be drawn in one place where nothing is: a part says the same.
  "700 nodes in one place": () =>
    `{"format":"tensorloom","formatVersion":1,"title":"t","nodes":{${Array.from({ length: 700 }, (_, at) => `"n${at}":{"type":"resize","version":1,"settings":{}}`).join()}}}`,
  "300 notes in one place": () =>
    JSON.stringify(
      graph({ notes: Array.from({ length: 300 }, () => ({ text: "# x".repeat(2000), position: [0, 0] })) }),
    ),
  "a quarter of a million notes": () =>
    JSON.stringify(graph({ notes: Array.from({ length: 2.3e5 }, () => ({ text: "", position: [0, 0] })) })),
};

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** A bundle of a graph with a manifest of our own making. */
function bundle(
  text: string,
  more: readonly { path: string; role: string; node?: string; data: Buffer; lie?: object }[] = [],
) {
  const files = [{ path: "graph.json", role: "graph", data: Buffer.from(text), lie: {} }, ...more];
  const entries = files.map(({ data, lie, ...entry }) => ({
    ...entry,
    bytes: data.length,
    sha256: sha256(data),
    ...lie,
  }));
  const manifest = { format: "tensorloom-bundle", formatVersion: 1, title: evil, entries };
  const listed = { name: "manifest.json", data: Buffer.from(JSON.stringify(manifest)) };
  return Buffer.from(makeZip([listed, ...files.map(({ path, data }) => ({ name: path, data }))]));
}

/** Other files than plain graphs, by what is wrong with them. */
const FILES: Readonly<Record<string, () => { name: string; buffer: Buffer }>> = {
  "a picture with scripts in its graph": () => ({
    name: "<img src=x onerror=__ran()>.png",
    buffer: Buffer.from(withPngText(PIXEL, everywhere)),
  }),
  "a picture whose graph inflates to 200 MB": () => ({
    name: "bomb.png",
    buffer: pngAround(deflateSync(Buffer.alloc(2e8, 32), { level: 9 })),
  }),
  "a bundle with scripts in every text": () => ({
    name: "evil.loom",
    buffer: bundle(everywhere, [
      { path: "results/evil.html", role: "results", data: Buffer.from(SCRIPT) },
      { path: "walkthrough.json", role: "walkthrough", data: Buffer.from(SCRIPT) },
    ]),
  }),
  "a bundle that climbs out of itself": () => ({
    name: "climber.loom",
    buffer: bundle(everywhere, [
      { path: "data/images/../../x", role: "data", node: "images", data: Buffer.from("x") },
    ]),
  }),
  "a bundle whose digests are wrong": () => ({
    name: "changed.loom",
    buffer: bundle(
      JSON.stringify(
        graph({ title: "t", nodes: { images: { type: "image-archive", version: 1, settings: {} } } }),
      ),
      [
        {
          path: "data/images/a.zip",
          role: "data",
          node: "images",
          data: Buffer.from("x"),
          lie: { sha256: "0".repeat(64) },
        },
      ],
    ),
  }),
  "a bundle of 200 MB of blanks": () => ({ name: "blanks.loom", buffer: bundle(" ".repeat(2e8)) }),
};

/** A PNG with these packed bytes as its graph: taken from a good one, with the content changed. */
function pngAround(packed: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from("iTXttensorloom\0\u0001\0\0\0"), packed]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length - 4);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(content));
  return Buffer.concat([PIXEL.subarray(0, 33), length, content, sum, PIXEL.subarray(33)]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const packedLink = (text: Buffer) => `#g=1.${deflateRawSync(text, { level: 9 }).toString("base64url")}`;

const LINKS: Readonly<Record<string, () => string>> = {
  "a quarter of a million notes": () => linkFragment(GRAPHS["a quarter of a million notes"]?.() ?? ""),
  "scripts in its graph": () => linkFragment(everywhere),
  "a text that inflates to 200 MB": () => packedLink(Buffer.alloc(2e8, 32)),
  "a field that reaches into prototypes": () =>
    packedLink(Buffer.from(GRAPHS["a field that reaches into prototypes"]?.() ?? "")),
  "letters that are none": () => "#g=1.%3Cscript%3E__ran()%3C/script%3E",
  "a version that does not exist": () => "#g=999999999.AAAA",
};

interface Watched {
  readonly asked: string[];
  readonly dialogs: string[];
}

/** Traps for what would run, what the walls stop, and what is asked for. */
async function watch(page: Page, baseURL: string | undefined): Promise<Watched> {
  const watched: Watched = { asked: [], dialogs: [] };
  page.on("dialog", (dialog) => {
    watched.dialogs.push(dialog.message());
    dialog.dismiss().catch(() => {});
  });
  page.context().on("request", (request) => {
    const url = request.url();
    if (!/^(blob|data):/.test(url) && !url.startsWith(`${baseURL}/`)) watched.asked.push(url);
  });
  await page.addInitScript(() => {
    const marks: string[] = [];
    Object.assign(globalThis, { __ran: () => marks.push("ran"), __marks: marks });
    addEventListener("securitypolicyviolation", (event) => marks.push(`walls: ${event.effectiveDirective}`));
  });
  return watched;
}

/** Goes through whatever is shown of it, and asks the page to do something after. */
async function expectHarmless(page: Page, watched: Watched): Promise<void> {
  const accept = page.getByRole("button", { name: /^Open (it|what can be read)$/ });
  const dialog = page.getByRole("dialog");
  const refused = page.locator("[data-sonner-toast]");
  const opened = page.getByRole("status").filter({ hasText: /opened/i });
  await expect(accept.or(dialog).or(refused).or(opened).first()).toBeVisible();
  if (await accept.isVisible()) {
    await accept.click();
    await expect(accept).toBeHidden();
  }
  await page.waitForTimeout(300);
  while (await dialog.first().isVisible()) {
    await page.keyboard.press("Escape");
    await page.waitForTimeout(200);
  }
  // What Enter does may take another card away, as folding a group does.
  const ids = await page
    .locator(".react-flow__node")
    .evaluateAll((cards) => cards.slice(0, 4).flatMap((card) => card.getAttribute("data-id") ?? []));
  for (const id of ids) {
    const card = page.locator(`.react-flow__node[data-id="${id}"]`);
    if ((await card.count()) === 0) continue;
    await card.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
  }
  await page.keyboard.press("Escape");
  const title = page.getByLabel("Title of the graph");
  await title.fill("It answers");
  await title.press("Enter");
  await expect(title).toHaveValue("It answers");
  const marks = await page.evaluate(() => (globalThis as unknown as { __marks: string[] }).__marks);
  expect(marks).toEqual([]);
  expect(watched.dialogs).toEqual([]);
  expect(watched.asked).toEqual([]);
  expect(await page.evaluate(() => "polluted" in {})).toBe(false);
}

async function give(page: Page, name: string, buffer: Buffer): Promise<void> {
  const picker = page.waitForEvent("filechooser");
  await page.keyboard.press("Control+o");
  await (await picker).setFiles({ name, mimeType: "application/octet-stream", buffer });
}

test.describe.configure({ timeout: 60_000 });

for (const [what, make] of Object.entries(GRAPHS)) {
  test(`a graph with ${what} does nothing but open or be refused`, async ({ page, baseURL }) => {
    const watched = await watch(page, baseURL);
    const faults = await openEditor(page);
    await give(page, "graph.json", Buffer.from(make()));
    await expectHarmless(page, watched);
    expect(faults).toEqual([]);
  });
}

for (const [what, make] of Object.entries(FILES)) {
  test(`${what} does nothing but open or be refused`, async ({ page, baseURL }) => {
    const watched = await watch(page, baseURL);
    const faults = await openEditor(page);
    const { name, buffer } = make();
    await give(page, name, buffer);
    await expectHarmless(page, watched);
    expect(faults).toEqual([]);
  });
}

for (const [what, make] of Object.entries(LINKS)) {
  test(`a link with ${what} does nothing but open or be refused`, async ({ page, baseURL }) => {
    const watched = await watch(page, baseURL);
    const faults = await openEditor(page);
    await page.evaluate((hash) => {
      location.hash = hash;
    }, make());
    await expectHarmless(page, watched);
    expect(faults).toEqual([]);
  });
}

test("files larger than any graph are refused by their size, and not read", async ({ page }) => {
  const faults = await openEditor(page);
  await page.evaluate(() => {
    const read: string[] = [];
    Object.assign(globalThis, { __read: read });
    const { text, arrayBuffer } = Blob.prototype;
    const note = (file: Blob) => file.size > 1e6 && read.push(`${file.size} bytes`);
    Object.assign(Blob.prototype, {
      text(this: Blob) {
        note(this);
        return text.call(this);
      },
      arrayBuffer(this: Blob) {
        note(this);
        return arrayBuffer.call(this);
      },
    });
  });
  /** Gives a file of so many bytes to the picker that comes first in `within`, or drops it on the canvas. */
  const hand = async (name: string, bytes: number, within?: string) => {
    // Some parts of the page come when they are needed.
    if (within !== undefined) await page.locator(within).first().waitFor({ state: "attached" });
    await page.evaluate(
      ([name, bytes, within]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], name));
        const input = within === undefined ? null : document.querySelector<HTMLInputElement>(within);
        if (within !== undefined && !input) throw new Error(`There is no ${within}.`);
        if (input) {
          input.files = transfer.files;
          input.dispatchEvent(new Event("change", { bubbles: true }));
        } else {
          const event = new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
          document.querySelector(".react-flow__pane")?.dispatchEvent(event);
        }
      },
      [name, bytes, within] as const,
    );
  };
  const refused = page.getByText("The file is 30.0 MB; a graph has at most 8 MB. Is it a graph?").first();
  await hand("dropped.json", 30e6);
  await expect(page.getByText("dropped.json was not opened", { exact: true })).toBeVisible();
  await expect(refused).toBeVisible();
  await page.evaluate(() => {
    // The picker that the page makes is kept, and not shown.
    HTMLInputElement.prototype.click = () => {};
  });
  await page.keyboard.press("Control+o");
  await hand("picked.json", 30e6, 'body > input[type="file"]');
  await expect(page.getByText("picked.json was not opened", { exact: true })).toBeVisible();
  await hand("block.json", 30e6, '[aria-label="Your blocks"] input[type="file"]');
  await expect(page.getByText("block.json was not imported")).toBeVisible();
  await expect(page.getByText("The file is 30.0 MB; a block has at most 8 MB.").first()).toBeVisible();
  await hand("scan.png", 70e6);
  await page.getByRole("tab", { name: /^Log/ }).click();
  await expect(
    page.getByText("scan.png is 70.0 MB: only pictures of up to 64.0 MB are looked through for a graph."),
  ).toBeVisible();
  await page.getByRole("button", { name: "File", exact: true }).click();
  await page.getByRole("menuitem", { name: "Walkthroughs…" }).click();
  await page.getByRole("button", { name: "Check submissions…" }).click();
  await expect(page.getByText("Another walkthrough…")).toBeVisible();
  await hand("course.json", 7e6, '[role="dialog"] input[accept=".json"]');
  await expect(page.getByRole("dialog")).toContainText(
    "The file is 7.0 MB; a walkthrough has at most 2 MB. Is it a walkthrough?",
  );
  expect(await page.evaluate(() => (globalThis as unknown as { __read: string[] }).__read)).toEqual([]);
  expect(faults).toEqual([]);
});
