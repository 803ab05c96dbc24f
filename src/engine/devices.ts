import "@tensorflow/tfjs-backend-cpu";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import plainUrl from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url";
import simdUrl from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url";
import threadedUrl from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url";
import { setWebGLContext } from "@tensorflow/tfjs-backend-webgl";
import * as tf from "@tensorflow/tfjs-core";
// The core alone registers no gradients: without this nothing can be trained.
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { guardMemory } from "./full-device";
import { guardDevice } from "./lost-device";
import { convolutionMs } from "./probe";
import type { Device, EngineInfo, KernelChoice } from "./protocol";
import { isEmulator, webglRenderer } from "./renderer";
import { registerRepairs } from "./repairs";
import { startKernels } from "./wasm";
import { memoryOf, type WasmBackend } from "./wasm/backend";
import { fetchModule } from "./wasm/fetched";
import { endKernels, kernelsInUse } from "./wasm/register";
import { withoutOwnWorkers } from "./wasm/shared-build";
import { startThread } from "./wasm/start-thread";
import { endKernels as endWebglKernels, startKernels as startWebglKernels } from "./webgl";
import { startWebgpu, webgpuRenderer } from "./webgpu";

export const ENGINE_VERSION = `tfjs ${tf.version_core}`;

/** Side, channels and layers of what is measured: 42 MFLOP, and 1.8 GFLOP. */
const SMALL = [48, 32, 1] as const;
const LARGE = [64, 64, 6] as const;

/** A small convolution with its answer takes a real GPU less than this, mostly the way there and back, ms. */
const QUICK = 12;

/**
 * Makes a device ready and says which and why. "auto" takes WebGL where it is faster than WASM in a short
 * measurement: where a browser only emulates WebGL in software, WASM is 20 to 50 times faster. Names prove nothing.
 * `kernels` says with which kernels WASM works.
 */
export async function openDevice(
  wanted: Device | "auto",
  kernels: KernelChoice = "fast",
): Promise<EngineInfo> {
  if (kernels !== kernelChoice) endKernels();
  kernelChoice = kernels;
  // Ours would be measured shape by shape while the device is; they come when it is chosen.
  endWebglKernels();
  setWasmPaths({
    "tfjs-backend-wasm.wasm": plainUrl,
    "tfjs-backend-wasm-simd.wasm": simdUrl,
    "tfjs-backend-wasm-threaded-simd.wasm": threadedUrl,
  });
  // The threaded build is taken for its memory, which threads of ours can share; its own kernels gain little by more.
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", threadCount() > 1);
  setThreadsCount(1);
  registerRepairs();
  if (wanted !== "auto") {
    if (!(await use(wanted))) {
      const names = { webgl: "WebGL", webgpu: "WebGPU", wasm: "WebAssembly", cpu: "plain JavaScript" };
      throw new Error(
        `This browser could not start ${names[wanted]}. Choose another device, or leave it at auto.`,
      );
    }
    if (wanted === "webgl") await takeWebglKernels();
    return info(wanted, `${label(wanted)}, as asked`);
  }
  const renderer = webglRenderer();
  if (renderer === undefined) return fallBack("this browser has no WebGL 2");
  if (!(await use("webgl"))) return fallBack("WebGL could not be started");
  const gpu = await convolutionMs(...SMALL);
  const cpu = (await use("wasm")) ? await convolutionMs(...SMALL) : undefined;
  if (cpu !== undefined && (await isSlower(gpu, cpu))) {
    tf.removeBackend("webgl");
    const times = Math.round(gpu / cpu);
    const slower = times >= 2 ? `${times} times slower` : "no faster";
    return isEmulator(renderer)
      ? info("wasm", `CPU (WASM): no GPU found, WebGL is emulated by ${renderer} and ${slower}`)
      : info("wasm", `CPU (WASM): WebGL on ${renderer} is ${slower} here`);
  }
  endKernels();
  await use("webgl");
  await takeWebglKernels();
  return info("webgl", `WebGL · ${renderer}`);
}

/**
 * Exact numbers and stock ones are both tfjs's own on WebGL: which of ours are used follows from times, and so would the last
 * digits of a result.
 */
async function takeWebglKernels(): Promise<void> {
  if (kernelChoice === "fast") await startWebglKernels();
}

