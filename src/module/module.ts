import { perObject } from "../per-object";
import { type Layer, MODULE_INPUT, type ParameterSpec } from "./layer";
import { layerDefinition } from "./layers";
import { elements, type Shape } from "./shape";

/** A network as data. Everything said of it (shapes, cost, program, torch code, picture) is read off this list. */
export interface Module {
  /** `[C, H, W]` or `[features]`; symbols until the data are known. */
  readonly in: Shape;
  readonly layers: readonly Layer[];
}

/** One layer with what follows from it: its shapes, parameters and cost for one picture. */
export interface LayerFacts {
  readonly layer: Layer;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly parameters: readonly ParameterSpec[];
  readonly parameterCount: number;
  /** `undefined` while a size is still a symbol. */
  readonly flops: number | undefined;
  /** Bytes of its output for one picture, float32. */
  readonly activationBytes: number | undefined;
}

/** The index that stands for the module's own input among the indices of its layers. */
export const INPUT = -1;

/** Which layers each layer takes its inputs from, by index. */
export function layerSources(module: Module): readonly (readonly number[])[] {
  if (!module.layers.some(({ from }) => from)) return module.layers.map((_, index) => before(index));
  const indices = new Map([[MODULE_INPUT, INPUT]]);
  return module.layers.map((layer, index) => {
    const sources = (layer.from ?? []).map((name) => {
      const source = indices.get(name);
      if (source === undefined)
        throw new Error(`Layer ${layer.name} takes ${name}, which no earlier layer is called.`);
      return source;
    });
    indices.set(layer.name, index);
    return layer.from ? sources : before(index);
  });
}

/** `[index − 1]`: the same list for every network, most of whose layers follow one another. */
function before(index: number): readonly number[] {
  for (let next = followed.length; next <= index; next++) followed.push([next - 1]);
  return followed[index] ?? [];
}

const followed: (readonly number[])[] = [];

/** Walks the layers once and gives the facts of each. Throws ShapeError where a layer cannot take its input. */
export const moduleFacts = perObject((module: Module): readonly LayerFacts[] => {
  const sources = layerSources(module);
  const facts: LayerFacts[] = [];
  for (const [index, layer] of module.layers.entries()) {
    const inputs = (sources[index] ?? []).map((source) => facts[source]?.output ?? module.in);
    facts.push(layerFacts(layer, inputs));
  }
  return facts;
});

/** Facts of layers as they were worked out last: networks with a beginning in common have its layers in common. */
const latest = new WeakMap<Layer, LayerFacts>();

function layerFacts(layer: Layer, inputs: readonly Shape[]): LayerFacts {
  const before = latest.get(layer);
  if (before && isEvery(before.inputs, inputs, (a, b) => isEvery(a, b, Object.is))) return before;
  const definition = layerDefinition(layer.type);
  const output = definition.shape(layer.settings, inputs);
  const parameters = definition.parameters?.(layer.settings) ?? [];
  const count = elements(output);
  const isSized = count !== undefined && inputs.every((shape) => elements(shape) !== undefined);
  const facts = {
    layer,
    inputs,
    output,
    parameters,
    parameterCount: parameters.reduce((sum, p) => sum + (p.buffer ? 0 : parameterSize(p)), 0),
    flops: isSized ? definition.flops(layer.settings, inputs, output) : undefined,
    activationBytes: count === undefined ? undefined : 4 * count,
  };
  latest.set(layer, facts);
  return facts;
}

function isEvery<T>(a: readonly T[], b: readonly T[], same: (a: T, b: T) => boolean): boolean {
  return a === b || (a.length === b.length && a.every((value, at) => same(value, b[at] as T)));
}

export function parameterSize(parameter: ParameterSpec): number {
  return parameter.shape.reduce((product, size) => product * size, 1);
}

/** Shape of the module's result, without the batch. */
export function outputShape(module: Module): Shape {
  return moduleFacts(module).at(-1)?.output ?? module.in;
}

export interface ModuleSummary {
  readonly parameters: number;
  readonly trained: number;
  readonly flops: number | undefined;
  readonly parameterBytes: number;
  readonly activationBytes: number | undefined;
}

/** Totals over all layers: parameters in numbers, cost and bytes for one picture. */
export function moduleSummary(module: Module): ModuleSummary {
  const facts = moduleFacts(module);
  const total = (of: (fact: LayerFacts) => number | undefined) =>
    facts.reduce<number | undefined>((sum, fact) => {
      const value = of(fact);
      return sum === undefined || value === undefined ? undefined : sum + value;
    }, 0);
  const parameters = total((f) => f.parameterCount) ?? 0;
  return {
    parameters,
    trained: total((f) => (f.layer.frozen ? 0 : f.parameterCount)) ?? 0,
    flops: total((f) => f.flops),
    parameterBytes: 4 * parameters,
    activationBytes: total((f) => f.activationBytes),
  };
}

/**
 * Splits a module into the leading layers that give the same output for the same picture in every epoch (frozen, or
 * without parameters and chance), and the rest. The first part can be run once per picture.
 * A cut is possible only where everything behind it needs nothing but the cut's own output.
 */
export const splitFrozen = perObject((module: Module): { readonly prefix: Module; readonly rest: Module } => {
  const facts = moduleFacts(module);
  let end = 0;
  while (end < facts.length && isSteady(facts[end])) end++;
  while (end > 0 && !isCleanCut(module, end)) end--;
  // A prefix that learns nothing by heart is not worth a table: without a single parameter there is nothing to save.
  if (!facts.slice(0, end).some((fact) => fact.parameterCount > 0)) end = 0;
  const cut = module.layers[end - 1]?.name ?? MODULE_INPUT;
  const rest = module.layers.slice(end).map((layer) => ({
    ...layer,
    ...(layer.from ? { from: layer.from.map((name) => (name === cut ? MODULE_INPUT : name)) } : {}),
  }));
  return {
    prefix: shared({ in: module.in, layers: module.layers.slice(0, end) }),
    rest: { in: facts[end - 1]?.output ?? module.in, layers: rest },
  };
});

const beginnings = perObject((_: Layer): Module[] => []);
const MOST_BEGINNINGS = 8;

/** Networks that begin alike have one beginning, the same object, and so all that is worked out for it. */
function shared(beginning: Module): Module {
  const last = beginning.layers.at(-1);
  if (!last) return beginning;
  const known = beginnings(last);
  const same = known.find(
    ({ in: input, layers }) =>
      isEvery(input, beginning.in, Object.is) && isEvery(layers, beginning.layers, Object.is),
  );
  if (same) return same;
  if (known.length >= MOST_BEGINNINGS) known.shift();
  known.push(beginning);
  return beginning;
}

/** The module up to its logits: without a sigmoid that it ends in. */
export function withoutSigmoid(module: Module): Module {
  return module.layers.at(-1)?.type === "sigmoid"
    ? { in: module.in, layers: module.layers.slice(0, -1) }
    : module;
}

function isSteady(fact: LayerFacts | undefined): boolean {
  if (!fact) return false;
  if (fact.layer.frozen) return true;
  return fact.parameters.length === 0 && !layerDefinition(fact.layer.type).random;
}

/** Nothing from `end` on takes anything from before it but the output right before it. */
export function isCleanCut(module: Module, end: number): boolean {
  return layerSources(module)
    .slice(end)
    .every((sources) => sources.every((source) => source >= end - 1));
}
