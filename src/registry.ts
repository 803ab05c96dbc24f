import type { NodeDefinition } from "./graph/node";

const files = import.meta.glob<{ default: NodeDefinition }>("../nodes/**/*.ts", { eager: true });

/** Every kind of node, by type, found by its file: adding a node is adding a file. */
export const registry: ReadonlyMap<string, NodeDefinition> = new Map(
  Object.values(files)
    .map((file) => file.default)
    .sort((a, b) => (a.type < b.type ? -1 : 1))
    .map((definition) => [definition.type, definition]),
);
