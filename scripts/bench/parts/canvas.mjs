import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, preview } from "vite";
import { ensureBuilt } from "../../build.mjs";
import { root } from "../../install.mjs";
import { copiesOf } from "../copies.mjs";
import { rowOf } from "../figures.mjs";
import { exampleGraph } from "../graphs.mjs";
import { byTurns, say } from "../stage.mjs";

const WINDOW = { width: 1440, height: 900 };

/** The canvas with a thousand nodes, against React Flow with as many of its own; and who renders when one is dragged or runs. */
export async function run(stage, { rounds = 5, small }) {
  const graph = copiesOf(exampleGraph("steel-defects"), small ? 100 : 1000);
  const count = Object.keys(graph.nodes).length;
  const servers = await serve(stage, graph);
  const editor = await openEditor(stage, servers.editor, graph);
  const bare = await openBare(stage, servers.bare, await editor.box());
  try {
    const sides = (act) => ({ ours: () => act(editor), bare: () => act(bare) });
    const drag = (page) => page.drag(small ? 10 : 30);
    const pan = (page) => page.pan(small ? 10 : 30);
    // What runs often is compiled by then.
    await byTurns(1, sides(drag));
    const dragged = await byTurns(rounds, sides(drag));
    await byTurns(1, sides(pan));
    const panned = await byTurns(rounds, sides(pan));
    const { others, own } = await editor.rendersWhileDragged();
    say(`  the dragged node rendered ${own} times`);
    // A counter that counts nothing would always find nothing.
    if (own === 0) throw new Error("No render of the dragged node was seen: the counter sees none.");
    const running = await editor.rendersWhileOneRuns();
    const against = `React Flow's own ${count} nodes`;
    return [
      row(`drag a node among ${count}, a move`, dragged.ours, {
        other: dragged.bare,
        against,
        aim: { most: 1.3 },
      }),
      row(`pan over ${count} nodes, zoomed out, a move`, panned.ours, {
        other: panned.bare,
        against,
        aim: { most: 1 },
      }),
      rowOf({
        part: "canvas",
        what: "renders of other nodes while one is dragged",
        unit: "renders",
        ours: [others],
        aim: { most: 0 },
      }),
      rowOf({
        part: "canvas",
        what: "renders of other nodes while one runs",
        unit: "renders",
        ours: [running],
        aim: { most: 0 },
      }),
    ];
  } finally {
    await editor.close();
    await bare.close();
    await servers.close();
  }
}

const row = (what, ours, rest) => rowOf({ part: "canvas", what, unit: "ms", ours, ...rest });

/** Both as they are built for users. */
async function serve(stage, graph) {
  ensureBuilt();
  const outDir = join(stage.folder, "bare");
  await build({
    root: join(root, "scripts/bench/flow"),
    configFile: false,
    logLevel: "error",
    build: { outDir, rolldownOptions: { input: join(root, "scripts/bench/flow/bare.html") } },
  });
  mkdirSync(outDir, { recursive: true });
  writeFileSync(join(outDir, "graph.json"), JSON.stringify(graph));
  const at = (outDir, port) =>
    preview({
      root,
      configFile: false,
      logLevel: "warn",
      build: { outDir },
      preview: { host: "127.0.0.1", port },
    });
  const [editor, bare] = [await at("dist/page", 5491), await at(outDir, 5492)];
  return {
    editor: editor.resolvedUrls.local[0],
    bare: `${bare.resolvedUrls.local[0]}bare.html`,
    close: () => Promise.all([editor.close(), bare.close()]),
  };
}

