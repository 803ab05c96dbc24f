import type { Thread } from "./threads";

const PATIENCE_MS = 10_000;

/** Starts a browser's worker as a thread. */
export function startThread(): Thread {
  const worker = new Worker(new URL("./thread.ts", import.meta.url), { type: "module" });
  const ready = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("A thread did not start in time")), PATIENCE_MS);
    worker.onmessage = () => {
      clearTimeout(timer);
      resolve();
    };
    worker.onerror = (event) => {
      clearTimeout(timer);
      reject(new Error(`A thread could not be started: ${event.message}`));
    };
  });
  return {
    ready,
    postMessage: (message) => worker.postMessage(message),
    terminate: () => worker.terminate(),
  };
}
