import { numbers } from "../losses/training.mjs";

const KILLS = 100;
/** So far an arrow key moves a card, px. */
const STEP = 5;

/** A tab that is killed right behind a key, or a moment later, again and again: every key's move is there the next time. */
export async function run(host) {
  const random = numbers(host.seed);
  const address = await host.address();
  let page = await host.page();
  const context = page.context();
  // The engine has no part in this, and a hundred of them take their time to start.
  await context.route(/worker-[\w-]+\.js$/, (route) => route.abort());
  let place = await open(page, address);
  let [kills, gestures, lost] = [0, 0, 0];
  const again = [];
  while (kills < KILLS && (kills === 0 || Date.now() < host.until)) {
    await card(page).focus();
    await page.keyboard.press("Enter");
    const past = [];
    const future = [];
    let at = place;
    const move = (x, y) => {
      past.push(at);
      future.length = 0;
      at = { x: at.x + x, y: at.y + y };
    };
    const back = (from, to) => {
      const other = from.pop();
      if (!other) return;
      to.push(at);
      at = other;
    };
    const keys = [
      ["ArrowRight", () => move(STEP, 0)],
      ["ArrowDown", () => move(0, STEP)],
      ["ArrowLeft", () => move(-STEP, 0)],
      ["Control+z", () => back(past, future)],
      ["Control+Shift+z", () => back(future, past)],
    ];
    for (let count = 1 + Math.floor(random() * 6); count > 0; count--) {
      const [key, act] = keys[Math.floor(random() * keys.length)];
      await page.keyboard.press(key);
      act();
      gestures++;
    }
    if (random() < 0.5) await page.waitForTimeout(random() * 40);
    await kill(page);
    kills++;
    page = await context.newPage();
    place = await open(page, address);
    const away = (Math.abs(at.x - place.x) + Math.abs(at.y - place.y)) / STEP;
    if (away > 0) again.push(`seed ${host.seed}, kill ${kills}`);
    lost += away;
  }
  await context.close();
  return [
    {
      what: `${kills} of ${KILLS} kills at random moments of editing: gestures lost, of ${gestures}`,
      must: "0",
      measured: String(lost),
      reached: lost === 0 && kills === KILLS,
      again,
    },
  ];
}

const card = (page) => page.locator('.react-flow__node[data-id="adam"]');

/** Opens the page; gives where the card stands, px. */
async function open(page, address) {
  await page.goto(address);
  await card(page).waitFor();
  const transform = await card(page).evaluate((element) => element.style.transform);
  const [x = Number.NaN, y = Number.NaN] = [...transform.matchAll(/-?[\d.]+(?=px)/g)].map(Number);
  return { x, y };
}

async function kill(page) {
  const session = await page.context().newCDPSession(page);
  const died = page.waitForEvent("crash");
  session.send("Page.crash").catch(() => undefined);
  await died;
  await page.close();
}
