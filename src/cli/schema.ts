import { z } from "zod/mini";
import { graphSchema } from "../graph/document";
import { walkthroughSchema } from "../walkthrough/document";

/** The published JSON Schema of a graph file, made from the one schema that reads it. */
export function graphJsonSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(graphSchema) as Record<string, unknown>;
  const named = {
    $schema,
    $id: "urn:tensorloom:graph:1",
    title: "Tensorloom graph",
    description:
      "A graph of typed nodes that trains and inspects vision models: plain data, with ports and settings by name. What a node's settings may be depends on its type and is not told here.",
    ...schema,
  };
  return `${JSON.stringify(named, null, 2)}\n`;
}

/** The published JSON Schema of a walkthrough file, made from the one schema that reads it. */
export function walkthroughJsonSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(walkthroughSchema) as Record<string, unknown>;
  const named = {
    $schema,
    $id: "urn:tensorloom:walkthrough:1",
    title: "Tensorloom walkthrough",
    description:
      "Steps beside a graph, with goals that wait for what is really done: plain data, in which nothing runs. Which types, ports and settings there are is not told here.",
    ...schema,
  };
  return `${JSON.stringify(named, null, 2)}\n`;
}
