import { Pause, Play, Square } from "lucide-react";
import { pauseRun, resumeRun, stopRun } from "../actions/run";
import { runAll } from "../actions/run-all";
import { useSession } from "../state/editor";

/** Run; and while a run goes on, hold it, let it go on, and end it. */
export function RunButtons() {
  const state = useSession(({ run }) => run.state);
  const held = state === "pausing" || state === "paused";
  return (
    <>
      <button
        type="button"
        className="button min-w-[102px]"
        data-held={held}
        aria-label={held ? "Resume" : "Pause"}
        title={held ? "Go on where it was" : "Wait at the next batch; nothing is lost"}
        disabled={state === "idle" || state === "stopping"}
        onClick={held ? resumeRun : pauseRun}
      >
        {held ? (
          <Play size={12} fill="currentColor" aria-hidden />
        ) : (
          <Pause size={12} fill="currentColor" aria-hidden />
        )}
        {held ? "Resume" : "Pause"}
      </button>
      <button
        type="button"
        className="button"
        aria-label="Stop"
        disabled={state === "idle" || state === "stopping"}
        onClick={() => stopRun()}
      >
        <Square size={12} fill="currentColor" aria-hidden />
        Stop
      </button>
      <button
        type="button"
        className="button run"
        aria-label="Run"
        disabled={state !== "idle"}
        onClick={runAll}
      >
        <Play size={13} fill="currentColor" aria-hidden />
        Run
      </button>
    </>
  );
}
