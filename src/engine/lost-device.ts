import * as tf from "@tensorflow/tfjs-core";
import { DeviceFull } from "./full-device";

/** The GPU went away: what is read from it from now on is nothing, and often zeros. */
export class DeviceLost extends Error {
  constructor() {
    super("The GPU was lost (its driver was reset, or the browser took it away).");
    this.name = "DeviceLost";
  }
}

interface Reader {
  read(id: object): Promise<unknown>;
  readSync(id: object): unknown;
}

interface WebglBackend extends Reader {
  readonly gpgpu: { readonly gl: WebGL2RenderingContext };
}

interface WebgpuBackend extends Reader {
  readonly device: WebgpuDevice;
}

interface WebgpuDevice {
  /** Fulfilled when it is lost: nothing on it fails by itself then. */
  readonly lost: Promise<unknown>;
}

/** How long after a read that failed the browser may say that the device is gone, ms. */
const NEWS = 200;

const lostDevices = new WeakSet<WebgpuDevice>();

/**
 * Lets no number of a lost device through. TensorFlow.js reads zeros from a lost WebGL context, or waits for ever, and says
 * nothing; of a lost WebGPU device it tells what would be a fault of ours. Here each read fails with `DeviceLost`, one that is
 * under way too.
 */
export function guardDevice(): void {
  if (tf.getBackend() === "webgl") guardContext(tf.backend() as unknown as WebglBackend);
  if (tf.getBackend() === "webgpu") guardWebgpu(tf.backend() as unknown as WebgpuBackend);
}

function guardContext(backend: WebglBackend): void {
  const { gl } = backend.gpgpu;
  const lost = new Promise<never>((_, reject) => {
    gl.canvas.addEventListener("webglcontextlost", () => reject(new DeviceLost()), { once: true });
  });
  guardReads(backend, lost, () => needContext(gl));
}

function guardWebgpu(backend: WebgpuBackend): void {
  const { device } = backend;
  const lost = device.lost.then(() => {
    lostDevices.add(device);
    throw new DeviceLost();
  });
  const { read } = backend;
  // Of the two, that the read failed and that the device is gone, either may be told first.
  backend.read = (id) =>
    read.call(backend, id).catch(async (error: unknown) => {
      await Promise.race([lost, new Promise((resolve) => setTimeout(resolve, NEWS))]);
      throw error;
    });
  guardReads(backend, lost, () => needWebgpu(device));
}

/** `need` throws where the device is known to be lost; `lost` rejects when it goes. */
function guardReads(backend: Reader, lost: Promise<never>, need: () => void): void {
  // Nobody may be reading when it goes.
  lost.catch(() => undefined);
  const { read, readSync } = backend;
  backend.read = async (id) => {
    need();
    const values = await Promise.race([read.call(backend, id), lost]);
    need();
    return values;
  };
  backend.readSync = (id) => {
    need();
    const values = readSync.call(backend, id);
    need();
    return values;
  };
}

/** Throws `DeviceLost` where the device's numbers can no longer be believed. */
export function needDevice(): void {
  if (tf.getBackend() === "webgl") needContext((tf.backend() as unknown as WebglBackend).gpgpu.gl);
  if (tf.getBackend() === "webgpu") needWebgpu((tf.backend() as unknown as WebgpuBackend).device);
}

function needWebgpu(device: WebgpuDevice): void {
  if (lostDevices.has(device)) throw new DeviceLost();
}

/** The browser may get to know by the next call only: asking for an error is one. It tells too of textures that had no room. */
function needContext(gl: WebGL2RenderingContext): void {
  const error = gl.getError();
  if (error === gl.CONTEXT_LOST_WEBGL || gl.isContextLost()) throw new DeviceLost();
  if (error === gl.OUT_OF_MEMORY) throw new DeviceFull();
}
