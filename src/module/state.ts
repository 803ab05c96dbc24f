import type { ParameterSpec } from "./layer";
import { type Module, moduleFacts } from "./module";

/** One array of a state dict, in torch's layout. */
export interface StateArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Parameters and buffers by torch's names (`features.0.weight`), in torch's layouts. A value: never written to. */
export type StateDict = ReadonlyMap<string, StateArray>;

/** Every parameter and buffer that the module has, by its name in the state dict. */
export function stateSpecs(
  module: Module,
): ReadonlyMap<string, ParameterSpec & { readonly layer: string; readonly frozen: boolean }> {
  const specs = new Map<string, ParameterSpec & { layer: string; frozen: boolean }>();
  for (const { layer, parameters } of moduleFacts(module)) {
    for (const spec of parameters) {
      specs.set(`${layer.name}.${spec.name}`, { ...spec, layer: layer.name, frozen: layer.frozen === true });
    }
  }
  return specs;
}

/**
 * Takes from a file's arrays what the module needs. `names` limits it to some layers.
 * Throws a sentence that names every array that is missing or has another shape; extra arrays are left alone. A
 * missing counter begins at 0, as torch has it.
 */
export function pickState(
  module: Module,
  arrays: StateDict,
  source: string,
  names?: ReadonlySet<string>,
): StateDict {
  const picked = new Map<string, StateArray>();
  const faults: string[] = [];
  for (const [name, spec] of stateSpecs(module)) {
    if (names && !names.has(spec.layer)) continue;
    const array = arrays.get(name) ?? (spec.counter ? { shape: [], data: new Float32Array(1) } : undefined);
    if (!array) faults.push(`${name} is missing`);
    else if (array.shape.join() !== spec.shape.join()) {
      faults.push(`${name} is [${array.shape.join(", ")}], the network has [${spec.shape.join(", ")}]`);
    } else picked.set(name, array);
  }
  if (faults.length > 0) {
    const shown = faults.slice(0, 4).join("; ");
    const more = faults.length > 4 ? `; and ${faults.length - 4} more` : "";
    throw new Error(`${source} does not fit this network: ${shown}${more}.`);
  }
  return picked;
}

/**
 * Copies an array into another order of axes: `permute(oihw, [2, 3, 1, 0])` gives HWIO. Into `data` where it is given: as
 * many numbers as the array has.
 */
export function permute(
  array: StateArray,
  axes: readonly number[],
  data: Float32Array = new Float32Array(array.data.length),
): StateArray {
  const shape = axes.map((axis) => array.shape[axis] ?? 1);
  const strides = new Array<number>(array.shape.length).fill(1);
  for (let axis = strides.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] ?? 1) * (array.shape[axis + 1] ?? 1);
  }
  const steps = axes.map((axis) => strides[axis] ?? 1);
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    data[to] = array.data[from] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const size = shape[axis] as number;
      const step = steps[axis] as number;
      const next = (index[axis] as number) + 1;
      if (next < size) {
        index[axis] = next;
        from += step;
        break;
      }
      index[axis] = 0;
      from -= step * (size - 1);
    }
  }
  return { shape, data };
}

/** The axes that undo a permutation. */
export function inverseAxes(axes: readonly number[]): readonly number[] {
  const inverse = new Array<number>(axes.length).fill(0);
  axes.forEach((axis, position) => {
    inverse[axis] = position;
  });
  return inverse;
}
