import * as tf from "@tensorflow/tfjs-core";
import { openDevice } from "../../src/engine/devices";
import type { Device, KernelChoice } from "../../src/engine/protocol";
import { decode, isDecoding } from "./decoding";
import type { Answer, Tensor } from "./load";
import { solve as losses } from "./losses";
import type { DeviceCase, SolveOnDevice } from "./on-device";
import { solve as ops } from "./ops";
import { solve as optimizers } from "./optimizers";
import { solve as transfer } from "./transfer";
import { solve as unet } from "./unet";
import { solve as vgg } from "./vgg";

const transforms: SolveOnDevice = async (c, inputs) =>
  isDecoding(c) ? decode(inputs) : { skip: "only pictures are decoded on a page" };
const solvers: Readonly<Record<string, SolveOnDevice>> = {
  losses,
  ops,
  optimizers,
  transfer,
  transforms,
  unet,
  vgg,
};

/** What the runner drives: one device a page, one case at a time, every tensor of a case freed behind it. */
const reference = {
  groups: Object.keys(solvers),
  open: (device: Device, kernels: KernelChoice) => openDevice(device, kernels),
  async solve(
    c: DeviceCase,
    inputs: Record<string, Tensor>,
  ): Promise<Record<string, Answer> | { skip: string }> {
    const solver = solvers[c.group];
    if (!solver) return { skip: `no solver for ${c.group}` };
    tf.engine().startScope();
    try {
      const answers = await solver(c, inputs, tf);
      if ("skip" in answers) return answers as { skip: string };
      const plain = ([name, { shape, data }]: [string, Answer]) => [name, { shape, data: Array.from(data) }];
      return Object.fromEntries(Object.entries(answers).map(plain));
    } finally {
      tf.engine().endScope();
    }
  },
};

export type ReferencePage = typeof reference;
Object.assign(globalThis, { reference });
