import type { Facts } from "../compile/checked";
import { keyOf } from "../compile/keys";
import { readSettings } from "../compile/settings";
import { openFiles } from "../files/file-set";
import { type NetworkFile, openNetwork } from "../files/network-file";
import { pictures } from "../files/pictures";
import { describeWeights, readWeights } from "../files/weights-file";
import type { Asset, Graph } from "../graph/document";
import { type DataFacts, isModelNode, type WeightFacts } from "../graph/node";
import { NodeError } from "../graph/problem";
import type { FileSet } from "../graph/run";
import type { StateDict } from "../module/state";
import { registry } from "../registry";
import { networkFacts } from "./network-weights";
import type { GivenFile, Inspected, RunEvent, RunResult } from "./protocol";
import { Reporter } from "./reporter";

interface Held {
  readonly given: readonly GivenFile[];
  readonly files: FileSet;
  readonly asset: Asset;
  /** What was found in them, by the node's type, version and settings. */
  readonly facts: Map<string, DataFacts>;
  weights?: WeightFacts;
  network?: NetworkFile;
}

/** The files that nodes were given, and what was found in them: each is looked through once. */
export class GivenFiles {
  readonly #held = new Map<string, Held>();
  readonly #emit: (event: RunEvent) => void;

  constructor(emit: (event: RunEvent) => void) {
    this.#emit = emit;
  }

  of(node: string): Held | undefined {
    return this.#held.get(node);
  }

  drop(node: string): void {
    this.#held.delete(node);
  }

  given(): Map<string, readonly GivenFile[]> {
    return new Map([...this.#held].map(([node, { given }]) => [node, given]));
  }

  async hold(node: string, asset: Asset, given: readonly GivenFile[]): Promise<void> {
    this.#held.set(node, { given, files: await openFiles(given), asset, facts: new Map() });
  }

  /** What a node was given. Nodes of one network's layers name one file, which one of them was given. */
  usedBy(graph: Graph, id: string): Held | undefined {
    const own = this.#held.get(id);
    const asset = graph.assets[id];
    const type = graph.nodes[id]?.type ?? "";
    if (own || !asset || registry.get(type)?.files?.sets === undefined) return own;
    return this.#heldAs(asset.sha256);
  }

  #heldAs(sha256: string): Held | undefined {
    return [...this.#held.values()].find(({ asset }) => asset.sha256 === sha256);
  }

  /** Weights that the user gave to some node, by the digest that the plan names them with. */
  async weights(sha256: string, name: string, wanted: (array: string) => boolean): Promise<StateDict> {
    const held = this.#heldAs(sha256);
    if (!held) throw new NodeError(`${name} is not at hand. Give the node the file again.`);
    return (await readWeights(held.given, wanted)).arrays;
  }

  /** Facts of every node with files. A node whose files cannot be used is reported and left without. */
  async facts(graph: Graph, run: number, signal: AbortSignal) {
    const data: Record<string, DataFacts> = {};
    const weights: Record<string, WeightFacts> = {};
    const failures: RunResult["problems"][number][] = [];
    const usable = new Set(this.#held.keys());
    for (const id of Object.keys(graph.nodes)) {
      if (!this.usedBy(graph, id)) continue;
      usable.add(id);
      try {
        const found = await this.inspect(graph, id, run, signal);
        if (found.data) data[id] = found.data;
        if (found.weights) weights[id] = found.weights;
      } catch (error) {
        if (!(error instanceof NodeError)) throw error;
        const { insert: _, ...details } = error.details;
        failures.push({ severity: "error", node: id, message: error.message, ...details });
      }
    }
    for (const { node } of failures) if (node !== undefined) usable.delete(node);
    const facts: Facts = { data, weights, files: usable };
    return { facts, failures };
  }

  async inspect(graph: Graph, id: string, run: number, signal: AbortSignal): Promise<Inspected> {
    const held = this.usedBy(graph, id);
    const node = graph.nodes[id];
    const definition = node && registry.get(node.type);
    if (!held || !node || !definition) return {};
    if (isModelNode(definition)) {
      held.weights ??= await weightFacts(held.given);
      return { weights: held.weights };
    }
    if (definition.files?.network) {
      held.network ??= await openNetwork(held.given);
      return { weights: networkFacts(held.network) };
    }
    if (!definition.inspect) return {};
    const { settings } = readSettings(id, node, definition);
    if (!settings) return {};
    const key = keyOf({ type: node.type, version: definition.version, settings });
    const before = held.facts.get(key);
    if (before) return { data: before };
    const report = new Reporter(this.#emit, run, id);
    const facts = await definition.inspect({ settings, files: held.files, pictures, report, signal });
    held.facts.set(key, facts);
    return { data: facts };
  }
}

/** What the headers of weight files say. */
async function weightFacts(files: readonly GivenFile[]): Promise<WeightFacts> {
  const { source, preprocessing, shapes } = await describeWeights(files);
  return { source, preprocessing, shapes: Object.fromEntries(shapes) };
}
