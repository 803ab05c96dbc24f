import { permute } from "../module/permute";
import type { StoredArray } from "./stored";

/** What Keras calls a layer's arrays, and what torch does. `bias` is called so in both. */
const NAMES: Readonly<Record<string, string>> = {
  kernel: "weight",
  gamma: "weight",
  beta: "bias",
  bias: "bias",
  moving_mean: "running_mean",
  moving_variance: "running_var",
};

/**
 * Arrays that were saved from here for TensorFlow.js, under torch's names and in torch's layouts again: `head.0/kernel`
 * [in, out] becomes `head.0.weight` [out, in]. What only helps Keras (`up/rows/kernel`) is left out.
 */
export function fromKerasNames(stored: readonly StoredArray[]): readonly StoredArray[] {
  return stored.flatMap((array) => {
    const [layer = "", ...parts] = array.name.split("/");
    const name = NAMES[parts.at(-1) ?? ""];
    // A bias that only a step of its own could add lies under that step's name.
    const isOwn = parts.length === 1 || parts.join("/") === "bias/beta";
    if (name === undefined || !isOwn) return [];
    const axes = parts[0] === "kernel" ? AXES[array.shape.length] : undefined;
    const named = { ...array, name: `${layer}.${name}` };
    if (!axes) return [named];
    const shape = axes.map((axis) => array.shape[axis] ?? 1);
    const read = async () => permute({ shape: array.shape, data: await array.read() }, axes).data;
    return [{ ...named, shape, read }];
  });
}

/** From `[kh, kw, in, out]` to torch's `[out, in, kh, kw]`, and from `[in, out]` to `[out, in]`. */
const AXES: Readonly<Record<number, readonly number[]>> = { 4: [3, 2, 0, 1], 2: [1, 0] };
