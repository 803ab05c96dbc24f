import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../install.mjs";
import { countTextures } from "../losses/texture-count.mjs";
import { numbers, openEngine, trainingOf } from "../losses/training.mjs";
import { WorkerHeaps } from "../losses/worker-heaps.mjs";

const STEPS = 10_000;
const CANCELS = 200;
const PICTURES = 20_000;
/** Pictures whose memory is that of a start: caches fill, WebAssembly's memory grows to what a batch needs. */
const WARM = 2000;
const GESTURES = 5760;

/** What trainings, cancelled runs, pictures and editing leave in memory. */
export async function run(host) {
  return [
    ...(await tensors(host)),
    ...(await countTextures(host)),
    ...(await pictures(host)),
    ...(await gestures(host)),
  ];
}

/** 10,000 steps of training, and 200 runs that are cut off at moments that nobody chose. */
async function tensors(host) {
  const random = numbers(host.seed);
  // As often as for users: it is not the disk that is tried here.
  const engine = await openEngine(host, "wasm", undefined, { seconds: 10 });
  // 7 pictures, 2 at a time: 4 steps an epoch.
  const small = { count: 10, side: 8, base: 2, depth: 1 };
  const { result } = await engine.train(trainingOf(host.seed, { ...small, epochs: STEPS / 4 }));
  const { before, after } = result.tensors;
  const held = (await engine.call("memory")).tensors;
  let warm;
  let cancels = 0;
  while (cancels < CANCELS && (cancels === 0 || Date.now() < host.until)) {
    const run = engine.call("run", trainingOf(1000 + cancels, { ...small, epochs: 1000 }));
    await later(20 + random() * 200);
    await engine.call("cancel");
    await run;
    cancels++;
    // By then the device has grown to what such a run needs, and as many trainings are kept as ever are.
    if (cancels === CANCELS / 2) warm = await sizes(engine);
  }
  const left = (await engine.call("memory")).tensors;
  const last = await sizes(engine);
  await engine.page.context().close();
  return [
    {
      what: `tensors after ${STEPS} steps of training`,
      must: `${before}`,
      measured: String(after),
      reached: after === before,
    },
    {
      what: `tensors after ${cancels} of ${CANCELS} runs that were cancelled`,
      must: `${held}`,
      measured: String(left),
      reached: left === held && cancels === CANCELS,
    },
    ...["device", "disk"].map((place) => ({
      what: `bytes on the ${place} after the second half of them${warm ? `, from ${megabytes(warm[place])} MB` : ""}`,
      must: "+ < 1 MB",
      measured: warm ? `+ ${megabytes(last[place] - warm[place])} MB` : "no time for it",
      reached: warm !== undefined && last[place] - warm[place] < 1e6,
    })),
  ];
}

/** Bytes that the device holds (WebAssembly's memory), and that are kept in the browser's storage. */
async function sizes(engine) {
  const { deviceBytes } = await engine.call("memory");
  const { usage } = await engine.page.evaluate(() => navigator.storage.estimate());
  return { device: deviceBytes, disk: usage };
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(2);
}

/** Pictures through loader, transforms and the features of a frozen network. */
async function pictures(host) {
  const engine = await openEngine(host, "wasm", undefined, { seconds: 10 });
  const heaps = new WorkerHeaps();
  await heaps.open(engine.page);
  const measured = [];
  let isMeasuring = false;
  engine.onEvent = ({ kind, node, done, text }) => {
    if (kind !== "progress" || node !== "flatten" || !/pictures/.test(text ?? "") || isMeasuring) return;
    if (done < WARM + 1000 * measured.length) return;
    isMeasuring = true;
    heaps
      .bytes()
      .then((bytes) => measured.push([done, bytes / 1e6]))
      // The run ended, and its page with it.
      .catch(() => undefined)
      .finally(() => {
        isMeasuring = false;
      });
  };
  const result = await engine.call("run", featuresOf(PICTURES));
  const [first, last] = [measured[0], measured.at(-1)];
  await engine.page.context().close();
  if (result.status !== "done" || !first || first === last)
    throw new Error(`The pictures' run ended as ${result.status}: ${JSON.stringify(result.problems)}`);
  const growth = slope(measured) * 1000;
  return [
    {
      what: `heap growth per 1,000 pictures, from ${first[0]} to ${last[0]}, of ${PICTURES}`,
      must: "< 1 MB",
      measured: `${growth.toFixed(2)} MB`,
      reached: growth < 1,
    },
  ];
}

/** Of the line that is nearest to all points, by least squares: one measurement is noisy by more than what is looked for. */
function slope(points) {
  const mean = (at) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const sum = (of) => points.reduce((all, point) => all + of(point), 0);
  return sum((p) => (p[0] - x) * (p[1] - y)) / sum((p) => (p[0] - x) ** 2);
}

/** Eight hours of editing, a gesture every five seconds: those after the first hour, when the history is full. */
async function gestures(host) {
  const page = await host.page();
  await page.goto(await host.address());
  const card = page.locator('.react-flow__node[data-id="adam"]');
  await card.waitFor();
  await card.focus();
  await page.keyboard.press("Enter");
  const session = await page.context().newCDPSession(page);
  const bytes = async () => {
    await session.send("HeapProfiler.collectGarbage");
    return (await session.send("Runtime.getHeapUsage")).usedSize;
  };
  const keys = ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "Control+z", "Control+Shift+z"];
  const random = numbers(host.seed);
  let done = 0;
  let start;
  for (; done < GESTURES && (done < GESTURES / 4 || Date.now() < host.until); done++) {
    if (done === GESTURES / 8) start = await bytes();
    await page.keyboard.press(keys[Math.floor(random() * keys.length)]);
  }
  const growth = ((await bytes()) - start) / 1e6;
  await page.context().close();
  return [
    {
      what: `heap growth of the page over ${done} of ${GESTURES} gestures`,
      must: "< 2 MB",
      measured: `${growth.toFixed(2)} MB`,
      reached: growth < 2 && done === GESTURES,
    },
  ];
}

/** Nearly all of so many drawn pictures are learned from: 64 features each, of a network at an eighth of its width. */
function featuresOf(count) {
  const graph = JSON.parse(readFileSync(join(root, "graphs", "steel-defects.json"), "utf8"));
  const set = (node, settings) => Object.assign(graph.nodes[node].settings, settings);
  // Of each of six classes.
  set("images", { count: Math.ceil(count / 6) });
  set("resize", { height: 32, width: 32 });
  set("split", { train: 0.98, validation: 0.01, test: 0.01 });
  set("vgg16", { output: "features" });
  graph.nodes.flatten = { type: "flatten", version: 1, settings: {} };
  graph.edges = graph.edges.filter(({ to }) => to !== "head.module");
  graph.edges.push(
    { from: "vgg16.module", to: "flatten.module" },
    { from: "flatten.module", to: "head.module" },
  );
  set("head", { hidden: [4] });
  set("trainer", { epochs: 1, batchSize: 256 });
  return graph;
}

function later(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
