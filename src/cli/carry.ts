import { mkdir } from "node:fs/promises";
import { check } from "../compile/check";
import { type Checked, NO_FACTS } from "../compile/checked";
import { carriersOf } from "../export/carry";
import { NodeError } from "../graph/problem";
import { registry } from "../registry";
import { type Computing, UsageError } from "./args";
import { BrowserError, Session } from "./browser";
import { hasErrors } from "./check";
import type { Carried } from "./headless";
import type { Host } from "./host";
import { GraphError, type Loaded } from "./load";
import { Progress } from "./progress";
import { onInterrupt, runLoaded, startEngine } from "./run";
import { giveSpeeds } from "./speeds";

/**
 * Runs a graph in a headless Chromium, and saves what it drew and found in the folder where a program of this name is
 * written. Throws GraphError where the run failed.
 */
export async function carryRun(
  loaded: Loaded,
  {
    folder,
    name,
    computing,
  }: { readonly folder: string; readonly name: string; readonly computing: Computing },
  host: Host,
): Promise<Carried & { readonly checked: Checked }> {
  needCarriers(loaded);
  await mkdir(folder, { recursive: true });
  const progress = new Progress(host.stderr);
  const session = await Session.open(host, folder, (event) => progress.tell(event));
  const stop = onInterrupt(session, progress);
  try {
    const engine = await startEngine(session, computing);
    progress.line(engine.reason);
    await giveSpeeds(session, host);
    const { outcome, checked } = await runLoaded(session, loaded, stop.onRun);
    progress.end();
    if (outcome.status === "stopped")
      throw new BrowserError("The run was stopped, so there is none to carry: nothing was written.");
    if (outcome.status !== "done" || !checked) throw new GraphError(outcome.problems);
    const saved = await session.carry(name);
    if (!saved.ok) throw new BrowserError(`The run could not be carried: ${saved.message}`);
    return { ...saved.value, checked };
  } finally {
    progress.end();
    stop.release();
    await session.close();
  }
}

/** Before anything runs. */
function needCarriers({ graph, files }: Loaded): void {
  const checked = check(graph, NO_FACTS, registry);
  if (files.size === 0 && hasErrors(checked.problems)) throw new GraphError(checked.problems);
  try {
    carriersOf(checked);
  } catch (error) {
    throw error instanceof NodeError ? new UsageError(`--carry: ${error.message}`) : error;
  }
}
