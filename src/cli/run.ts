import { constants } from "node:fs";
import { access, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { durationText } from "../compile/amounts";
import { check } from "../compile/check";
import { type Checked, NO_FACTS } from "../compile/checked";
import type { EngineInfo, RunResult } from "../engine/protocol";
import type { Graph } from "../graph/document";
import type { Problem } from "../graph/problem";
import type { MetricValue } from "../graph/values";
import { registry } from "../registry";
import { type Command, UsageError } from "./args";
import { BrowserError, Session } from "./browser";
import { packBundle, temporary } from "./bundle";
import { hasErrors } from "./check";
import { DataError, lookThrough } from "./data";
import { EXIT, type Host } from "./host";
import { GraphError, type Loaded, load } from "./load";
import { Progress } from "./progress";
import { resultsText } from "./results";
import { modelsOf, needPlaces, saveModels } from "./save-models";
import { giveSpeeds, keepSpeeds } from "./speeds";
import { printable, problemText } from "./words";

type RunCommand = Extract<Command, { kind: "run" }>;

/** `run`: checks the graph, runs it in a headless Chromium, and says or saves what came out. */
export async function runCommand(command: RunCommand, host: Host): Promise<number> {
  const loaded = await load(command, host.folder, registry);
  const say = (problems: readonly Problem[]) => {
    for (const problem of problems) host.stderr.write(`${problemText(problem)}\n`);
  };
  // What the files hold is not known yet: a graph that has some is checked once they were looked through.
  const before = loaded.files.size > 0 ? [] : check(loaded.graph, NO_FACTS, registry).problems;
  const models = modelsOf(command, loaded.graph, host.folder);
  await needPlaces(models);
  if (hasErrors(before)) throw new GraphError([...loaded.problems, ...before]);
  say([...loaded.problems, ...before]);
  const folder = command.out === undefined ? undefined : await makeFolder(resolve(host.folder, command.out));
  const out = folder ?? (command.bundle === undefined ? undefined : temporary());

  const progress = new Progress(host.stderr);
  const session = await Session.open(host, out, (event) => progress.tell(event));
  const stop = onInterrupt(session, progress);
  try {
    const engine = await startEngine(session, command);
    progress.line(`${engine.reason}`);
    await giveSpeeds(session, host);
    const { graph, outcome } = await runLoaded(session, loaded, stop.onRun);
    progress.end();
    const title = loaded.graph.title;
    const text = resultsText(title, engine, outcome);
    if (out !== undefined) {
      await writeResults(join(out, "results.json"), text);
      await saveFiles(session, outcome);
      if (command.bundle !== undefined)
        await packBundle(resolve(host.folder, command.bundle), graph, loaded.files, out);
    }
    await saveModels(session, outcome, models);
    say(outcome.problems);
    host.stdout.write(command.json ? text : summary(title, outcome));
    await keepSpeeds(session, host, command.device === "auto" && command.kernels === "fast");
    return outcome.status === "done" ? EXIT.done : stop.asked ? EXIT.stopped : EXIT.failed;
  } catch (error) {
    progress.end();
    if (stop.asked && error instanceof BrowserError) return EXIT.stopped;
    throw error;
  } finally {
    stop.release();
    await session.close();
  }
}

export async function startEngine(
  session: Session,
  { device, kernels }: Pick<RunCommand, "device" | "kernels">,
): Promise<EngineInfo> {
  const started = await session.call("start", { device, kernels });
  if (!started.ok) throw new BrowserError(`The engine could not start on ${device}: ${started.message}`);
  return started.value;
}

/** Throws GraphError where the data show that the graph cannot work. */
export async function runLoaded(
  session: Session,
  loaded: Loaded,
  onRun: () => void,
): Promise<{ readonly graph: Graph; readonly outcome: RunResult; readonly checked?: Checked }> {
  try {
    const { graph, facts, remarks } = await lookThrough(session, loaded);
    const checked = check(graph, facts, registry);
    if (hasErrors(checked.problems)) throw new GraphError([...remarks, ...checked.problems]);
    onRun();
    const ran = await session.call("run", graph);
    if (ran.ok)
      return { graph, checked, outcome: { ...ran.value, problems: [...remarks, ...ran.value.problems] } };
    throw new BrowserError(`The engine failed: ${ran.message}${ran.stack ? `\n${ran.stack}` : ""}`);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { graph: loaded.graph, outcome: failedBefore(error.problem) };
  }
}

function failedBefore(problem: Problem): RunResult {
  const tensors = { before: 0, after: 0 };
  return { status: "failed", ms: 0, key: "", steps: [], outputs: {}, problems: [problem], tensors };
}

async function saveFiles(session: Session, outcome: RunResult): Promise<void> {
  if (outcome.steps.length === 0) return;
  const saved = await session.save();
  if (!saved.ok) throw new BrowserError(`The figures could not be saved: ${saved.message}`);
}

/** Before the figures: they may fail, and the numbers are not to be lost with them. */
async function writeResults(path: string, text: string): Promise<void> {
  await writeFile(path, text).catch((error: Error) => {
    throw new BrowserError(`The results could not be saved: ${error.message}.`);
  });
}

async function makeFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true }).catch((error: Error) => {
    throw new UsageError(`--out: the folder ${path} cannot be made: ${error.message}.`);
  });
  await access(path, constants.W_OK).catch(() => {
    throw new UsageError(`--out: nothing can be written into the folder ${path}. Give another one.`);
  });
  return path;
}

/** The first Ctrl-C ends a run at its next batch; a second one, ten silent seconds, or one before the run end the browser. */
export function onInterrupt(
  session: Session,
  progress: Progress,
): {
  readonly asked: boolean;
  onRun(): void;
  release(): void;
} {
  let running = false;
  const state = {
    asked: false,
    onRun: () => {
      running = true;
    },
    release: () => process.off("SIGINT", interrupt),
  };
  let patience: NodeJS.Timeout | undefined;
  function interrupt(): void {
    const again = state.asked;
    state.asked = true;
    if (again || !running) {
      void session.close();
      return;
    }
    progress.line("Stopping …");
    session.call("cancel").catch(() => {});
    patience = setTimeout(() => void session.close(), 10_000);
    patience.unref();
  }
  process.on("SIGINT", interrupt);
  return state;
}

/** What came out, in a few lines. */
function summary(title: string, outcome: RunResult): string {
  const { status, ms, outputs } = outcome;
  const lines = Object.entries(outputs).flatMap(([node, fields]) => {
    const numbers = Object.entries(fields).filter((field): field is [string, number] => isNumber(field[1]));
    return numbers.length > 0
      ? [`${node}: ${numbers.map(([name, value]) => `${name} ${shortNumber(value)}`).join(", ")}`]
      : [];
  });
  const ending = { done: `done in ${durationText(ms)}`, failed: "failed", stopped: "stopped" }[status];
  return `${[...lines, `${printable(title)}: ${ending}${expectedText(outcome)}.`].join("\n")}\n`;
}

/** What was expected of a run that came to its end. */
function expectedText({ status, expected }: RunResult): string {
  return status === "done" && expected && expected.ms >= 1000
    ? ` (expected ${durationText(expected.ms)})`
    : "";
}

function isNumber(value: MetricValue | undefined): boolean {
  return typeof value === "number";
}

function shortNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
