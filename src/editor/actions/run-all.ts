import { gestureStore } from "../state/gesture-store";
import { runGraph } from "./run";

/** Runs everything that shows a result. */
export function runAll(): void {
  gestureStore.setState({ scope: undefined });
  void runGraph();
}
