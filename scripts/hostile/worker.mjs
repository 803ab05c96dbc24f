import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

/*
 * Opens inputs one after the other. Which one, and since when, stands in shared memory, where whoever watches sees it
 * although this thread may hang.
 */
const { readers, root, seed, from, step, end, slowest, shared } = workerData;
const { inputOf, judge, setTraps } = await import(readers);
setTraps();
const state = new Float64Array(shared);
const counts = { done: 0, opened: 0 };

/** Ms that this thread has been computing: on a busy machine a clock tells how busy it is. Elsewhere than on Linux the clock. */
function spent() {
  try {
    // Behind the name in brackets; ticks of 10 ms in user and in system mode.
    const [, rest] = readFileSync("/proc/thread-self/stat", "utf8").split(/\) (?!.*\) )/);
    const fields = rest.split(" ");
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return performance.now();
  }
}

async function timed(input) {
  const start = spent();
  const judged = await judge(input);
  return { judged, ms: spent() - start };
}

for (let index = from; index < end; index += step) {
  const input = await inputOf(root, seed, index);
  state[0] = index;
  state[1] = Date.now();
  let { judged, ms } = await timed(input);
  // The machine may have been busy with something else: what is slow is slow twice.
  if (ms > slowest) ms = Math.min(ms, (await timed(input)).ms);
  counts.done++;
  if (judged.isOpened) counts.opened++;
  state[2] = Math.max(state[2], ms);
  if (judged.fault) parentPort.postMessage({ index, ...judged });
  if (ms > slowest)
    parentPort.postMessage({ index, kind: judged.kind, fault: "slow", what: `${Math.round(ms)} ms` });
  if (counts.done % 50 === 0) parentPort.postMessage({ ...counts });
}
parentPort.postMessage({ ...counts, isEnd: true });
