import { NO_FACTS } from "@/compile/checked";
import { select, sessionStore } from "../state/session-store";
import { forgetFiles } from "./engine";
import { stopRun } from "./run";
import { dropFetches } from "./weights";

/** Ends all that is of one graph before another stands in its place: its run, its files, its results. */
export function leaveGraph(status: string): void {
  select([]);
  dropFetches();
  forgetFiles();
  // A run of the graph before has nothing to say to the next one.
  stopRun();
  sessionStore.setState((state) => ({
    runs: {},
    result: undefined,
    inspecting: {},
    facts: NO_FACTS,
    status,
    fit: state.fit + 1,
  }));
}
