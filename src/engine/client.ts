import { EngineError } from "./engine-error";
import { BEATS, Heartbeat, PULSE } from "./heartbeat";
import { waitForLock } from "./last-breath";
import type {
  Answer,
  CallName,
  Failure,
  FromWorker,
  Request,
  RunEvent,
  RunResult,
  ToWorker,
} from "./protocol";
import { ThroughLosses } from "./through-losses";

export { EngineError };

interface Pending {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/**
 * The page's side of the engine: calls go to a worker and come back as promises, events as they happen.
 * A worker that dies is noticed at once, one that hangs by its silence; every pending call is rejected then and the next
 * call starts a new one.
 */
export class EngineClient {
  readonly #spawn: () => Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(event: RunEvent) => void>();
  readonly #mourners = new Set<(reason: string) => void>();
  #worker: Worker | undefined;
  #heart: Heartbeat | undefined;
  #unwatch: (() => void) | undefined;
  #patience = 1;
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

  /**
   * Runs a graph to its end, though the engine is lost under it (see `ThroughLosses`). `again` starts it anew, with the same
   * files; it may throw to give up.
   */
  async run(request: Request<"run">, again: (loss: EngineError) => Promise<void>): Promise<RunResult> {
    const losses = new ThroughLosses();
    const stop = this.listen((event) => event.run === request.run && losses.note(event));
    return losses.run(() => this.call("run", request), again).finally(stop);
  }

  /** Calls back for every event; gives the function that ends it. */
  listen(listener: (event: RunEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls back when the worker was lost, after its calls were rejected; gives the function that ends it. */
  onLost(listener: (reason: string) => void): () => void {
    this.#mourners.add(listener);
    return () => this.#mourners.delete(listener);
  }

  /** Ends the worker at once. Pending calls are rejected with the reason. */
  end(reason: string): void {
    this.#bury({ message: reason });
  }

  #lose(reason: string): void {
    this.#bury({ message: reason, isLost: true });
    for (const listener of this.#mourners) listener(reason);
  }

  #bury(failure: Failure): void {
    this.#unwatch?.();
    this.#worker?.terminate();
    this.#worker = undefined;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const call of pending) call.reject(new EngineError(failure));
  }

  #alive(): Worker {
    if (this.#worker) return this.#worker;
    const worker = this.#spawn();
    this.#worker = worker;
    this.#watch(worker);
    // What an ended worker sent last may still arrive: it is nobody's any more.
    const ifOwn = (act: () => void) => () => void (this.#worker === worker && act());
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => ifOwn(() => this.#receive(data))();
    worker.onerror = ({ message }) =>
      ifOwn(() => this.end(`The engine stopped: ${message || "its worker could not be loaded"}.`))();
    worker.onmessageerror = ifOwn(() => this.end("The engine sent something that could not be read."));
    return worker;
  }

  #watch(worker: Worker): void {
    const beats = globalThis.crossOriginIsolated ? new SharedArrayBuffer(BEATS.bytes) : undefined;
    // `crypto.randomUUID` is not there on a page that was fetched by plain http, and the engine is to run there too.
    const lock = `tensorloom engine ${performance.timeOrigin} ${Math.random()}`;
    const heart = new Heartbeat(beats, this.#patience);
    const pulse = setInterval(() => {
      if (this.#pending.size === 0) return heart.rest();
      if (heart.isAlive()) return worker.postMessage({ ping: true } satisfies ToWorker);
      this.#patience = Math.min(8, 2 * this.#patience);
      this.#lose("The engine no longer answered.");
    }, PULSE);
    this.#heart = heart;
    this.#unwatch = () => clearInterval(pulse);
    worker.postMessage({ base: document.baseURI, lock, ...(beats ? { beats } : {}) } satisfies ToWorker);
  }

  #receive(message: FromWorker): void {
    this.#heart?.heard();
    if ("pong" in message) return;
    if ("holds" in message) {
      const [stopPulse, stopWaiting] = [
        this.#unwatch,
        waitForLock(message.holds, () => this.#lose("The engine's worker died.")),
      ];
      this.#unwatch = () => {
        stopPulse?.();
        stopWaiting();
      };
      return;
    }
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
