import * as tf from "@tensorflow/tfjs-core";
import { registerPoolGradient } from "./pool-gradient";

/** The maker and the kind of the GPU, as the browser tells them. */
export function webgpuRenderer(): string {
  const { adapterInfo } = tf.backend() as unknown as {
    readonly adapterInfo?: { readonly vendor?: string; readonly architecture?: string };
  };
  const words = [adapterInfo?.vendor, adapterInfo?.architecture].filter((word) => word);
  return words.length > 0 ? words.join(" ") : "a GPU that the browser does not name";
}

/**
 * Makes WebGPU the device, where the browser has it: TensorFlow.js's own kernels, with the gradient of max-pooling put right.
 * Its code is fetched only where somebody asks for it. False where there is no WebGPU, or no adapter.
 */
export async function startWebgpu(): Promise<boolean> {
  if (!(navigator as { gpu?: unknown }).gpu) return false;
  await import("@tensorflow/tfjs-backend-webgpu");
  if (!(await tf.setBackend("webgpu"))) return false;
  registerPoolGradient();
  return true;
}
