import { documentStore } from "../state/editor";
import { sessionStore } from "../state/session-store";

/** A line in the status bar, where a run does not need it. */
export function say(status: string): void {
  if (documentStore.getState().locked) return;
  if (sessionStore.getState().run.state === "idle") sessionStore.setState({ status });
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
