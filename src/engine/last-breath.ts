/**
 * A worker that dies says nothing: not when it runs out of memory, and not when the browser ends it. It holds a lock as
 * long as it lives, and the page waits for that lock (Web Locks). Where there are none, only silence tells.
 */

/** On the worker's side: holds the lock until the worker ends, and says that it does. */
export function holdLock(name: string, held: () => void): void {
  navigator.locks?.request(name, () => {
    held();
    return new Promise<never>(() => undefined);
  });
}

/** On the page's side, once the worker holds it: calls back when the worker is gone. Gives what ends the waiting. */
export function waitForLock(name: string, gone: () => void): () => void {
  const stop = new AbortController();
  navigator.locks?.request(name, { signal: stop.signal }, gone).catch(() => {
    // It was not waited for any longer.
  });
  return () => stop.abort();
}
