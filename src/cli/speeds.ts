import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readSpeeds } from "../compile/speeds";
import { Session } from "./browser";
import type { KeptSpeeds } from "./headless";
import type { Host } from "./host";

const FILE = "speeds.json";

/** What runs before this one found of this machine; `undefined` where there were none, or nothing is kept. */
export async function keptSpeeds({ cache }: Host): Promise<KeptSpeeds | undefined> {
  if (cache === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(await readFile(join(cache, FILE), "utf8"));
    const { device, speeds } = value as Record<string, unknown>;
    return typeof device === "string" ? { device, speeds: readSpeeds(speeds) } : undefined;
  } catch {
    // Not there yet, or not ours any more: it is found out anew.
    return undefined;
  }
}

/** The same; where nothing is known, the machine is measured for a few seconds. */
export async function machineSpeeds(host: Host): Promise<KeptSpeeds | undefined> {
  const kept = await keptSpeeds(host);
  if (host.cache === undefined || kept?.speeds.probes[kept.device]) return kept;
  const session = await Session.open(host, undefined, () => {});
  try {
    const started = await session.call("start", { device: "auto", kernels: "fast" });
    return started.ok ? await keepSpeeds(session, host, true) : undefined;
  } finally {
    await session.close();
  }
}

/** Tells the engine what runs before this one found. */
export async function giveSpeeds(session: Session, host: Host): Promise<void> {
  const kept = await keptSpeeds(host);
  if (kept) await session.call("giveSpeeds", kept.speeds);
}

/** Keeps what the engine knows by now. `isOwnChoice`: the device is the one that this machine takes by itself. */
export async function keepSpeeds(
  session: Session,
  host: Host,
  isOwnChoice: boolean,
): Promise<KeptSpeeds | undefined> {
  if (host.cache === undefined) return undefined;
  // A browser that died since the run ended takes nothing from its results.
  const found = await session.call("speeds").catch(() => undefined);
  if (!found?.ok) return undefined;
  const before = isOwnChoice ? undefined : await keptSpeeds(host);
  const kept = { device: before?.device ?? found.value.device, speeds: found.value.speeds };
  try {
    await mkdir(host.cache, { recursive: true });
    // Whole or not at all: another run may be reading it.
    const path = join(host.cache, `${FILE}.${process.pid}`);
    await writeFile(path, JSON.stringify(kept));
    await rename(path, join(host.cache, FILE));
  } catch {
    // A folder that cannot be written: the next run measures again.
  }
  return kept;
}
