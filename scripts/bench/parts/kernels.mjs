import { Refusal } from "../../install.mjs";
import { leftOut, rowOf } from "../figures.mjs";
import { machineNow } from "../machine.mjs";
import { say } from "../stage.mjs";
import { NO_TORCH, startTorch } from "../torch.mjs";

/** Ours ÷ PyTorch at most: with as many threads as there are cores. */
const MOST = { vgg1: 0.8, vgg4: 0.8, saliency: 1, unet16: 0.9, unet64: 0.9, mlp: 0.35 };
/** One thread of ours ÷ PyTorch on all cores at most. */
const MOST_ALONE = 1.6;
/** Values of both sides agree so far: relative, the worst of all steps. */
const AGREEMENT = 2e-4;
const ROUNDS = { vgg1: 9, vgg4: 5, saliency: 7, unet16: 7, unet64: 3, mlp: 11 };
/** The first steps are slower on every side: compiled, allocated, transformed. */
const WARM = 2;

const WHAT = {
  vgg1: "VGG16 forward, batch 1",
  vgg4: "VGG16 forward, batch 4",
  saliency: "VGG16 saliency, batch 1",
  unet16: "U-Net base 16, a step on 4×4×256×256",
  unet64: "U-Net base 64, a step on 4×4×256×256",
  mlp: "MLP 4096→2048→6, a step at batch 4",
};

/**
 * Our kernels, tfjs's own (`--stock`) and PyTorch by turns on the same networks and numbers; medians. Each way has a page or
 * a process of its own.
 */
export async function run(stage, { rounds, small, stock, cases }) {
  const asked = cases ?? (small ? ["mlp"] : Object.keys(WHAT));
  for (const name of asked)
    if (!Object.hasOwn(WHAT, name))
      throw new Refusal(`There is no case ${name} of kernels. There are: ${Object.keys(WHAT).join(", ")}.`);
  const { cores } = machineNow();
  const ways = [];
  try {
    ways.push(await pageWay(stage, "all threads", [true, cores]));
    ways.push(await pageWay(stage, "one thread", [true, 1]));
    if (stock) ways.push(await pageWay(stage, "stock", [false, 1]));
    if (stage.torch) ways.push(await torchWay(stage.torch, cores));
    for (const { name, about } of ways) say(`  ${name}: ${about}`);
    const rows = [];
    for (const name of asked) rows.push(...(await compare(name, ways, rounds ?? (small ? 2 : ROUNDS[name]))));
    return rows;
  } finally {
    for (const way of ways) await way.end();
  }
}

/** Runs one case every way by turns and says what came out. */
async function compare(name, ways, rounds) {
  for (const way of ways) {
    way.results = [];
    await way.begin(name);
  }
  for (let round = 0; round < WARM + rounds; round++)
    for (const way of ways) way.results.push(await way.run());
  for (const way of ways) await way.begin("");
  const times = (way) => way.results.slice(WARM).map(({ ms }) => ms);
  const named = (wanted) => ways.find((way) => way.name === wanted);
  const [ours, alone, torch] = [named("all threads"), named("one thread"), named("PyTorch")];
  if (ours.results.some(({ value }, at) => value !== alone.results[at].value))
    throw new Error(`${WHAT[name]}: another number of threads gave other numbers.`);
  for (const way of ways)
    say(`  ${name}, ${way.name}: up to ${Math.max(...way.results.map(({ megabytes }) => megabytes))} MB`);
  const row = (what, way, other, aim) =>
    rowOf({
      part: "kernels",
      what: `${WHAT[name]}${what}`,
      unit: "ms",
      ours: times(way),
      other: times(other),
      against: other.name,
      ...(aim === undefined ? {} : { aim: { most: aim } }),
    });
  const stock = named("stock");
  return [
    row(", all threads", ours, alone),
    ...(stock ? [row(", all threads", ours, stock)] : []),
    ...(torch
      ? [
          row(", all threads", ours, torch, MOST[name]),
          row(", one thread", alone, torch, MOST_ALONE),
          agreement(name, ours.results, torch.results),
        ]
      : [leftOut("kernels", WHAT[name], NO_TORCH)]),
  ];
}

/** Against the largest: a loss that has gone to nothing is a difference of larger numbers. */
function agreement(name, ours, torch) {
  const scale = Math.max(...torch.map(({ value }) => Math.abs(value)));
  const apart = Math.max(...ours.map(({ value }, at) => Math.abs(value - torch[at].value) / scale));
  const what = `${WHAT[name]}: values apart from PyTorch's, relative`;
  return rowOf({ part: "kernels", what, unit: "", ours: [apart], aim: { most: AGREEMENT } });
}

async function pageWay(stage, name, how) {
  const page = await stage.kernelPage();
  return {
    name,
    about: await page.call("open", ...how),
    begin: (given) => page.call("begin", given),
    run: () => page.call("run"),
    end: () => page.close(),
  };
}

async function torchWay(torch, threads) {
  const side = await startTorch(torch, "kernels/torch_side.py", [threads]);
  return {
    name: "PyTorch",
    about: `${side.hello.torch}, ${side.hello.threads} threads`,
    begin: (name) => side.ask(name === "" ? "end" : `begin ${name}`),
    run: () => side.ask("run"),
    end: () => side.end(),
  };
}
