import { registerFilterGradient } from "./filter-gradient";
import { registerPoolGradients } from "./pool-gradient";
import { registerSum } from "./sum";
import { registerVectorProduct } from "./vector-product";

let done = false;

/**
 * What stock TensorFlow.js 4.22 gets wrong or lacks and this project's work needs, put right simply. Kernels of our
 * own, when they come, are registered here too.
 */
export function registerRepairs(): void {
  if (done) return;
  done = true;
  registerFilterGradient();
  registerPoolGradients();
  registerSum();
  registerVectorProduct();
}
