import { isModelNode, type NodeDefinition } from "../graph/node";

/** A node's Python by itself: ports stand for themselves, each variable is called as its port. */
export function torchLines(
  definition: NodeDefinition | undefined,
  settings: Readonly<Record<string, unknown>>,
): string {
  if (!definition) return "";
  const names = (ports: object) => Object.fromEntries(Object.keys(ports).map((name) => [name, name]));
  const context = { settings, inputs: names(definition.inputs), outputs: names(definition.outputs) };
  try {
    const { imports, lines } = isModelNode(definition)
      ? definition.torch(context)
      : definition.torch(context);
    return [...imports, ...(imports.length > 0 ? [""] : []), ...lines].join("\n");
  } catch {
    // Lines that need more than the settings are shown by the exporter only.
    return "";
  }
}
