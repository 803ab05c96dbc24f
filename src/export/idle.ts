import type { RunContext } from "../graph/run";

/** What a node is handed that needs no files and no device: of the rest it may ask nothing. */
export function idle(): Omit<RunContext<never, never>, "settings" | "inputs"> {
  return {
    files: undefined,
    weights: undefined,
    facts: undefined,
    pictures: unused("pictures"),
    compute: unused("device"),
    report: { progress: () => {}, message: () => {}, preview: () => {}, film: () => {} },
    signal: new AbortController().signal,
  };
}

function unused<T extends object>(what: string): T {
  return new Proxy({} as T, {
    get() {
      throw new Error(`The export has no ${what} for nodes.`);
    },
  });
}
