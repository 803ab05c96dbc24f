import { countBeats } from "./beats";
import { Engine } from "./engine";
import { failureOf } from "./failure";
import { holdLock } from "./last-breath";
import type { FromWorker, ToWorker } from "./protocol";

/** The worker's door: calls in, answers and events out. Everything heavy happens on this side. */

const scope = self as unknown as {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  onmessage: ((message: MessageEvent<ToWorker>) => void) | null;
};

const engine = new Engine((event) => scope.postMessage({ event }));

scope.onmessage = async ({ data }) => {
  if ("ping" in data) return scope.postMessage({ pong: true });
  if ("base" in data) {
    engine.base = data.base;
    if (data.beats) countBeats(data.beats);
    holdLock(data.lock, () => scope.postMessage({ holds: data.lock }));
    return;
  }
  const { id, call, request } = data;
  try {
    // The call's name and its request belong together by the client's type; a message cannot carry that.
    const answer = await (engine[call] as (request: unknown) => unknown).call(engine, request);
    scope.postMessage({ id, answer });
  } catch (error) {
    scope.postMessage({ id, failure: failureOf(error) });
  }
};
