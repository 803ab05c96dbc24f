import * as tf from "@tensorflow/tfjs-core";
import { registerPoolGradient } from "./pool-gradient";

/**
 * Makes WebGPU the device, where the browser has it: TensorFlow.js's own kernels, with the gradient of max-pooling put right.
 * Its code is fetched only where somebody asks for it. False where there is no WebGPU, or no adapter.
 */
export async function startWebgpu(): Promise<boolean> {
  if (!("gpu" in navigator)) return false;
  await import("@tensorflow/tfjs-backend-webgpu");
  if (!(await tf.setBackend("webgpu"))) return false;
  registerPoolGradient();
  return true;
}
