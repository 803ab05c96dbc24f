import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { canonicalJson } from "../graph/canonical";
import type { Layer } from "../module/layer";
import { layerDefinition } from "../module/layers";
import type { Module } from "../module/module";
import { perObject } from "../per-object";

/**
 * The name of a result, by how it was made: SHA-256 over the canonical recipe. Equal recipe, equal key.
 * A node's id, title and place are no part of it; its type, version, settings, seeds and inputs' keys are.
 */
export type CacheKey = string;

export function keyOf(recipe: unknown): CacheKey {
  return keyOfText(canonicalJson(recipe));
}

/** A plan asks for a thousand keys, each of a few hundred bytes: one hash, one buffer and one digest serve them all. */
const fresh = sha256.create();
const hash = fresh.clone();
const digest = new Uint8Array(fresh.outputLen);
const utf8 = new TextEncoder();
let buffer = new Uint8Array(4096);

/** Of a recipe that is canonical JSON already. */
export function keyOfText(recipe: string): CacheKey {
  // No UTF-16 unit takes more than three bytes of UTF-8.
  if (buffer.length < 3 * recipe.length) buffer = new Uint8Array(6 * recipe.length);
  const { written } = utf8.encodeInto(recipe, buffer);
  fresh._cloneInto(hash);
  hash.update(buffer.subarray(0, written)).digestInto(digest);
  return bytesToHex(digest);
}

/**
 * Equal for networks that give the same numbers, however they were put together. A chain: each layer's essence is hashed
 * behind the key of what comes before it, so networks with a beginning in common have its keys in common, and a layer that
 * was named once behind the same beginning is not named again.
 */
export const moduleKey = perObject(({ in: input, layers }: Module): CacheKey => {
  let key = keyOf({ in: input });
  for (const layer of layers) key = keyBehind(key, layer);
  return key;
});

/** Keys of networks by their last layer, then by the key of what comes before it. */
const networks = perObject((_: Layer) => new Map<CacheKey, CacheKey>());

function keyBehind(before: CacheKey, layer: Layer): CacheKey {
  const known = networks(layer);
  const key = known.get(before) ?? keyOf([before, essence(layer)]);
  known.set(before, key);
  return key;
}

/** A layer without what makes no difference: where no weights come from, whether nothing is frozen, what was expected. */
function essence({ expects: _, weights, initialisation, frozen, ...layer }: Layer): Omit<Layer, "expects"> {
  const definition = layerDefinition(layer.type);
  const parameters = definition.parameters?.(layer.settings) ?? [];
  const learns = parameters.length > 0;
  const isDrawn = parameters.some(
    (spec) => (initialisation?.[spec.name] ?? spec.initialisation).kind !== "constant",
  );
  const made = weights?.kind === "random" ? isDrawn : learns;
  return {
    ...layer,
    ...(weights && made ? { weights } : {}),
    ...(initialisation && learns ? { initialisation } : {}),
    ...(frozen && (learns || definition.random) ? { frozen } : {}),
  };
}

const featureKeys = perObject((_: Module) => new Map<string, CacheKey>());

/** Key of the outputs of a module's steady prefix for single rows of a dataset. */
export function featuresKey(prefix: Module, originKey: string): CacheKey {
  const known = featureKeys(prefix);
  const key = known.get(originKey) ?? keyOf({ features: moduleKey(prefix), of: originKey });
  known.set(originKey, key);
  return key;
}

/** Key of one output port of a step. */
export function portKey(step: CacheKey, port: string): CacheKey {
  return `${step}.${port}`;
}
