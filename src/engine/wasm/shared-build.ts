/**
 * Opens tfjs's threaded build for its shared memory alone. It would start eight workers of its own, whether they are used
 * or not, from its source as text, which does not survive a bundler. With one thread it never gives them work: what it
 * gets here in their place says that it is loaded, and does nothing.
 */
export async function withoutOwnWorkers<T>(open: () => Promise<T>): Promise<T> {
  const scope = globalThis as { Worker: unknown };
  const { Worker } = scope;
  scope.Worker = IdleWorker;
  try {
    return await open();
  } finally {
    scope.Worker = Worker;
  }
}

class IdleWorker {
  onmessage: ((message: { data: { cmd: string } }) => void) | null = null;

  postMessage({ cmd }: { cmd: string }): void {
    if (cmd === "load") queueMicrotask(() => this.onmessage?.({ data: { cmd: "loaded" } }));
  }

  terminate(): void {}
}
