import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { solve as boundaries } from "./boundaries";
import { isDecoding } from "./decoding";
import { solve as init } from "./init";
import {
  type Answer,
  type Case,
  disagreement,
  loadReference,
  type Reference,
  type Solve,
  type Tensor,
  type Tolerance,
} from "./load";
import { solve as metrics } from "./metrics";
import { LATER } from "./on-device";
import type { ReferencePage } from "./page";
import { solve as transforms } from "./transforms";

const HERE: Readonly<Record<string, Solve>> = { transforms, metrics, boundaries };
interface Global {
  readonly reference: ReferencePage;
}

/** Each with its kinds of kernels: our fastest, our exact ones, tfjs's own. */
const DEVICES = {
  wasm: ["wasm", "fast"],
  "exact wasm": ["wasm", "exact"],
  "stock wasm": ["wasm", "stock"],
  webgl: ["webgl", "fast"],
  webgpu: ["webgpu", "fast"],
} as const;
/** Emulated it takes eight minutes, and it is there to be tried: only where it is named. */
const ON_REQUEST = "webgpu";
type DeviceName = keyof typeof DEVICES;

export interface Setup {
  readonly folder: string;
  /** Address of the dev server that serves the project's root. */
  readonly address: string;
  readonly executablePath: string;
  readonly chromiumArguments: readonly string[];
  /** Only groups or cases whose id begins with this. */
  readonly only: string;
  /** Only the device of this name; empty for all. */
  readonly on: string;
  say(line: string): void;
}

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** `undefined` when a case passes; a skip with its reason, or every fault in words. */
type Verdict = undefined | { readonly skip: string } | { readonly faults: readonly string[] };

/** Runs every case of the folder's manifest, those with tensors on each device, and counts. */
export async function runReference(setup: Setup): Promise<Counts> {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  const skips = new Map<string, number>();
  const count = (name: string, verdict: Verdict) => {
    if (verdict === undefined) counts.passed++;
    else if ("skip" in verdict) {
      counts.skipped++;
      skips.set(verdict.skip, (skips.get(verdict.skip) ?? 0) + 1);
    } else {
      counts.failed++;
      for (const fault of verdict.faults) setup.say(`FAILED ${name}: ${fault}`);
    }
  };
  for (const fault of brokenFiles(setup.folder)) count("the folder", { faults: [fault] });
  const reference = loadReference(setup.folder);
  if (!reference) throw new Error(`${setup.folder} has no manifest.json.`);
  const cases = reference.cases.filter((c) => c.id.startsWith(setup.only));

  const isHere = (c: Case) => (c.group in HERE || c.group === "init") && !isDecoding(c);
  for (const c of cases.filter(isHere)) count(c.id, await verdictHere(c, reference));
  const rest = cases.filter((c) => !isHere(c));
  const devices = (Object.keys(DEVICES) as DeviceName[]).filter(
    (name) => setup.on === name || (setup.on === "" && name !== ON_REQUEST),
  );
  if (devices.length === 0)
    throw new Error(`There is no device ${setup.on}. Devices: ${Object.keys(DEVICES).join(", ")}.`);
  for (const device of devices) {
    if (rest.length > 0) await onDevice(setup, device, rest, reference, count);
  }
  for (const [reason, times] of skips) setup.say(`skipped ${times}: ${reason}`);
  return counts;
}

/** Files of the manifest that are missing or are not what it says. */
function brokenFiles(folder: string): string[] {
  const { files } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
    files: Record<string, { sha256: string }>;
  };
  return Object.entries(files).flatMap(([name, { sha256 }]) => {
    const path = join(folder, name);
    if (!existsSync(path)) return [`${name} is missing`];
    const got = createHash("sha256").update(readFileSync(path)).digest("hex");
    return got === sha256 ? [] : [`${name}: expected sha256 ${sha256}, got ${got}`];
  });
}

