import type { Answer, CallName, Failure, FromWorker, Request, RunEvent, ToWorker } from "./protocol";

/** The engine could not do what was asked. `problem` is there when it was a mistake in the graph or the data. */
export class EngineError extends Error {
  readonly problem: Failure["problem"];
  constructor(failure: Failure) {
    super(failure.message);
    this.name = "EngineError";
    this.problem = failure.problem;
    if (failure.stack) this.stack = failure.stack;
  }
}

interface Pending {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/**
 * The page's side of the engine: calls go to a worker and come back as promises, events as they happen.
 * When the worker dies, every pending call is rejected and the next call starts a new one.
 */
export class EngineClient {
  readonly #spawn: () => Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(event: RunEvent) => void>();
  #worker: Worker | undefined;
  #next = 1;

  constructor(spawn: () => Worker = spawnWorker) {
    this.#spawn = spawn;
  }

  call<N extends CallName>(call: N, request: Request<N>): Promise<Answer<N>> {
    const worker = this.#alive();
    const id = this.#next++;
    return new Promise<Answer<N>>((resolve, reject) => {
      this.#pending.set(id, { resolve: (answer) => resolve(answer as Answer<N>), reject });
      worker.postMessage({ id, call, request } satisfies ToWorker);
    });
  }

  /** Calls back for every event; gives the function that ends it. */
  listen(listener: (event: RunEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the worker at once. Pending calls are rejected with the reason. */
  end(reason: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const call of pending) call.reject(new EngineError({ message: reason }));
  }

  #alive(): Worker {
    if (this.#worker) return this.#worker;
    const worker = this.#spawn();
    worker.onmessage = (message: MessageEvent<FromWorker>) => this.#receive(message.data);
    worker.onerror = (event) =>
      this.end(`The engine stopped: ${event.message || "its worker could not be loaded"}.`);
    worker.onmessageerror = () => this.end("The engine sent something that could not be read.");
    worker.postMessage({ base: document.baseURI } satisfies ToWorker);
    this.#worker = worker;
    return worker;
  }

  #receive(message: FromWorker): void {
    if ("event" in message) {
      for (const listener of this.#listeners) listener(message.event);
      return;
    }
    const call = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (!call) return;
    if ("failure" in message) call.reject(new EngineError(message.failure));
    else call.resolve(message.answer);
  }
}

function spawnWorker(): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "tensorloom engine" });
}
