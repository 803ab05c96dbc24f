import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, expect, it } from "vitest";
import { Checkpointing } from "@/engine/checkpoint/checkpointing";
import { KeptCheckpoints } from "@/engine/checkpoint/kept-checkpoints";
import type { Executor, ExecutorHost } from "@/engine/executor";
import { failureOf } from "@/engine/failure";
import { DeviceLost, guardDevice, needDevice } from "@/engine/lost-device";
import type { StateDict } from "@/module/state";
import { type Session, session, smallSteel, startEngine } from "./harness";
import { asDirectory, Folder } from "./kept/folder";

/** WebGPU as tfjs has it, with plain JavaScript behind it: a device that can be lost, and reads that know nothing of it. */
class FakeWebgpu extends MathBackendCPU {
  lose: (info: object) => void = () => undefined;
  readonly device = { lost: new Promise<object>((resolve) => (this.lose = resolve)) };
  /** Values that the next reads wait for. */
  waitFor: Promise<unknown> = Promise.resolve();

  override async read(id: object) {
    await this.waitFor;
    return super.read(id);
  }
}

/** What the training says of going on; progress is told by the clock, and is no count of batches. */
const wentOn = ({ events }: Session) =>
  events.some((event) => event.kind === "message" && /^Goes on where it was cut off/.test(event.text));

function weightsOf(executor: Executor): StateDict {
  const model = executor.values.get("trainer")?.model;
  if (model?.kind !== "TrainedModel") throw new Error("There is no trained model.");
  return model.state;
}

beforeAll(async () => {
  await startEngine();
  tf.copyRegisteredKernels("cpu", "webgpu");
});

afterEach(endWebgpu);

async function endWebgpu(): Promise<void> {
  await tf.setBackend("cpu");
  if (tf.findBackend("webgpu")) tf.removeBackend("webgpu");
}

/** A checkpoint at every batch, with word of each. */
function keptIn(folder: Folder, onKept = () => {}): NonNullable<ExecutorHost["checkpoints"]> {
  class Told extends Checkpointing {
    override async keep(...checkpoint: Parameters<Checkpointing["keep"]>) {
      await super.keep(...checkpoint);
      onKept();
    }
  }
  return (key, say) =>
    new Told(new KeptCheckpoints(asDirectory(folder)), key, { seconds: 1e6, batches: 1 }, say);
}

async function fakeWebgpu(): Promise<FakeWebgpu> {
  const backend = new FakeWebgpu();
  tf.registerBackend("webgpu", () => backend);
  await tf.setBackend("webgpu");
  guardDevice();
  return backend;
}

it("a read of a lost WebGPU device fails, one that is under way too, and others do not", async () => {
  const backend = await fakeWebgpu();
  const x = tf.tensor1d([1, 2]);
  expect(Array.from(await x.data())).toEqual([1, 2]);
  expect(() => needDevice()).not.toThrow();
  backend.waitFor = new Promise(() => undefined);
  const underWay = x.data();
  backend.lose({ reason: "unknown" });
  await expect(underWay).rejects.toThrow(DeviceLost);
  backend.waitFor = Promise.resolve();
  await expect(x.data()).rejects.toThrow(DeviceLost);
  expect(() => x.dataSync()).toThrow(DeviceLost);
  expect(() => needDevice()).toThrow(DeviceLost);
});

it("a read that fails for another reason says that reason, and one that fails before the news is a lost device", async () => {
  const backend = await fakeWebgpu();
  const x = tf.tensor1d([1, 2]);
  const fail = () => Promise.reject(new Error("mapAsync failed"));
  backend.waitFor = fail();
  await expect(x.data()).rejects.toThrow("mapAsync failed");
  backend.waitFor = fail();
  const early = x.data();
  setTimeout(() => backend.lose({ reason: "unknown" }), 20);
  await expect(early).rejects.toThrow(DeviceLost);
});

it("a run whose WebGPU device is lost ends with the sentence, and goes on from its checkpoint on a new one", async () => {
  const graph = smallSteel();
  const folder = new Folder();
  const begun = await fakeWebgpu();
  let batches = 0;
  const loseAtThird = () => {
    if (++batches === 3) begun.lose({ reason: "unknown", message: "" });
  };
  const first = session({ device: "webgpu", checkpoints: keptIn(folder, loseAtThird) });
  const error = await first.run(graph, undefined, ["trainer"]).catch((thrown: unknown) => thrown);
  expect(failureOf(error)).toEqual({
    message: "The GPU was lost (its driver was reset, or the browser took it away).",
    isLost: true,
  });
  await endWebgpu();

  await fakeWebgpu();
  const second = session({ device: "webgpu", checkpoints: keptIn(folder) });
  const { executor, result } = await second.run(graph, undefined, ["trainer"]);
  expect(result.status).toBe("done");
  await endWebgpu();

  await fakeWebgpu();
  const fresh = session({ device: "webgpu" });
  const whole = await fresh.run(graph, undefined, ["trainer"]);
  expect(weightsOf(executor)).toEqual(weightsOf(whole.executor));
  // It was not begun anew.
  expect([wentOn(second), wentOn(fresh)]).toEqual([true, false]);
});
