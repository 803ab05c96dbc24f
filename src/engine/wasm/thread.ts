import { serveThread, type ThreadStart } from "./threads";

/** A thread of the pool, as a browser's worker. */

const scope = self as unknown as {
  postMessage(message: "ready"): void;
  onmessage: ((message: MessageEvent<ThreadStart>) => void) | null;
};

scope.onmessage = ({ data }) => serveThread(data, () => scope.postMessage("ready"));
