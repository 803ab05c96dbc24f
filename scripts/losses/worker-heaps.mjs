/** Ms after which a worker is left out: one of a kernel's threads waits in one call as long as it lives, and never answers. */
const PATIENCE = 3000;

/** Measures the heaps of a page and of its workers, once what nobody holds is gone. Chromium only. */
export class WorkerHeaps {
  #session;
  #workers = new Set();
  #waiting = new Map();
  #next = 1;

  async open(page) {
    this.#session = await page.context().newCDPSession(page);
    this.#session.on("Target.attachedToTarget", ({ sessionId }) => this.#workers.add(sessionId));
    this.#session.on("Target.detachedFromTarget", ({ sessionId }) => this.#workers.delete(sessionId));
    this.#session.on("Target.receivedMessageFromTarget", ({ message }) => {
      const { id, result } = JSON.parse(message);
      this.#waiting.get(id)?.(result);
      this.#waiting.delete(id);
    });
    await this.#session.send("Target.setAutoAttach", {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: false,
    });
  }

  /** Bytes of objects and of the arrays that they hold, of the page and of every worker that answers. */
  async bytes() {
    await this.#session.send("HeapProfiler.collectGarbage");
    const all = [await this.#session.send("Runtime.getHeapUsage")];
    for (const worker of this.#workers) {
      if ((await this.#ask(worker, "HeapProfiler.collectGarbage")) === undefined)
        this.#workers.delete(worker);
      else all.push(await this.#ask(worker, "Runtime.getHeapUsage"));
    }
    return all.reduce((sum, heap) => sum + (heap?.usedSize ?? 0) + (heap?.backingStorageSize ?? 0), 0);
  }

  #ask(sessionId, method) {
    const id = this.#next++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), PATIENCE);
      this.#waiting.set(id, (result) => {
        clearTimeout(timer);
        resolve(result ?? {});
      });
      this.#session
        .send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method }) })
        .catch(() => resolve(undefined));
    });
  }
}
