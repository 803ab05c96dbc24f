import { check } from "../../compile/check";
import type { Asset, Graph } from "../../graph/document";
import { applyEdit, cutOut } from "../../graph/edits";
import type { NodeDefinition, WeightFacts } from "../../graph/node";
import { stateSpecs } from "../../module/state";

/** Stands for the digest of a file whose header alone is known. */
const UNKNOWN = "0".repeat(64);

/**
 * Which arrays a node takes from a file with these facts, by their names in the state dict: its network is built from its
 * settings as they are, with what giving it files sets. Undefined where it cannot be built by itself.
 */
export function neededArrays(
  graph: Graph,
  id: string,
  facts: WeightFacts,
  registry: ReadonlyMap<string, NodeDefinition>,
): ReadonlySet<string> | undefined {
  const sets = registry.get(graph.nodes[id]?.type ?? "")?.files?.sets;
  const asset: Asset = { name: "weights", bytes: 0, sha256: UNKNOWN };
  const alone = applyEdit(cutOut(graph, new Set([id])), {
    kind: "all",
    edits: [
      { kind: "asset", node: id, asset },
      ...(sets ? [{ kind: "set", node: id, ...sets } as const] : []),
    ],
  });
  const known = { data: {}, weights: { [id]: facts }, files: new Set([id]) };
  const made = check(alone, known, registry).nodes.get(id)?.outputs.module;
  if (made?.kind !== "Module") return undefined;
  const fromFile = made.module.layers.filter(
    ({ weights }) => weights?.kind === "file" && weights.sha256 === UNKNOWN,
  );
  const layers = new Set(fromFile.map(({ name }) => name));
  const names = [...stateSpecs(made.module)].filter(([, spec]) => layers.has(spec.layer));
  return names.length > 0 ? new Set(names.map(([name]) => name)) : undefined;
}
