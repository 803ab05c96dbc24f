import { SLOWEST } from "./in-node.mjs";

/** Ms after which a page that does not answer is taken for dead. */
const DEAD = 20_000;
/** After so many inputs a new page begins. */
const EACH = 60;

/** What the page's own files of data and weights are given to, in the graph that it opens with. */
const CARDS = { picture: "images", archive: "images", weights: "vgg16" };

/** What a person never reads: an error of ours. */
const OUR_OWN =
  /\bundefined\b|\[object |Cannot (read|set|convert)|is not a function|is not iterable|Maximum call stack|out of memory/i;

/**
 * Opens inputs 0 … count − 1 on the built page, by turns dropped and chosen, until they are done or the host's time is up.
 * Gives how many, and the faults: errors thrown, a page that does not answer or hangs, requests to elsewhere, scripts run.
 */
export async function openOnPage(host, { readers, count }) {
  const { seed, until, say } = host;
  const { inputOf } = await import(readers);
  const { root } = await import("../install.mjs");
  const found = { done: 0, faults: [] };
  // Documents replace the graph: data have a page of their own.
  const pages = {};
  for (let index = 0; index < count && Date.now() < until; index++) {
    const input = await inputOf(root, seed, index);
    const use = input.kind in CARDS ? "data" : "documents";
    if (!pages[use] || pages[use].opened >= EACH) {
      await pages[use]?.close();
      pages[use] = await freshPage(host);
    }
    const page = pages[use];
    const faults = await open(page, input, index);
    found.done++;
    for (const fault of faults) {
      found.faults.push({ index, kind: input.kind, ...fault });
      say(
        `  on the page ${seed}:${index} ${input.kind}, ${fault.fault}: ${fault.what?.split("\n").slice(0, 2).join(" | ")}`,
      );
    }
    if (faults.length > 0) {
      await page.close();
      pages[use] = undefined;
    }
  }
  for (const page of Object.values(pages)) await page?.close();
  return found;
}

async function freshPage(host) {
  const address = await host.address();
  const tab = await host.page();
  const seen = [];
  tab.on("pageerror", (error) => seen.push({ fault: "crash", what: error.stack ?? error.message }));
  tab.on("crash", () => seen.push({ fault: "crash", what: "The tab crashed." }));
  tab.on("dialog", (dialog) => {
    seen.push({ fault: "script", what: `A dialog said ${dialog.message()}` });
    dialog.dismiss().catch(() => {});
  });
  tab.on("popup", (popup) => {
    seen.push({ fault: "script", what: `A window was opened: ${popup.url()}` });
    popup.close().catch(() => {});
  });
  tab.context().on("request", (request) => {
    const url = request.url();
    if (!/^(blob|data):/.test(url) && !url.startsWith(address)) seen.push({ fault: "request", what: url });
  });
  await tab.addInitScript(() => {
    const marks = [];
    Object.assign(globalThis, { __ran: () => marks.push("script: ran"), __marks: marks, __gap: 0 });
    addEventListener("securitypolicyviolation", (event) =>
      marks.push(`walls: ${event.effectiveDirective} stopped ${event.blockedURI || event.sample}`),
    );
    let last = performance.now();
    setInterval(() => {
      const now = performance.now();
      globalThis.__gap = Math.max(globalThis.__gap, now - last);
      last = now;
    }, 20);
  });
  await tab.goto(address);
  await tab.waitForSelector('.react-flow__node[data-id="trainer"]', { timeout: 120_000 });
  // The engine looks at the machine when the page stands; what comes then is not the input's.
  await tab.waitForTimeout(2000);
  return {
    tab,
    seen,
    opened: 0,
    close: () =>
      tab
        .context()
        .close()
        .catch(() => {}),
  };
}

async function open(page, input, index) {
  const { tab, seen } = page;
  page.opened++;
  try {
    let gap = await within(DEAD, once(tab, input, index % 2 === 0));
    // On a machine that is busy with something else, what is slow is slow twice.
    if (gap > SLOWEST) gap = Math.min(gap, await within(DEAD, once(tab, input, index % 2 === 0)));
    if (gap > SLOWEST) seen.push({ fault: "slow", what: `The page stood still for ${Math.round(gap)} ms.` });
    const { marks, words, polluted } = await within(
      DEAD,
      tab.evaluate(() => ({
        marks: globalThis.__marks.splice(0),
        words: document.body.textContent,
        polluted: "polluted" in {},
      })),
    );
    for (const mark of marks) seen.push({ fault: mark.startsWith("walls") ? "walls" : "script", what: mark });
    if (polluted) seen.push({ fault: "script", what: "An object's prototype was changed." });
    const own = OUR_OWN.exec(words);
    if (own) seen.push({ fault: "crash", what: words.slice(Math.max(0, own.index - 150), own.index + 100) });
  } catch (error) {
    seen.push({ fault: "dead", what: error instanceof Error ? error.message : String(error) });
  }
  return seen.splice(0);
}

/** Gives an input to the page, waits until it is dealt with, and opens what is offered. Gives the longest standstill, ms. */
async function once(tab, { kind, files }, isDropped) {
  await tab.evaluate(() => {
    globalThis.__gap = 0;
  });
  if (kind === "link") {
    const [{ bytes }] = files;
    await tab.evaluate((text) => {
      location.hash = text;
    }, new TextDecoder().decode(bytes));
  } else if (kind in CARDS || isDropped) await drop(tab, files, CARDS[kind]);
  else await choose(tab, files);
  await tab.waitForTimeout(150);
  await tab.waitForFunction(() => !/Reading…|Looking through the files…/.test(document.body.textContent));
  const accept = tab.getByRole("button", { name: /^Open (it|what can be read)$/ });
  if (await accept.isVisible()) {
    await accept.click();
    await tab.waitForTimeout(200);
  }
  for (let times = 0; times < 4 && (await tab.getByRole("dialog").first().isVisible()); times++) {
    await tab.keyboard.press("Escape");
    await tab.waitForTimeout(100);
  }
  // It answers: a field takes what is typed.
  const title = tab.getByLabel("Title of the graph");
  for (let tries = 1; ; tries++) {
    await title.fill("It answers");
    await title.press("Enter");
    if ((await title.inputValue()) === "It answers") break;
    // A graph that opens just now has a title of its own.
    if (tries === 5) throw new Error("The title does not take what is typed.");
    await tab.waitForTimeout(300);
  }
  return tab.evaluate(() => globalThis.__gap);
}

async function drop(tab, files, card) {
  const given = files.map(({ path, bytes }) => ({ path, text: Buffer.from(bytes).toString("base64") }));
  const transfer = await tab.evaluateHandle((all) => {
    const made = new DataTransfer();
    for (const { path, text } of all)
      made.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], path));
    return made;
  }, given);
  const target = card ? `.react-flow__node[data-id="${card}"] h3` : ".react-flow__pane";
  for (const type of ["dragover", "drop"])
    await tab.locator(target).first().dispatchEvent(type, { dataTransfer: transfer, bubbles: true });
  await transfer.dispose();
}

async function choose(tab, [{ path, bytes }]) {
  const picker = tab.waitForEvent("filechooser");
  await tab
    .locator(".react-flow__pane")
    .first()
    .focus()
    .catch(() => {});
  await tab.keyboard.press("Control+o");
  await (await picker).setFiles({
    name: path,
    mimeType: "application/octet-stream",
    buffer: Buffer.from(bytes),
  });
}

function within(ms, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The page did not answer within ${ms / 1000} s.`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