async function verdictHere(c: Case, reference: Reference): Promise<Verdict> {
  try {
    if (c.group === "init") {
      const drawn = await init(c);
      if ("skip" in drawn) return drawn;
      const faults = [...drawn.faults, ...faultsOf(c, drawn.answers, reference, (tol) => tol)];
      return faults.length > 0 ? { faults } : undefined;
    }
    const answers = HERE[c.group]?.(c, inputsOf(c, reference)) ?? { skip: `no solver for ${c.group}` };
    return judge(c, answers, reference, (tolerance) => tolerance);
  } catch (error) {
    return { faults: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  }
}

async function onDevice(
  setup: Setup,
  device: DeviceName,
  cases: readonly Case[],
  reference: Reference,
  count: (name: string, verdict: Verdict) => void,
): Promise<void> {
  const browser = await chromium.launch({
    executablePath: setup.executablePath,
    args: [...setup.chromiumArguments],
  });
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => setup.say(`on the page: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") setup.say(`on the page: ${message.text()}`);
    });
    await page.goto(`${setup.address}tests/reference/page.html`);
    await page.waitForFunction(() => "reference" in globalThis, undefined, { timeout: 30_000 });
    const info = await page
      .evaluate(
        ([name, kernels]) => (globalThis as unknown as Global).reference.open(name, kernels),
        DEVICES[device],
      )
      .catch((error: Error) => error);
    if (info instanceof Error) {
      for (const c of cases) count(`${c.id} on ${device}`, { faults: [info.message] });
      return;
    }
    setup.say(`${device}: ${info.reason}`);
    const groups = await page.evaluate(() => (globalThis as unknown as Global).reference.groups);
    for (const c of cases) {
      const verdict = groups.includes(c.group)
        ? await verdictOn(page, device, c, reference)
        : { skip: `the group ${c.group} ${LATER}` };
      count(`${c.id} on ${device}`, verdict);
    }
  } finally {
    await browser.close();
  }
}

async function verdictOn(page: Page, device: DeviceName, c: Case, reference: Reference): Promise<Verdict> {
  const { id, group, call, params } = c;
  const request = { id, group, call, params, outputs: Object.keys(c.outputs) };
  const inputs = Object.fromEntries(
    Object.entries(inputsOf(c, reference)).map(([name, tensor]) => [name, plain(tensor)]),
  );
  try {
    const answers = await page.evaluate(
      ([asked, values]) => (globalThis as unknown as Global).reference.solve(asked, values as never),
      [request, inputs] as const,
    );
    return judge(
      c,
      answers,
      reference,
      DEVICES[device][0].startsWith("webg") ? forGpu : (tolerance) => tolerance,
    );
  } catch (error) {
    return {
      faults: [(error instanceof Error ? error.message : String(error)).split("\n").slice(0, 2).join(" ")],
    };
  }
}

/** The case's inputs, and under `index:OUTPUT` the places at which an output samples an activation. */
function inputsOf(c: Case, reference: Reference): Record<string, Tensor> {
  const inputs = Object.entries(c.inputs).map(([name, input]) => [name, reference.tensor(input)] as const);
  const indices = Object.entries(c.outputs).flatMap(([name, output]) => {
    const { index_tensor: tensor } = output as { index_tensor?: string };
    return tensor ? [[`index:${name}`, reference.tensor({ file: output.file, tensor })] as const] : [];
  });
  return Object.fromEntries([...inputs, ...indices]);
}

/** Whole numbers of 64 bits cross to the page as plain numbers. */
function plain(tensor: Tensor): Tensor {
  return tensor.data instanceof BigInt64Array
    ? { ...tensor, dtype: "I32", data: Int32Array.from(tensor.data, Number) }
    : tensor;
}

function judge(
  c: Case,
  answers: Record<string, Answer> | { skip: string },
  reference: Reference,
  loosen: (tolerance: Tolerance) => Tolerance,
): Verdict {
  if ("skip" in answers && typeof answers.skip === "string") return { skip: answers.skip };
  const faults = faultsOf(c, answers as Record<string, Answer>, reference, loosen);
  return faults.length > 0 ? { faults } : undefined;
}

function faultsOf(
  c: Case,
  answers: Readonly<Record<string, Answer>>,
  reference: Reference,
  loosen: (tolerance: Tolerance) => Tolerance,
): string[] {
  return Object.entries(c.outputs).flatMap(([name, output]) => {
    const tolerance = output.tol && loosen(output.tol);
    const fault = disagreement(answers[name], reference.tensor(output), tolerance);
    return fault === undefined ? [] : [`${name}: ${fault}`];
  });
}

/** The looser tolerance for WebGL, where the manifest gives one. */
function forGpu(tolerance: Tolerance): Tolerance {
  const { gpu_guess } = tolerance as Tolerance & { gpu_guess?: Tolerance };
  return gpu_guess ? { ...tolerance, ...gpu_guess } : tolerance;
}
