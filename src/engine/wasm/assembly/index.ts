/**
 * Every export is one kind of work, cut into tasks that any number of threads may take in any order: `task` says which
 * piece, `scratch` is memory that only this thread writes. No piece writes what another reads or writes.
 */
export { pack, packTransposed } from "./pack";
export { dense, denseEnd, denseTransposed, multiply } from "./multiply";
export { convolve, convolveFilterGradient, frame, spread } from "./convolve";
export { winograd, winogradFilter, winogradFilterGradient, winogradFilterGradientEnd } from "./winograd";
export { columnLine, columnSums, reluGradient } from "./columns";
export { copyRows, rowSums, scale } from "./rows";
export { clear, maxPool, maxPoolGradient } from "./pool";
export { resizeBilinear, resizeBilinearGradient } from "./resize";
export { adam, rmsprop, sgd } from "./optimizers";
export { crossEntropy, sigmoid } from "./exponential";
