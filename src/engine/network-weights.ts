import { type NetworkFile, readNetwork } from "../files/network-file";
import type { Asset } from "../graph/document";
import type { WeightFacts } from "../graph/node";
import type { WeightsReader } from "../graph/run";

export function networkFacts({ arrays, metadata }: NetworkFile): WeightFacts {
  const shapes = Object.fromEntries([...arrays].map(([name, { shape }]) => [name, shape]));
  return { source: "torch", shapes, metadata: Object.fromEntries(metadata) };
}

/** The numbers of a network's weights that a node holds, once they were looked through. */
export function weightsReader(
  held: { readonly asset: Asset; readonly network?: NetworkFile } | undefined,
): WeightsReader | undefined {
  if (!held?.network) return undefined;
  const { asset, network } = held;
  const { sha256, name } = asset;
  return { sha256, name, facts: networkFacts(network), read: (wanted) => readNetwork(network, wanted) };
}
