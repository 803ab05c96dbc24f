import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonicalJson } from "../graph/canonical";
import type { Module } from "../module/module";

/**
 * The name of a result, by how it was made: SHA-256 over the canonical recipe. Equal recipe, equal key.
 * A node's id, title and place are no part of it; its type, version, settings, seeds and inputs' keys are.
 */
export type CacheKey = string;

export function keyOf(recipe: unknown): CacheKey {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(recipe))));
}

export function moduleKey(module: Module): CacheKey {
  return keyOf({ module });
}

/** Key of the outputs of a module's steady prefix for single rows of a dataset. */
export function featuresKey(prefix: Module, originKey: string): CacheKey {
  return keyOf({ features: moduleKey(prefix), of: originKey });
}

/** Key of one output port of a step. */
export function portKey(step: CacheKey, port: string): CacheKey {
  return `${step}.${port}`;
}
