/**
 * A pool of threads on one shared memory. The one that calls opens a job and works on it like the others; each takes the
 * next task from a counter until none is left. A thread that sleeps is woken and may come late: nobody waits for one that
 * has not begun. Which thread does which task changes nothing in the results.
 */

/** Words of the control block, an Int32Array in shared memory. */
enum Word {
  /** Number of the job that was opened last. */
  Job,
  /** Number of the job that was closed last: who comes now has nothing to do. */
  Closed,
  /** The next task. */
  Next,
  Tasks,
  /** Index into the module's exports. */
  Work,
  Scratch,
  ScratchBytes,
  Arguments,
  /** Threads inside a job, beside the caller. */
  Active,
  Sleeping,
  Failed,
  End,
}

const WORDS = 16;
const ARGUMENTS = 48;
const CONTROL_BYTES = WORDS * 4 + ARGUMENTS * 8;

/** How long a thread looks for the next job before it sleeps: longer than the gaps within a training step. */
const SPIN_MS = 1;

type Work = (task: number, scratch: number, ...rest: number[]) => void;

/** What a thread is started with. */
export interface ThreadStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: SharedArrayBuffer;
  /** From 1; the caller is 0. */
  readonly thread: number;
}

/** A worker as browsers have it and Node can have it. */
export interface Thread {
  postMessage(message: ThreadStart): void;
  terminate(): void;
  /** Settles once the thread answered that it is ready. */
  readonly ready: Promise<void>;
}

function workOf(module: WebAssembly.Module, instance: WebAssembly.Instance): readonly Work[] {
  return WebAssembly.Module.exports(module).map(({ name }) => instance.exports[name] as Work);
}

/** Takes tasks of the open job until none is left. */
function takeTasks(words: Int32Array, values: Float64Array, works: readonly Work[], thread: number): void {
  const work = works[words[Word.Work] ?? 0];
  const tasks = words[Word.Tasks] ?? 0;
  const scratch = (words[Word.Scratch] ?? 0) + thread * (words[Word.ScratchBytes] ?? 0);
  const rest = Array.from(values.subarray(0, words[Word.Arguments]));
  for (let task = Atomics.add(words, Word.Next, 1); task < tasks; task = Atomics.add(words, Word.Next, 1))
    work?.(task, scratch, ...rest);
}

/** A thread's life. Returns when the pool ends. */
export function serveThread({ module, memory, control, thread }: ThreadStart, ready: () => void): void {
  const words = new Int32Array(control, 0, WORDS);
  const values = new Float64Array(control, WORDS * 4, ARGUMENTS);
  const works = workOf(module, new WebAssembly.Instance(module, { env: { memory, log: Math.log } }));
  let seen = Atomics.load(words, Word.Job);
  ready();
  while (Atomics.load(words, Word.End) === 0) {
    waitForJob(words, seen);
    // Being counted first and looking second, it cannot enter a job that the caller believes empty.
    Atomics.add(words, Word.Active, 1);
    seen = Atomics.load(words, Word.Job);
    try {
      if (Atomics.load(words, Word.Closed) !== seen) takeTasks(words, values, works, thread);
    } catch (error) {
      Atomics.store(words, Word.Failed, 1);
      console.error(error);
    }
    if (Atomics.sub(words, Word.Active, 1) === 1) Atomics.notify(words, Word.Active);
  }
}

function waitForJob(words: Int32Array, seen: number): void {
  const end = performance.now() + SPIN_MS;
  do {
    for (let i = 0; i < 500; i++) if (Atomics.load(words, Word.Job) !== seen) return;
  } while (performance.now() < end);
  Atomics.add(words, Word.Sleeping, 1);
  Atomics.wait(words, Word.Job, seen);
  Atomics.sub(words, Word.Sleeping, 1);
}

/** Until no thread is inside the job. Where other programs have the cores, spinning would keep them from going on. */
function waitForOthers(words: Int32Array): void {
  const end = performance.now() + SPIN_MS;
  do {
    for (let i = 0; i < 500; i++) if (Atomics.load(words, Word.Active) === 0) return;
  } while (performance.now() < end || !mayWait);
  for (let active = Atomics.load(words, Word.Active); active > 0; active = Atomics.load(words, Word.Active))
    Atomics.wait(words, Word.Active, active);
}

/** A page's own thread may not wait: the engine is in a worker, which may. */
const mayWait = typeof document === "undefined";

/** The caller's side. */
export class Pool {
  readonly #words: Int32Array;
  readonly #values: Float64Array;
  readonly #works: readonly Work[];
  readonly #names: readonly string[];
  readonly #threads: readonly Thread[];

  private constructor(
    start: Omit<ThreadStart, "thread">,
    instance: WebAssembly.Instance,
    threads: readonly Thread[],
  ) {
    this.#words = new Int32Array(start.control, 0, WORDS);
    this.#values = new Float64Array(start.control, WORDS * 4, ARGUMENTS);
    this.#works = workOf(start.module, instance);
    this.#names = WebAssembly.Module.exports(start.module).map(({ name }) => name);
    this.#threads = threads;
  }

  /** Starts `count` − 1 threads beside the caller's. Fails when one of them does not answer. */
  static async start(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    instance: WebAssembly.Instance,
    count: number,
    startThread: () => Thread,
  ): Promise<Pool> {
    const control = new SharedArrayBuffer(CONTROL_BYTES);
    const threads = Array.from({ length: count - 1 }, startThread);
    for (const [at, thread] of threads.entries())
      thread.postMessage({ module, memory, control, thread: at + 1 });
    try {
      await Promise.all(threads.map((thread) => thread.ready));
    } catch (error) {
      for (const thread of threads) thread.terminate();
      throw error;
    }
    return new Pool({ module, memory, control }, instance, threads);
  }

  /** Threads, the caller's among them. */
  get count(): number {
    return this.#threads.length + 1;
  }

  /** All tasks of one kind of work; `scratch` is room of `scratchBytes` for each thread. */
  run(work: string, tasks: number, scratch: number, scratchBytes: number, rest: readonly number[]): void {
    const words = this.#words;
    words[Word.Work] = this.#names.indexOf(work);
    words[Word.Tasks] = tasks;
    words[Word.Scratch] = scratch;
    words[Word.ScratchBytes] = scratchBytes;
    words[Word.Arguments] = rest.length;
    this.#values.set(rest);
    Atomics.store(words, Word.Next, 0);
    const job = Atomics.add(words, Word.Job, 1) + 1;
    if (Atomics.load(words, Word.Sleeping) > 0) Atomics.notify(words, Word.Job);
    try {
      takeTasks(words, this.#values, this.#works, 0);
    } finally {
      // After a failure here, the others find no more tasks either.
      Atomics.store(words, Word.Next, tasks);
      Atomics.store(words, Word.Closed, job);
      waitForOthers(words);
    }
    if (Atomics.exchange(words, Word.Failed, 0) !== 0)
      throw new Error(`The kernel ${work} failed on a thread.`);
  }

  end(): void {
    Atomics.store(this.#words, Word.End, 1);
    Atomics.add(this.#words, Word.Job, 1);
    Atomics.notify(this.#words, Word.Job);
    for (const thread of this.#threads) thread.terminate();
  }
}
