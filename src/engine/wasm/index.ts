import * as tf from "@tensorflow/tfjs-core";
import { errorText } from "@/error-text";
import type { WasmBackend } from "./backend";
import { checkResults } from "./check";
import { registerConvolution } from "./convolution";
import { registerFused } from "./fused";
import { type KernelOptions, Kernels } from "./kernels";
import { registerMatMul } from "./matmul";
import type { LoadModule } from "./modules";
import { registerPooling } from "./pooling";
import { endKernels, setKernels } from "./register";
import { registerResizing } from "./resizing";
import { registerSlices } from "./slices";
import { registerSums } from "./sums";

let registered = false;

/**
 * Puts our kernels before tfjs's on the WASM backend, which must be in use. Gives the kernels, or why tfjs's own go on
 * alone: one line, for people to read.
 */
export async function startKernels(
  load: LoadModule,
  options: Partial<KernelOptions> = {},
): Promise<{ kernels: Kernels } | { reason: string }> {
  endKernels();
  try {
    if (tf.getBackend() !== "wasm") throw new Error(`The device is ${tf.getBackend()}, not wasm`);
    const kernels = await Kernels.open(tf.backend() as unknown as WasmBackend, load, options);
    checkResults(kernels);
    if (!registered) registerAll();
    registered = true;
    setKernels(kernels);
    return { kernels };
  } catch (error) {
    endKernels();
    const why = errorText(error);
    return { reason: `Stock kernels: ${why}` };
  }
}

function registerAll(): void {
  registerMatMul();
  registerConvolution();
  registerPooling();
  registerSums();
  registerSlices();
  registerResizing();
  registerFused();
}
