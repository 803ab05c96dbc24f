import { check } from "@/compile/check";
import { NO_FACTS } from "@/compile/checked";
import { emptyGraph, type Graph } from "@/graph/document";
import { isModelNode, type NodeDefinition, type Port } from "@/graph/node";
import type { ValueKind } from "@/graph/types";
import { registry } from "@/registry";

/*
 * A node's own example, made into a small graph that runs: what the node needs is fed by the plainest nodes there are, and what
 * it gives is looked at. Which surroundings fit is not listed by node: the first in which the checker finds nothing wrong.
 */

type Part = readonly [type: string, settings?: Readonly<Record<string, unknown>>];

/** Data, a network for them and a loss for both. */
interface World {
  readonly data: readonly Part[];
  readonly module: readonly Part[];
  readonly loss: Part;
}

const SMALL: Part = ["resize", { height: 32, width: 32 }];
const STEEL: Part = ["sample-steel", { count: 4 }];
const CELLS: Part = ["sample-cells", { count: 6 }];
const HEAD: readonly Part[] = [["flatten"], ["mlp-head", { hidden: [32] }]];
const CLASSES = { module: HEAD, loss: ["cross-entropy"] } as const;
const MASKS = { module: [["u-net", { width: 8, depth: 2 }]], loss: ["dice-loss"] } as const;

const WORLDS: readonly World[] = [
  { data: [STEEL], ...CLASSES },
  { data: [STEEL, SMALL, ["to-tensor"]], ...CLASSES },
  { data: [STEEL, SMALL, ["to-tensor"]], module: [["conv2d"], ...HEAD], loss: ["cross-entropy"] },
  { data: [CELLS], ...MASKS },
  { data: [CELLS, SMALL, ["to-tensor"]], ...MASKS },
  { data: [STEEL, ["convert-colour", { mode: "RGB" }], ["to-tensor"]], ...CLASSES },
];

/** What shows a value that the node gives. */
const SHOWN: Partial<Readonly<Record<ValueKind, string>>> = {
  Dataset: "image-grid",
  Module: "model-summary",
  Loss: "trainer",
  Optimizer: "trainer",
  TrainedModel: "evaluate",
  History: "loss-curves",
  Predictions: "confusion-matrix",
};

/** What may stand before a layer, so that its input has the form that it takes. */
const BEFORE: readonly (readonly Part[])[] = [[], [["flatten"]], [["conv2d"]], [["flatten"], ["linear"]]];

/** What comes behind a layer before it is trained, where its shape is not known before data are there; none: nothing is. */
const AFTER: readonly (readonly Part[] | undefined)[] = [undefined, [], HEAD];

/** The example as a graph; `undefined` where no surroundings fit, as where files are needed. */
export function exampleGraph(definition: NodeDefinition): Graph | undefined {
  for (const after of AFTER)
    for (const world of WORLDS)
      for (const before of isModelNode(definition) ? BEFORE : [[]]) {
        const graph = new Surroundings(world, before).around(definition, after);
        const { problems } = check(graph, NO_FACTS, registry);
        if (!problems.some(({ severity }) => severity === "error")) return graph;
      }
  return undefined;
}

const COLUMN = 300;
const ROW = 230;

/** One graph while it is built. What several nodes need of a kind is made once. */
class Surroundings {
  readonly #world: World;
  readonly #before: readonly Part[];
  readonly #made = new Map<string, string>();
  #graph: Graph = emptyGraph();
  #target = "";
  /** What is trained, where it is not the world's own. */
  #network = "";

  constructor(world: World, before: readonly Part[]) {
    this.#world = world;
    this.#before = before;
  }

  around(definition: NodeDefinition, after: readonly Part[] | undefined): Graph {
    const { type, title, example, outputs } = definition;
    this.#target = this.#add([type, { ...(example.settings as object | undefined) }]);
    this.#feed(this.#target, definition);
    const [output] = Object.entries(outputs) as [string, Port][];
    const shower = output && SHOWN[output[1].kind];
    if (output && shower !== undefined && shower !== type) this.#show(shower, output);
    if (after) this.#train(isModelNode(definition) ? after : undefined);
    this.#place();
    return { ...this.#graph, title: `${title}: an example` };
  }

  /** Wires a node that shows the output, and what else that node needs. */
  #show(type: string, [name, port]: readonly [string, Port]): void {
    const definition = registry.get(type);
    const input = Object.entries(definition?.inputs ?? {}).find(([, each]) => each.kind === port.kind)?.[0];
    if (!definition || input === undefined) return;
    const shower = this.#add([type, type === "trainer" ? { epochs: 2 } : {}]);
    this.#wire(`${this.#target}.${name}`, `${shower}.${input}`);
    this.#feed(shower, definition, input);
    if (type !== "trainer") return;
    const curves = this.#add(["loss-curves"]);
    this.#wire(`${shower}.history`, `${curves}.history`);
  }

