import type { TensorInfo } from "@tensorflow/tfjs-core";
import { contextOf, type WebglBackend, waitFor } from "./backend";
import { type Choices, isOwnFaster, timeBoth } from "./choices";

/** How far apart ours and stock may be, of the largest number of the result. */
export const TOLERANCE = 1e-5;

/**
 * Runs ours or stock, whichever is faster for this shape on this device. Nobody knows until both were tried: the first time
 * both run, are compared and timed, which takes as long as some runs do. A kernel of ours that throws, or gives other
 * numbers, throws here.
 */
export function runChosen(
  backend: WebglBackend,
  choices: Choices,
  shape: string,
  own: () => TensorInfo,
  stock: () => TensorInfo,
): { readonly made: TensorInfo; readonly own: boolean } {
  const known = choices.isOwn(shape);
  if (known !== undefined) return { made: known ? own() : stock(), own: known };
  const theirs = stock();
  let ours: TensorInfo | undefined;
  let isOwn = false;
  try {
    ours = own();
    const apart = difference(backend, ours, theirs);
    // Of numbers that are none, and of a context that was lost meanwhile, nothing can be learnt.
    if (apart === undefined || contextOf(backend).isContextLost()) return { made: theirs, own: false };
    if (!(apart <= TOLERANCE))
      throw new Error(`The numbers of ${shape} are ${apart.toExponential(1)} apart.`);
    const times = timeBoth(timer(backend, own), timer(backend, stock));
    if (!contextOf(backend).isContextLost()) choices.keep(shape, times);
    isOwn = isOwnFaster(times);
    return { made: isOwn ? ours : theirs, own: isOwn };
  } catch (error) {
    backend.disposeIntermediateTensorInfo(theirs);
    throw error;
  } finally {
    if (ours && !isOwn) backend.disposeIntermediateTensorInfo(ours);
    if (isOwn) backend.disposeIntermediateTensorInfo(theirs);
  }
}

function timer(backend: WebglBackend, make: () => TensorInfo): (repeats: number) => number {
  return (repeats) => {
    const start = performance.now();
    const made = Array.from({ length: repeats }, make);
    const last = made.at(-1);
    if (last) waitFor(backend, last);
    for (const one of made) backend.disposeIntermediateTensorInfo(one);
    return performance.now() - start;
  };
}

/** The largest difference, as a share of stock's largest number; `undefined` where stock's are not all finite. */
export function difference(backend: WebglBackend, ours: TensorInfo, theirs: TensorInfo): number | undefined {
  const a = backend.readSync(ours.dataId) as Float32Array;
  const b = backend.readSync(theirs.dataId) as Float32Array;
  let most = 0;
  let apart = 0;
  for (let at = 0; at < b.length; at++) {
    const expected = b[at] as number;
    if (!Number.isFinite(expected)) return undefined;
    most = Math.max(most, Math.abs(expected));
    // A NaN of ours where stock has a number makes this one NaN.
    apart = Math.max(apart, Math.abs((a[at] as number) - expected));
  }
  return most === 0 ? apart : apart / most;
}
