import { EngineClient } from "@/engine/client";
import type { GivenFile, KeptTraining, KernelChoice } from "@/engine/protocol";
import { errorText } from "@/error-text";
import { giveDocs } from "../state/docs";
import { addLog, sessionStore } from "../state/session-store";
import { takeFetchEvent } from "../state/weights-store";
import { receive } from "./events";

const KERNELS = "tensorloom.kernels";

/** Which kernels this browser is to use on the CPU; kept from visit to visit. */
export function kernelChoice(): KernelChoice {
  return localStorage.getItem(KERNELS) === "exact" ? "exact" : "fast";
}

const client = new EngineClient();
client.listen(receive);
client.listen(takeFetchEvent);
client.onLost((reason) => {
  starting = undefined;
  // A run starts it anew by itself, to go on.
  if (sessionStore.getState().run.state !== "idle") return;
  addLog("warning", `${reason} It is started anew.`);
  engine().catch(() => {});
});

/** Where an engine was lost once, it may be again: less is left to be lost then. */
let pace = { seconds: 10 };

/** Starts the engine anew after it was lost in a run. */
export async function reviveEngine(): Promise<EngineClient> {
  pace = { seconds: 2 };
  // It may be there still, with a GPU that is not.
  client.end("The engine is started anew.");
  starting = undefined;
  return engine();
}

/** Files that were given in this tab: an engine that is started anew gets them again. */
const given = new Map<string, readonly GivenFile[]>();
let starting: Promise<void> | undefined;

/** The files that nodes were given in this visit, by node id. */
export function givenFiles(): ReadonlyMap<string, readonly GivenFile[]> {
  return given;
}

/** The engine, started when it is first asked for. */
export async function engine(): Promise<EngineClient> {
  starting ??= start();
  try {
    await starting;
  } catch (error) {
    starting = undefined;
    throw error;
  }
  return client;
}

async function start(): Promise<void> {
  sessionStore.setState({ engine: { state: "starting", text: "Measuring this machine…" } });
  try {
    const info = await client.call("start", { device: "auto", kernels: kernelChoice(), checkpoints: pace });
    sessionStore.setState({ engine: { state: "ready", info, text: info.reason } });
    addLog("info", `Engine: ${info.reason}; ${info.threads} ${info.threads === 1 ? "thread" : "threads"}`);
    for (const [node, files] of given) await client.call("give", { node, files });
    giveDocs(await client.call("docs", {}));
    await learnSpeeds();
  } catch (error) {
    const text = errorText(error);
    sessionStore.setState({ engine: { state: "failed", text } });
    addLog("error", `The engine could not start: ${text}`);
    throw error;
  }
}

/** Takes over what the engine knows of how fast this machine is: the plan's times follow from it. */
export async function learnSpeeds(): Promise<void> {
  try {
    sessionStore.setState({ machine: await client.call("speeds", {}) });
  } catch (error) {
    // A run is not spoiled by it: the plan goes on with what was known, and whoever looks finds why.
    addLog(
      "warning",
      `How fast this machine is could not be told: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** Ends an engine that does not answer, and starts another with the same files. */
export function restartEngine(reason: string, level: "info" | "warning" = "warning"): void {
  client.end(reason);
  addLog(level, reason);
  starting = undefined;
  engine().catch(() => {});
}

/** Takes other kernels from the next run on. Nothing that the ones before made is taken for theirs. */
export function chooseKernels(kernels: KernelChoice): void {
  localStorage.setItem(KERNELS, kernels);
  restartEngine(`The next run uses ${kernels} kernels on the CPU.`, "info");
}

export async function giveToEngine(node: string, files: readonly GivenFile[]) {
  const ready = await engine();
  const asset = await ready.call("give", { node, files });
  if (files.length > 0) given.set(node, files);
  else given.delete(node);
  return asset;
}

/** Files that the engine has by itself, fetched or kept: an engine that is started anew gets them again too. */
export function rememberFiles(node: string, files: readonly GivenFile[]): void {
  given.set(node, files);
}

/** Another graph's nodes may carry the same names: none of them gets files that were given to this one. */
export function forgetFiles(): void {
  const nodes = [...given.keys()];
  given.clear();
  for (const node of nodes) client.call("give", { node, files: [] }).catch(() => {});
}

/** Trainings that were cut off and can go on, of whatever graph. */
export async function unfinishedTrainings(): Promise<readonly KeptTraining[]> {
  const ready = await engine();
  const { trainings } = await ready.call("keptFiles", {});
  return trainings.filter(({ isDone }) => !isDone);
}

/** Lets a training be begun anew. */
export async function removeTraining(key: string): Promise<void> {
  const ready = await engine();
  await ready.call("removeTraining", { key });
}

/** What the engine holds, and what is kept for it in this browser. */
export async function machineFacts() {
  const ready = await engine();
  const [memory, kept] = await Promise.all([ready.call("memory", {}), ready.call("keptFiles", {})]);
  return { memory, kept };
}
