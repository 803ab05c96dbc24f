import { Worker } from "node:worker_threads";
import { root } from "../install.mjs";

/** Ms: longer than this an input may not take. */
export const SLOWEST = 1000;
/** Ms: what takes longer is ended. */
const HUNG = 15_000;
/** MiB of objects; a worker that needs more dies, and that is a crash. */
const MOST_HEAP = 768;

/**
 * Opens inputs 0 … count − 1 in threads until they are done or `ms` are over. Gives how many were opened, the faults that
 * were found, the slowest, and what memory the process had at its most above the start, bytes.
 */
export async function openInNode({ readers, seed, count, ms, threads, say }) {
  const found = { done: 0, opened: 0, faults: [], slowest: 0, memory: 0 };
  const begin = process.memoryUsage().rss;
  const end = Date.now() + ms;
  const watch = setInterval(() => {
    found.memory = Math.max(found.memory, process.memoryUsage().rss - begin);
  }, 20);
  await Promise.all(
    Array.from({ length: threads }, async (_, thread) => {
      let from = thread;
      while (from !== undefined && Date.now() < end)
        from = await oneWorker({ readers, seed, from, step: threads, count, end, found, say });
    }),
  );
  clearInterval(watch);
  return found;
}

/** Lets one worker open inputs. Gives where to go on after it was ended or died; undefined when all is done. */
function oneWorker({ readers, seed, from, step, count, end, found, say }) {
  const shared = new SharedArrayBuffer(24);
  const state = new Float64Array(shared);
  state[0] = from;
  const worker = new Worker(new URL("worker.mjs", import.meta.url), {
    workerData: { readers, root, seed, from, step, end: count, slowest: SLOWEST, shared },
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP },
  });
  const counted = { done: 0, opened: 0 };
  return new Promise((resolve) => {
    let isOver = false;
    const over = async (next) => {
      if (isOver) return;
      isOver = true;
      clearInterval(watch);
      found.slowest = Math.max(found.slowest, state[2]);
      await worker.terminate();
      resolve(next);
    };
    const fault = (kind, what) => {
      found.faults.push({ index: state[0], fault: kind, what });
      found.done++;
      say(`  ${seed}:${state[0]} ${kind}: ${what}`);
      over(state[0] + step);
    };
    const watch = setInterval(() => {
      if (Date.now() > end) over(undefined);
      else if (state[1] > 0 && Date.now() - state[1] > HUNG) fault("hang", `It took over ${HUNG / 1000} s.`);
    }, 200);
    worker.on("message", ({ done, opened, isEnd, ...judged }) => {
      if (judged.fault) {
        found.faults.push(judged);
        say(
          `  ${seed}:${judged.index} ${judged.kind}, ${judged.fault}: ${judged.what?.split("\n").slice(0, 3).join(" | ")}`,
        );
        return;
      }
      found.done += done - counted.done;
      found.opened += opened - counted.opened;
      Object.assign(counted, { done, opened });
      if (isEnd) over(undefined);
    });
    worker.on("error", (error) => fault("crash", error.stack ?? String(error)));
    worker.on("exit", () => over(undefined));
  });
}
