import * as tf from "@tensorflow/tfjs-core";
import { vggLayers, vggSizes } from "../../../src/data/vgg16";
import { openDevice } from "../../../src/engine/devices";
import { forwardBatch } from "../../../src/engine/features";
import type { EngineInfo, KernelChoice } from "../../../src/engine/protocol";
import { DeviceWeights, initialState } from "../../../src/engine/weights";
import { numbers } from "../kernels/values";
import { mlpTraining, type Training, unetTraining } from "./networks";
import { openPlain } from "./plain";
import { stepsByEngine } from "./training-by-engine";
import { stepsByHand } from "./training-by-hand";
import { vgg16Features, vgg16Weights } from "./vgg16-by-hand";

const TRAININGS: Readonly<Record<string, () => Training>> = {
  mlp: mlpTraining,
  unet: () => unetTraining(8, 128),
  "unet small": () => unetTraining(4, 64),
};

function trainingOf(name: string): Training {
  const make = TRAININGS[name];
  if (!make) throw new Error(`There is no training ${name}.`);
  return make();
}

const EIGHTH = 8;
const PICTURE = [1, 224, 224, 3] as const;
const pixels = () => numbers(224 * 224 * 3, 1, 1);

let forwardOnce: (() => Promise<unknown>) | undefined;

/** Work on this page's own device, without a worker between. */
export const deviceSide = {
  openOurs(device: "wasm" | "webgl", kernels: KernelChoice = "fast"): Promise<EngineInfo> {
    return openDevice(device, kernels);
  },

  async openStock(device: "wasm" | "webgl"): Promise<void> {
    await openPlain(device);
  },

  engineSteps: (name: string, count: number) => stepsByEngine(trainingOf(name), count),
  handSteps: (name: string, count: number) => stepsByHand(trainingOf(name), count),

  /** Puts VGG16 at an eighth of its width on the device: by the engine's programs, or by hand. */
  async prepareForward(how: "engine" | "hand"): Promise<void> {
    const data = pixels();
    if (how === "hand") {
      const weights = vgg16Weights(EIGHTH);
      forwardOnce = async () => {
        const made = tf.tidy(() => vgg16Features(tf.tensor4d(data, [...PICTURE]), weights));
        await made.data();
        made.dispose();
      };
      return;
    }
    const module = { in: [3, 224, 224], layers: vggLayers(vggSizes(EIGHTH), "fc7") };
    const refuse = () => Promise.reject(new Error("These weights are drawn."));
    const state = await initialState(module, { shipped: refuse, given: refuse });
    const parameters = new DeviceWeights().parameters(module, state);
    forwardOnce = () => forwardBatch(module, parameters, data, PICTURE);
  },

  async forward(): Promise<number> {
    if (!forwardOnce) throw new Error("No network was prepared on this page.");
    const start = performance.now();
    await forwardOnce();
    return performance.now() - start;
  },
};
