import * as tf from "@tensorflow/tfjs-core";
import { contextOf, suitsKernels, type WebglBackend, webglBackend } from "./backend";
import { browserShelf, type ChoiceShelf, Choices, type Times } from "./choices";
import { runChosen } from "./chosen";
import { KERNELS_VERSION } from "./convolution";
import { type Choose, registerConvolutions } from "./convolution-kernels";
import { endDraws } from "./draw";
import { restoreStock } from "./register";

interface Started {
  readonly backend: WebglBackend;
  readonly choices: Choices;
  /** Ours failed once: everything is stock's from then on. */
  failed: boolean;
}

let current: Started | undefined;

/**
 * Puts our kernels before tfjs's on the WebGL backend, which must be in use. Gives what is known of their times, or
 * `undefined` where this device is not for them. `choices` that come from elsewhere are for tests.
 */
export async function startKernels(shelf: ChoiceShelf = browserShelf()): Promise<Choices | undefined> {
  endKernels();
  const backend = webglBackend();
  if (!backend || !suitsKernels()) return undefined;
  const choices = new Choices(shelf, deviceName(backend));
  await choices.read();
  const started = { backend, choices, failed: false };
  current = started;
  registerConvolutions(chooser(started));
  return choices;
}

/** Leaves everything to stock again. */
export function endKernels(): void {
  if (!current) return;
  restoreStock();
  endDraws(current.backend);
  current = undefined;
}

/** Which kernel does which shape now: with another one the last digits are others. Undefined where ours are not in use. */
export function kernelTimes(): ReadonlyMap<string, Times> | undefined {
  return kernelsInUse() && current && new Map(current.choices.times);
}

/** Lets the kernels be those of a training that goes on. */
export function takeKernelTimes(times: ReadonlyMap<string, Times>): void {
  current?.choices.take(times);
}

/** The backend that our kernels may be run on now: none while another is in use, and none once they failed. */
export function kernelsInUse(): WebglBackend | undefined {
  return current && !current.failed && webglBackend() === current.backend ? current.backend : undefined;
}

/** From now on everything is stock's: said once, for nobody has to do anything about it. */
export function giveUp(error: unknown): void {
  if (!current || current.failed) return;
  current.failed = true;
  console.error(
    "A WebGL kernel of Tensorloom's own failed on this device; TensorFlow.js's are used instead.",
    error,
  );
}

function chooser(started: Started): Choose {
  return (backend, shape, own, stock) => {
    if (started.failed || backend !== started.backend) return { made: stock(), own: false };
    try {
      return runChosen(backend, started.choices, shape, own, stock);
    } catch (error) {
      giveUp(error);
      return { made: stock(), own: false };
    }
  };
}

/** All that a time depends on. */
function deviceName(backend: WebglBackend): string {
  const gl = contextOf(backend);
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  const renderer = gl.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  return `${renderer} · kernels ${KERNELS_VERSION} · tfjs ${tf.version_core}`;
}