async function openEditor(stage, address, graph) {
  const tab = await stage.tab({ viewport: WINDOW, serviceWorkers: "block" });
  await tab.addInitScript(readFileSync(join(root, "scripts/bench/flow/renders.js"), "utf8"));
  // File pickers are caught some time after the first listener came: it is here before any key.
  tab.on("filechooser", () => undefined);
  await tab.goto(address);
  await tab.waitForSelector(".react-flow__node");
  const picker = tab.waitForEvent("filechooser");
  await tab.keyboard.press("Control+o");
  const file = {
    name: "graph.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify(graph)),
  };
  await (await picker).setFiles(file);
  await tab.waitForFunction(
    (id) => document.querySelector(`.react-flow__node[data-id="${id}"]`),
    "trainer-0",
  );
  await settled(tab);
  const renders = async (act) => {
    await tab.evaluate(() => {
      globalThis.rendered.length = 0;
    });
    await act();
    await settled(tab);
    return tab.evaluate(() => globalThis.rendered);
  };
  return {
    ...hands(tab),
    box: () => tab.evaluate(() => document.querySelector(".react-flow").getBoundingClientRect().toJSON()),
    async rendersWhileDragged() {
      const { id } = await aNode(tab);
      // While it moves: picking it up and letting it go change what is selected.
      const list = await renders(() => dragNode(tab, 20));
      return {
        others: list.filter((other) => other !== id).length,
        own: list.filter((other) => other === id).length,
      };
    },
    /** As the engine tells of it: progress of one node, by its events. */
    async rendersWhileOneRuns() {
      const before = await tab.evaluate(() => document.querySelector("[role=status]").textContent);
      const list = await renders(async () => {
        await tab.getByRole("button", { name: "Run", exact: true }).click();
        await tab.waitForFunction(
          (old) => document.querySelector("[role=status]").textContent !== old,
          before,
        );
        await tab.waitForTimeout(3000);
        await tab.evaluate(() => {
          globalThis.rendered.length = 0;
        });
        await tab.waitForTimeout(2000);
      });
      return list.length;
    },
  };
}

/** Of the same size as the editor's canvas. */
async function openBare(stage, address, { width, height }) {
  const tab = await stage.tab({ viewport: { width: Math.round(width), height: Math.round(height) } });
  await tab.goto(address);
  await tab.waitForSelector(".react-flow__node");
  await settled(tab);
  return hands(tab);
}

/** What a hand does, and ms of each of its moves until the frame that shows it. */
function hands(tab) {
  return {
    drag: (moves) => dragNode(tab, moves),
    async pan(moves) {
      const { x, y } = await emptyPlace(tab);
      return swing(tab, x, y, moves);
    },
    close: () => tab.context().close(),
  };
}

async function dragNode(tab, moves) {
  const { x, y } = await aNode(tab);
  return swing(tab, x, y, moves);
}

/** To and fro, so that it ends where it began. */
async function swing(tab, x, y, moves) {
  await tab.mouse.move(x, y);
  await tab.mouse.down();
  // The first moves decide that it is a drag.
  for (let at = 1; at <= 3; at++) await tab.mouse.move(x + 2 * at, y + at);
  await frame(tab);
  const start = performance.now();
  for (let at = 1; at <= moves; at++) {
    const way = 60 * Math.sin((2 * Math.PI * at) / moves);
    await tab.mouse.move(x + way, y + way / 2);
    await frame(tab);
  }
  const ms = (performance.now() - start) / moves;
  await tab.mouse.move(x, y);
  await tab.mouse.up();
  await settled(tab);
  return ms;
}

const frame = (tab) =>
  tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));

async function settled(tab) {
  for (let at = 0; at < 5; at++) await frame(tab);
}

/** The node that is nearest to the middle, and its middle. */
const aNode = (tab) =>
  tab.evaluate(() => {
    const box = document.querySelector(".react-flow").getBoundingClientRect();
    const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2];
    const all = [...document.querySelectorAll(".react-flow__node")].map((node) => {
      const { x, y, width, height } = node.getBoundingClientRect();
      return { id: node.dataset.id, x: x + width / 2, y: y + height / 2 };
    });
    return all.sort((a, b) => Math.hypot(a.x - cx, a.y - cy) - Math.hypot(b.x - cx, b.y - cy))[0];
  });

/** A place of the canvas with nothing on it. */
const emptyPlace = (tab) =>
  tab.evaluate(() => {
    const box = document.querySelector(".react-flow").getBoundingClientRect();
    for (let y = box.y + box.height / 2; y < box.bottom - 20; y += 3)
      for (let x = box.x + box.width / 4; x < box.right - 80; x += 3)
        if (document.elementFromPoint(x, y)?.classList.contains("react-flow__pane")) return { x, y };
    throw new Error("The canvas is full.");
  });
