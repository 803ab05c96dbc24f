import { perObject } from "../per-object";
import { type Layer, MODULE_INPUT } from "./layer";
import { INPUT, layerSources, type Module } from "./module";
import type { Shape } from "./shape";

/**
 * A network that grows node by node. `origins` says beside each layer which node brought it, as `node.index`: how a
 * layer that two branches have in common is known. It is no part of the module, so the module's key knows no ids.
 */
export interface Grown {
  readonly module: Module;
  readonly origins: readonly string[];
}

export interface Joined extends Grown {
  /** The layer that each branch ends in; MODULE_INPUT for one without layers. */
  readonly ends: readonly string[];
}

/** The node that brought a layer. */
export function ownerOf(origin: string): string {
  return beforeDot(origin);
}

/** Branches over the same input as one network: what they have in common stands in it once, the rest one by one. */
export function joinBranches(branches: readonly Grown[], input: Shape): Joined {
  const [only] = branches;
  if (only && branches.length === 1) {
    const module = plain(only.module);
    return { module, origins: only.origins, ends: [module.layers.at(-1)?.name ?? MODULE_INPUT] };
  }
  const layers: Layer[] = [];
  const origins: string[] = [];
  const nameOf = new Map<string, string>();
  const ends = branches.map(({ module, origins: own }) => {
    const sources = layerSources(module);
    const names: string[] = [];
    const rename = freeNames(module.layers, own, { layers, origins });
    for (const [index, layer] of module.layers.entries()) {
      const origin = own[index] ?? layer.name;
      const known = nameOf.get(origin);
      names.push(known ?? rename(layer.name, origin));
      if (known !== undefined) continue;
      const from = (sources[index] ?? []).map((source) =>
        source === INPUT ? MODULE_INPUT : (names[source] ?? ""),
      );
      const named = calledAnew(layer, names[index] ?? "");
      layers.push(placed(named, from, layers.at(-1)?.name ?? MODULE_INPUT));
      origins.push(origin);
      nameOf.set(origin, names[index] ?? "");
    }
    return names.at(-1) ?? MODULE_INPUT;
  });
  return { module: { in: branches[0]?.module.in ?? input, layers }, origins, ends };
}

/**
 * A node's layers behind a network. Names are the node's own; where another node has such names already, the id stands
 * before them: `head.0` becomes `second.head.0`. So names stay the same when nodes are put in elsewhere.
 */
export function appendLayers(before: Grown, next: readonly Layer[], node: string): Grown {
  const origins = next.map((_, index) => `${node}.${index}`);
  const there = namesIn(before.module);
  const layers = next.some(({ name }) => there.has(name)) ? renamed(next, origins, before) : next;
  return {
    module: { in: before.module.in, layers: [...before.module.layers, ...layers] },
    origins: [...before.origins, ...origins],
  };
}

function renamed(next: readonly Layer[], origins: readonly string[], before: Grown): readonly Layer[] {
  const rename = freeNames(next, origins, { layers: before.module.layers, origins: before.origins });
  const names = new Map(next.map((layer, index) => [layer.name, rename(layer.name, origins[index] ?? "")]));
  const named = (name: string) => names.get(name) ?? name;
  return next.map((layer) => {
    const called = calledAnew(layer, named(layer.name));
    return layer.from ? { ...called, from: layer.from.map(named) } : called;
  });
}

/**
 * A layer under another name. A file with its weights knows it by the first. A layer that stays as it is stays the same
 * object, here as elsewhere: what was worked out for it holds.
 */
function calledAnew(layer: Layer, name: string): Layer {
  const { weights } = layer;
  if (name === layer.name) return layer;
  if (!weights || weights.kind === "random") return { ...layer, name };
  return { ...layer, name, weights: { ...weights, layer: weights.layer ?? layer.name } };
}

/** A network whose layers say `from` only where it says more than their order does. */
const plain = perObject((module: Module): Module => {
  const layers = module.layers.map((layer, index) =>
    layer.from ? placed(layer, layer.from, module.layers[index - 1]?.name ?? MODULE_INPUT) : layer,
  );
  return layers.every((layer, index) => layer === module.layers[index]) ? module : { ...module, layers };
});

/** `from` is left out where it says no more than the order does. */
function placed(layer: Layer, from: readonly string[], before: string): Layer {
  const needed = from.length === 1 && from[0] === before ? undefined : from;
  if (isSameList(needed, layer.from)) return layer;
  const { from: _, ...rest } = layer;
  return needed ? { ...rest, from: needed } : rest;
}

function isSameList(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a === b || (a?.length === b?.length && a?.every((name, at) => name === b?.[at]) === true);
}

/** How each node's layers are called beside those that are there: all of a node's with its id before, or none. */
function freeNames(
  next: readonly Layer[],
  origins: readonly string[],
  there: { readonly layers: readonly Layer[]; readonly origins: readonly string[] },
): (name: string, origin: string) => string {
  const taken = new Map(
    there.layers.map((layer, index) => [layer.name, ownerOf(there.origins[index] ?? layer.name)]),
  );
  const roots = new Set(there.layers.map((layer) => rootName(layer.name)));
  const prefixes = new Map<string, string>();
  for (const [index, layer] of next.entries()) {
    const node = ownerOf(origins[index] ?? layer.name);
    const owner = taken.get(layer.name);
    if (prefixes.has(node) || owner === undefined || owner === node) continue;
    let prefix = node;
    for (let count = 2; roots.has(prefix); count++) prefix = `${node}${count}`;
    prefixes.set(node, prefix);
  }
  return (name, origin) => {
    const prefix = prefixes.get(ownerOf(origin));
    return prefix === undefined ? name : `${prefix}.${name}`;
  };
}

function rootName(name: string): string {
  return beforeDot(name);
}

function beforeDot(text: string): string {
  const dot = text.indexOf(".");
  return dot === -1 ? text : text.slice(0, dot);
}

const namesIn = perObject(({ layers }: Module) => new Set(layers.map(({ name }) => name)));
