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

/** What keeps arrays of these shapes from being the module's state, a few words each; nothing where they fit. */
export function stateFaults(
  module: Module,
  shapes: ReadonlyMap<string, readonly number[]>,
  names?: ReadonlySet<string>,
): readonly string[] {
  return [...stateSpecs(module)].flatMap(([name, spec]) => {
    if (names && !names.has(spec.layer)) return [];
    const shape = shapes.get(name) ?? (spec.counter ? [] : undefined);
    if (!shape) return [`${name} is missing`];
    if (shape.join() === spec.shape.join()) return [];
    return [`${name} is [${shape.join(", ")}], the network has [${spec.shape.join(", ")}]`];
  });
}

/** The first four of what is wrong, and how many more there are. */
export function faultsText(faults: readonly string[]): string {
  const more = faults.length > 4 ? `; and ${faults.length - 4} more` : "";
  return `${faults.slice(0, 4).join("; ")}${more}`;
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
  const shapes = new Map([...arrays].map(([name, { shape }]) => [name, shape]));
  const faults = stateFaults(module, shapes, names);
  if (faults.length > 0) throw new Error(`${source} does not fit this network: ${faultsText(faults)}.`);
  const picked = new Map<string, StateArray>();
  for (const [name, spec] of stateSpecs(module)) {
    if (names && !names.has(spec.layer)) continue;
    picked.set(name, arrays.get(name) ?? { shape: [], data: new Float32Array(1) });
  }
  return picked;
}
