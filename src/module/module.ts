import type { Layer, ParameterSpec } from "./layer";
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

/** Walks the layers once and gives the facts of each. Throws ShapeError where a layer cannot take its input. */
export function moduleFacts(module: Module): readonly LayerFacts[] {
  const outputs = new Map<string, Shape>();
  let previous = module.in;
  return module.layers.map((layer) => {
    const definition = layerDefinition(layer.type);
    const inputs = layer.from
      ? layer.from.map((name) => {
          const shape = outputs.get(name);
          if (!shape) throw new Error(`Layer ${layer.name} takes ${name}, which no earlier layer is called.`);
          return shape;
        })
      : [previous];
    const output = definition.shape(layer.settings, inputs);
    outputs.set(layer.name, output);
    previous = output;
    const parameters = definition.parameters?.(layer.settings) ?? [];
    const count = elements(output);
    const known = count !== undefined && inputs.every((shape) => elements(shape) !== undefined);
    return {
      layer,
      inputs,
      output,
      parameters,
      parameterCount: parameters.reduce((sum, p) => sum + (p.buffer ? 0 : parameterSize(p)), 0),
      flops: known ? definition.flops(layer.settings, inputs, output) : undefined,
      activationBytes: count === undefined ? undefined : 4 * count,
    };
  });
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

/** `next` behind `module`. A name that is taken gets a number behind its first part: `head` becomes `head2`. */
export function appendLayers(module: Module, next: readonly Layer[]): Module {
  const taken = new Set(module.layers.map((layer) => rootName(layer.name)));
  const renamed = new Map<string, string>();
  for (const layer of next) {
    const root = rootName(layer.name);
    if (renamed.has(root)) continue;
    let name = root;
    for (let count = 2; taken.has(name); count++) name = `${root}${count}`;
    renamed.set(root, name);
  }
  const rename = (name: string) => {
    const root = rootName(name);
    return `${renamed.get(root) ?? root}${name.slice(root.length)}`;
  };
  const appended = next.map((layer) => ({
    ...layer,
    name: rename(layer.name),
    ...(layer.from ? { from: layer.from.map(rename) } : {}),
  }));
  return { in: module.in, layers: [...module.layers, ...appended] };
}

function rootName(name: string): string {
  return name.split(".")[0] ?? name;
}

/**
 * Splits a module into the leading layers that give the same output for the same picture in every epoch (frozen, or
 * without parameters and chance), and the rest. The first part can be run once per picture.
 * A cut is possible only where everything behind it needs nothing but the cut's own output.
 */
export function splitFrozen(module: Module): { readonly prefix: Module; readonly rest: Module } {
  const facts = moduleFacts(module);
  let end = 0;
  while (end < facts.length && isSteady(facts[end])) end++;
  while (end > 0 && !isCleanCut(module.layers, end)) end--;
  // A prefix that learns nothing by heart is not worth a table: without a single parameter there is nothing to save.
  if (!facts.slice(0, end).some((fact) => fact.parameterCount > 0)) end = 0;
  const at = facts[end - 1]?.output ?? module.in;
  return {
    prefix: { in: module.in, layers: module.layers.slice(0, end) },
    rest: { in: at, layers: module.layers.slice(end) },
  };
}

function isSteady(fact: LayerFacts | undefined): boolean {
  if (!fact) return false;
  if (fact.layer.frozen) return true;
  return fact.parameters.length === 0 && !layerDefinition(fact.layer.type).random;
}

function isCleanCut(layers: readonly Layer[], end: number): boolean {
  const before = new Set(layers.slice(0, end - 1).map((layer) => layer.name));
  return !layers.slice(end).some((layer) => layer.from?.some((name) => before.has(name)));
}