async function fallBack(why: string): Promise<EngineInfo> {
  if (await use("wasm")) return info("wasm", `CPU (WASM): no GPU found, ${why}`);
  if (await use("cpu"))
    return info("cpu", `CPU (plain JavaScript, slow): ${why}, and WebAssembly could not be started`);
  throw new Error(
    "No device could be started in this browser: neither WebGL, nor WebAssembly, nor plain JavaScript.",
  );
}

/** Threads need shared memory, and so a cross-origin isolated page. */
function threadCount(): number {
  const cores = globalThis.crossOriginIsolated === true ? navigator.hardwareConcurrency : 1;
  return Math.max(1, Math.min(16, cores));
}

/** Why the kernels of our own are not used on WASM; empty where they are. */
let kernelsNote = "";
let kernelChoice: KernelChoice = "fast";

/** `setBackend` may answer false and still name the backend as current, so only its answer counts. */
async function use(device: Device): Promise<boolean> {
  try {
    if (device === "webgl") offerContext();
    if (!(await start(device))) return false;
    await tf.ready();
    if (tf.getBackend() !== device) return false;
    guardDevice();
    guardMemory();
    if (device === "wasm" && kernelChoice === "stock") {
      endKernels();
      kernelsNote = "Stock kernels, as asked";
    } else if (device === "wasm" && !kernelsInUse()) {
      const started = await startKernels(fetchModule, {
        threads: { count: threadCount(), start: startThread },
        exact: kernelChoice === "exact",
      });
      kernelsNote =
        "reason" in started ? started.reason : kernelChoice === "exact" ? "Exact kernels, as asked" : "";
    }
    return true;
  } catch (error) {
    console.error(`${device} could not be started:`, error);
    return false;
  }
}

function start(device: Device): Promise<boolean> {
  if (device === "wasm") return startWasm();
  return device === "webgpu" ? startWebgpu() : tf.setBackend(device);
}

/** In a worker, tfjs refuses to make a context of its own where the browser calls itself Safari; it takes one it is given. */
function offerContext(): void {
  const context = new OffscreenCanvas(300, 150).getContext("webgl2", {
    alpha: false,
    antialias: false,
    premultipliedAlpha: false,
    preserveDrawingBuffer: false,
    depth: false,
    stencil: false,
  });
  if (context) setWebGLContext(2, context);
}

/** Where the threaded build cannot be started, the plain one can. */
async function startWasm(): Promise<boolean> {
  if (!tf.env().getBool("WASM_HAS_MULTITHREAD_SUPPORT")) return tf.setBackend("wasm");
  if (await withoutOwnWorkers(() => tf.setBackend("wasm"))) return true;
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  return tf.setBackend("wasm");
}

function info(device: Device, why: string): EngineInfo {
  const renderer =
    device === "webgl"
      ? (webglRenderer() ?? "unknown")
      : device === "webgpu"
        ? `WebGPU · ${webgpuRenderer()}`
        : label(device);
  const reason = device === "wasm" && kernelsNote !== "" ? `${why}. ${kernelsNote}` : why;
  const threads = device === "wasm" ? (kernelsInUse()?.threads ?? 1) : 1;
  return { device, threads, renderer, reason, version: ENGINE_VERSION };
}

/** Bytes that the device holds: of WebAssembly its memory, which never shrinks; of a GPU what textures take. */
export function deviceBytes(): number | undefined {
  if (tf.getBackend() === "wasm") return memoryOf(tf.backend() as unknown as WasmBackend).buffer.byteLength;
  const { numBytesInGPUAllocated } = tf.memory() as { numBytesInGPUAllocated?: number };
  return numBytesInGPUAllocated;
}

function label(device: Device): string {
  return { webgl: "WebGL", webgpu: "WebGPU", wasm: "CPU (WASM)", cpu: "CPU (plain JavaScript)" }[device];
}

/**
 * Whether WebGL is the slower one. Small work says little of a real GPU, which spends its time on the way there and back:
 * where that is short, a larger piece of work decides. An emulator is past that already, and is spared it.
 */
async function isSlower(gpu: number, cpu: number): Promise<boolean> {
  if (gpu <= cpu) return false;
  if (gpu > QUICK) return true;
  const cpuAtLarge = await convolutionMs(...LARGE);
  await use("webgl");
  const gpuAtLarge = await convolutionMs(...LARGE);
  await use("wasm");
  return gpuAtLarge > cpuAtLarge;
}
