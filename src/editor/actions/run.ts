import { durationText } from "@/compile/amounts";
import { EngineError } from "@/engine/client";
import type { RunResult } from "@/engine/protocol";
import { errorText } from "@/error-text";
import type { Graph } from "@/graph/document";
import { documentStore, getDerived } from "../state/editor";
import { pinnedGraph } from "../state/pinned";
import { addLog, sessionStore } from "../state/session-store";
import { titleInSentence, titleOf } from "../state/titles";
import { engine, learnSpeeds, restartEngine, reviveEngine } from "./engine";
import { applyQueue, drained, whatRuns } from "./events";

/** How long the engine may take to answer Stop before it is ended. */
const PATIENCE = 2000;

/** Runs what the targets need, or everything that shows a result. */
export async function runGraph(targets?: readonly string[]): Promise<void> {
  const session = sessionStore.getState();
  if (session.run.state !== "idle") return;
  const { graph } = documentStore.getState();
  if (Object.keys(graph.nodes).length === 0) {
    sessionStore.setState({ status: "There is nothing to run yet: add a node from the library" });
    return;
  }
  const number = session.run.number + 1;
  const pinned = pinnedGraph();
  for (const node of pinned.lost) {
    const text =
      "Its pin cannot hold: it was made of files that another node has now. It runs as the graph stands.";
    addLog("warning", text, node);
  }
  sessionStore.setState(({ inspecting }) => ({
    run: { number, state: "running", graph },
    status: "Running: getting ready",
    // Files that could not be read were said; the run goes on with what there is.
    inspecting: Object.fromEntries(Object.entries(inspecting).filter(([, { failed }]) => !failed)),
  }));
  addLog("info", `Run ${number} started`);
  try {
    const ready = await engine();
    const request = { graph: pinned.graph, run: number, ...(targets ? { targets } : {}) };
    const result = await ready.run(request, goOn);
    await drained();
    finish(number, result, statusOf(result));
    await keepRun(result, graph);
  } catch (error) {
    applyQueue();
    const stopping = sessionStore.getState().run.state === "stopping";
    const text = errorText(error);
    finish(number, undefined, stopping ? "Stopped" : `Failed: ${text}`);
    if (!(error instanceof EngineError)) throw error;
    return;
  }
  await learnSpeeds();
}

/** The engine was lost in a run that nobody stopped: it is started anew, and the run goes on where it was. */
async function goOn(loss: EngineError): Promise<void> {
  const { run } = sessionStore.getState();
  if (run.state === "stopping") throw loss;
  const text = `${loss.message} It is started anew, and the run goes on from its last checkpoint.`;
  addLog("warning", text);
  sessionStore.setState({ status: text, run: { ...run, state: "running" } });
  await reviveEngine();
}

/** The list of runs is loaded with the first that ends. */
async function keepRun(result: RunResult, graph: Graph): Promise<void> {
  const session = sessionStore.getState();
  const at = Date.now();
  try {
    const [{ addRun }, { recordOf }] = await Promise.all([
      import("../runs/run-book"),
      import("../runs/run-record"),
    ]);
    addRun(recordOf(result, graph, session, at));
  } catch (error) {
    // The run itself is done, whatever becomes of its place in the list.
    addLog("warning", `The run is not in the list: ${error instanceof Error ? error.message : error}`);
  }
}

export async function stopRun(): Promise<void> {
  const { run } = sessionStore.getState();
  if (run.state === "idle" || run.state === "stopping") return;
  sessionStore.setState({ run: { ...run, state: "stopping" }, status: "Stopping…" });
  const ready = await engine();
  ready.call("cancel", { run: run.number }).catch(() => {});
  setTimeout(() => {
    const now = sessionStore.getState().run;
    if (now.number !== run.number || now.state !== "stopping") return;
    restartEngine("The engine did not answer Stop within 2 s. It was ended and started anew.");
  }, PATIENCE);
}

/** Lets the run wait at its next batch. That it does is told by an event. */
export async function pauseRun(): Promise<void> {
  const { run } = sessionStore.getState();
  if (run.state !== "running") return;
  sessionStore.setState({ run: { ...run, state: "pausing" }, status: "Pausing…" });
  const ready = await engine();
  ready.call("pause", { run: run.number }).catch(() => {});
}

export async function resumeRun(): Promise<void> {
  const { run, runs } = sessionStore.getState();
  if (run.state !== "pausing" && run.state !== "paused") return;
  const status = `Running: ${whatRuns(runs, titleInSentence) ?? "getting ready"}`;
  sessionStore.setState({ run: { ...run, state: "running" }, status });
  if (run.state === "paused") addLog("info", "Resumed");
  const ready = await engine();
  ready.call("resume", { run: run.number }).catch(() => {});
}

function finish(number: number, result: RunResult | undefined, status: string): void {
  sessionStore.setState((state) => {
    if (state.run.number !== number) return state;
    // What was announced and did not come to run is as it was before.
    const runs = Object.fromEntries(
      Object.entries(state.runs).map(([id, run]) =>
        run.status === "will run" || run.status === "running"
          ? [id, { ...run, status: "skipped" as const, text: "" }]
          : [id, run],
      ),
    );
    const failed = result?.status === "failed";
    return {
      runs,
      status,
      run: { number, state: "idle", ...(state.run.graph ? { graph: state.run.graph } : {}) },
      ...(result ? { result } : {}),
      ...(failed ? { bottom: "problems" } : {}),
    };
  });
  addLog(status.startsWith("Failed") ? "error" : "info", status);
}

function statusOf(result: RunResult): string {
  if (result.status === "stopped") return "Stopped";
  if (result.status === "done") return `Done in ${durationText(result.ms)}`;
  const problem =
    result.steps.find((step) => step.status === "failed")?.problem ??
    result.problems.find((each) => each.severity === "error");
  if (!problem) return "Failed: see the log";
  const graph = getDerived().checked.graph;
  const where = problem.node === undefined ? "" : `${titleOf(graph, problem.node)}: `;
  // Messages of the checker begin with the node's title already.
  return problem.message.startsWith(where.slice(0, -2)) || where === ""
    ? `Failed: ${problem.message}`
    : `Failed: ${where}${problem.message}`;
}