  /** The trainer says what the network sees; a layer is trained with the rest behind it. */
  #train(after: readonly Part[] | undefined): void {
    if (after) {
      this.#network = `${this.#target}.module`;
      if (after.length > 0) this.#network = this.#chain(after, "after", "module", this.#network);
    }
    const curves = this.#add(["loss-curves"]);
    this.#wire(this.#trainer("history"), `${curves}.history`);
  }

  #feed(id: string, definition: NodeDefinition, fed?: string): void {
    const model = isModelNode(definition);
    for (const [name, port] of Object.entries(definition.inputs) as [string, Port][]) {
      if (name === fed || (port.optional && !(model && this.#before.length > 0))) continue;
      const from = model ? this.#branch(name) : this.#source(name, port.kind);
      if (from !== undefined) this.#wire(from, `${id}.${name}`);
    }
  }

  /** A network's input: the layers before; of several inputs, a branch each. */
  #branch(name: string): string | undefined {
    const parts = this.#before.length > 0 ? this.#before : ([["conv2d"]] as const);
    return this.#chain(parts, `branch ${name}`, "module");
  }

  /** An output of this kind, `node.port`. */
  #source(name: string, kind: ValueKind): string | undefined {
    const { data, module, loss } = this.#world;
    switch (kind) {
      case "Dataset": {
        const whole = this.#chain(data, "data", "dataset");
        if (!["train", "validation", "test"].includes(name)) return whole;
        return this.#once("split", ["split"], { dataset: whole }, name);
      }
      case "Module":
        return this.#network || this.#chain(module, "module", "module");
      case "Loss":
        return this.#once("loss", loss, {}, "loss");
      case "Optimizer":
        return this.#once("optimizer", ["adam"], {}, "optimizer");
      case "TrainedModel":
      case "History":
        return this.#trainer(kind === "History" ? "history" : "model");
      case "Predictions":
        return this.#once(
          "predict",
          ["predict"],
          { model: this.#trainer("model"), dataset: this.#source("test", "Dataset") },
          "predictions",
        );
      default:
        return undefined;
    }
  }

  #trainer(output: string): string {
    return this.#once(
      "trainer",
      ["trainer", { epochs: 2 }],
      {
        module: this.#source("module", "Module"),
        train: this.#source("train", "Dataset"),
        validation: this.#source("validation", "Dataset"),
        loss: this.#source("loss", "Loss"),
        optimizer: this.#source("optimizer", "Optimizer"),
      },
      output,
    );
  }

  #chain(parts: readonly Part[], name: string, port: string, first = ""): string {
    let from = first;
    for (const [at, part] of parts.entries())
      from = this.#once(`${name} ${at}`, part, from === "" ? {} : { [port]: from }, port);
    return from;
  }

  #once(
    name: string,
    part: Part,
    inputs: Readonly<Record<string, string | undefined>>,
    output: string,
  ): string {
    const known = this.#made.get(name);
    if (known !== undefined) return `${known}.${output}`;
    const id = this.#add(part);
    this.#made.set(name, id);
    for (const [port, from] of Object.entries(inputs)) if (from) this.#wire(from, `${id}.${port}`);
    return `${id}.${output}`;
  }

  #add([type, settings = {}]: Part): string {
    let id = type;
    for (let count = 2; Object.hasOwn(this.#graph.nodes, id); count++) id = `${type}-${count}`;
    const node = { type, version: registry.get(type)?.version ?? 1, settings: { ...settings } };
    this.#graph = { ...this.#graph, nodes: { ...this.#graph.nodes, [id]: node } };
    return id;
  }

  #wire(from: string, to: string): void {
    this.#graph = { ...this.#graph, edges: [...this.#graph.edges, { from, to }] };
  }

  /** Columns from left to right as the data go. */
  #place(): void {
    const depth = new Map<string, number>();
    const depthOf = (id: string): number => {
      const known = depth.get(id);
      if (known !== undefined) return known;
      const before = this.#graph.edges.filter(({ to }) => to.startsWith(`${id}.`));
      const own = before.reduce((most, { from }) => Math.max(most, depthOf(from.split(".")[0] ?? "") + 1), 0);
      depth.set(id, own);
      return own;
    };
    const rows = new Map<number, number>();
    const layout = Object.fromEntries(
      Object.keys(this.#graph.nodes).map((id) => {
        const column = depthOf(id);
        const row = rows.get(column) ?? 0;
        rows.set(column, row + 1);
        return [id, [80 + column * COLUMN, 80 + row * ROW] as [number, number]];
      }),
    );
    this.#graph = { ...this.#graph, layout };
  }
}
