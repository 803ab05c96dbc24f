import { canonicalJson } from "../graph/canonical";
import type { Graph } from "../graph/document";
import type { NodeDefinition } from "../graph/node";
import type { Setting } from "../graph/settings";
import { readWiring } from "./wiring";

/** One difference between two states of a graph that makes a node give something else. */
export type Change = { readonly node: string } & (
  | { readonly kind: "setting"; readonly setting: string; readonly before: unknown; readonly after: unknown }
  /** It was not there, or was of another type. */
  | { readonly kind: "node" }
  | { readonly kind: "files" }
  /** What an input gets comes from elsewhere, or from nowhere any more. */
  | { readonly kind: "wire"; readonly port: string }
);

/**
 * What was changed at a node and at those that it depends on, the nearest first: why what it once made is not what the
 * graph says now. Places, titles and nodes that it does not depend on change nothing.
 */
export function changesBehind(
  before: Graph,
  now: Graph,
  node: string,
  registry: ReadonlyMap<string, NodeDefinition>,
): readonly Change[] {
  const wiring = { before: readWiring(before, registry).sources, now: readWiring(now, registry).sources };
  const changes: Change[] = [];
  const seen = new Set([node]);
  for (const id of seen) {
    changes.push(...changesAt(before, now, id, registry));
    const [old, own] = [wiring.before.get(id), wiring.now.get(id)];
    for (const port of new Set([...(old?.keys() ?? []), ...(own?.keys() ?? [])])) {
      const [was, is] = [old?.get(port), own?.get(port)];
      if (was?.node !== is?.node || was?.port !== is?.port) changes.push({ node: id, kind: "wire", port });
      // A set grows while it is walked: nodes come in the order of their distance.
      if (is) seen.add(is.node);
    }
  }
  return changes;
}

function changesAt(
  before: Graph,
  now: Graph,
  id: string,
  registry: ReadonlyMap<string, NodeDefinition>,
): readonly Change[] {
  const [was, is] = [before.nodes[id], now.nodes[id]];
  if (!is) return [];
  if (was?.type !== is.type) return [{ node: id, kind: "node" }];
  const specs: Readonly<Record<string, Setting<unknown>>> = registry.get(is.type)?.settings ?? {};
  const names = new Set([...Object.keys(was.settings), ...Object.keys(is.settings)]);
  const changes: Change[] = [...names].flatMap((setting) => {
    // What is not written has its default.
    const [old, own] = [was, is].map(({ settings }) => settings[setting] ?? specs[setting]?.default ?? null);
    const isSame = canonicalJson(old) === canonicalJson(own);
    return isSame ? [] : [{ node: id, kind: "setting", setting, before: old, after: own } as const];
  });
  const isSameFile = before.assets[id]?.sha256 === now.assets[id]?.sha256;
  return isSameFile ? changes : [...changes, { node: id, kind: "files" }];
}
