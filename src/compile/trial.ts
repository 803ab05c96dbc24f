import type { Graph } from "../graph/document";
import { freshId } from "../graph/edits";
import type { NodeDefinition } from "../graph/node";
import { NodeError } from "../graph/problem";
import type { ValueType } from "../graph/types";
import type { Checked, CheckedNode } from "./checked";
import { inferNode } from "./infer";
import { readSettings } from "./settings";

/** The typed graph with one node more that is not in the document: what a menu or a drop tries before it says yes. */
export interface Trial {
  readonly checked: Checked;
  readonly id: string;
  /** What the node says of its inputs by itself, where it refuses them. */
  readonly refusal: NodeError | undefined;
}

/** Tries a node of a type with its default settings, and with these inputs. */
export function tryNode(
  checked: Checked,
  definition: NodeDefinition,
  inputs: Readonly<Record<string, ValueType | undefined>> = {},
): Trial {
  const id = freshId(checked.graph, definition.type);
  const node = { type: definition.type, version: definition.version, settings: {} };
  const settings = readSettings(id, node, definition).settings;
  const base: CheckedNode = { id, node, definition, settings, inputs, outputs: {}, state: "blocked" };
  const graph: Graph = { ...checked.graph, nodes: { ...checked.graph.nodes, [id]: node } };
  const made = (tried: CheckedNode, refusal?: NodeError): Trial => ({
    checked: { ...checked, graph, nodes: new Map([...checked.nodes, [id, tried]]) },
    id,
    refusal,
  });
  const complete = Object.entries(definition.inputs).every(
    ([port, { optional }]) => optional || inputs[port],
  );
  if (!settings || !complete) return made(base);
  try {
    const data = Object.values(inputs).find((type) => type?.kind === "Dataset");
    const outputs = inferNode(definition, {
      node: id,
      settings,
      inputs,
      facts: undefined,
      hasFiles: false,
      asset: undefined,
      data,
    });
    return made({ ...base, outputs, state: "ready" });
  } catch (error) {
    return made(base, error instanceof NodeError ? error : undefined);
  }
}
