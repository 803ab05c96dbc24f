import type { LayerDefinition } from "../layer";

const files = import.meta.glob<{ default: LayerDefinition }>(["./*.ts", "!./index.ts"], { eager: true });

const definitions = new Map(Object.values(files).map((file) => [file.default.type, file.default]));

/** The kinds of layer there are, found by their files. */
export function layerTypes(): readonly string[] {
  return [...definitions.keys()].sort();
}

export function layerDefinition(type: string): LayerDefinition {
  const definition = definitions.get(type);
  if (!definition) throw new Error(`There is no layer of type ${type}. Known: ${layerTypes().join(", ")}.`);
  return definition;
}
