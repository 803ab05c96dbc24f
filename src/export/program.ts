import type { Checked, CheckedNode } from "../compile/checked";
import { dataOfModels, readWiring } from "../compile/wiring";
import {
  isModelNode,
  type NetworksInCommon,
  type NodeDefinition,
  type TorchContext,
  type TorchLines,
} from "../graph/node";
import type { Problem } from "../graph/problem";
import { type CarriedRun, carriedName } from "./carry";
import { gatherImports } from "./imports";
import { identifiers, variables, type Wanted } from "./names";

export type Target = "notebook" | "script";

/** A node's part of the program. */
export interface Section {
  readonly node: string;
  readonly type: string;
  readonly title: string;
  /** The node's own words, in Markdown. */
  readonly doc: string;
  readonly lines: readonly string[];
  readonly draws: boolean;
  /** Variables of its outputs, by port. */
  readonly outputs: Readonly<Record<string, string>>;
  /** It trains, or needs what was trained, or shows: in a script the first process alone does what comes after training. */
  readonly stage: "before" | "trains" | "after";
}

/** A graph as Python, arranged but not yet written as a notebook or a script. */
export interface Program {
  readonly title: string;
  readonly imports: readonly string[];
  readonly definitions: readonly string[];
  readonly sections: readonly Section[];
  /** Nodes that read a folder, with the Python for its path. */
  readonly loaders: readonly string[];
  /** What stands before all sections. */
  readonly opening: readonly string[];
  /** Files with weights that the user has, by the nodes that read them: they have to lie beside the program. */
  readonly own: Readonly<Record<string, string>>;
  /** Files of the page that have to lie beside the program. */
  readonly beside: Readonly<Record<string, string>>;
}

export interface ProgramSpec {
  readonly checked: Checked;
  readonly registry: ReadonlyMap<string, NodeDefinition>;
  readonly to: Target;
  /** The run that it carries. */
  readonly carried?: CarriedRun;
}

/** A graph that cannot be written as Python: one problem or more, in words. */
export class ExportError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join(" "));
    this.name = "ExportError";
    this.problems = problems;
  }
}

/**
 * Orders a graph's nodes, names their variables and gathers what their lines of Python need. Throws ExportError where the
 * graph has mistakes or a node has no lines.
 */
export function programOf(spec: ProgramSpec): Program {
  const { checked } = spec;
  refuse(checked);
  const nodes = readingOrder(checked);
  const draft = linesOf(spec, nodes, (node, port) => placeholder(node, port));
  const used = identifiers(
    [...draft.values()].flatMap(({ lines, definitions, imports }) => [
      ...imports,
      ...(definitions ?? []),
      ...lines.map((line) => line.replaceAll(/«[^»]*»/g, "")),
    ]),
  );
  const names = variables(nodes.flatMap(wantedOf), used);
  const nameOf = (node: string, port: string) => names.get(`${node}.${port}`) ?? "";
  const made = withoutUnused(withOwnClasses(spec, linesOf(spec, nodes, nameOf), nameOf));
  const stages = stagesOf(checked, nodes);
  const sections = nodes.map((node): Section => {
    const { lines, draws } = made.get(node.id) as TorchLines;
    const outputs = Object.keys(node.definition?.outputs ?? {}).map(
      (port) => [port, nameOf(node.id, port)] as const,
    );
    return {
      node: node.id,
      type: node.node.type,
      title: node.node.title ?? node.definition?.title ?? node.id,
      doc: node.definition?.doc ?? "",
      lines,
      draws: draws === true,
      outputs: Object.fromEntries(outputs),
      stage: stages.get(node.id) ?? "before",
    };
  });
  const all = [...made.values()];
  const definitions = [...new Set(all.flatMap((one) => one.definitions ?? []))];
  return {
    title: checked.graph.title,
    imports: gatherImports(
      all.flatMap(({ imports }) => imports),
      [...definitions, ...sections.flatMap(({ lines }) => lines)],
    ),
    definitions,
    sections,
    opening:
      spec.carried === undefined
        ? []
        : [`carried = Carried(${JSON.stringify(carriedName(spec.carried.name))})`],
    loaders: nodes.filter(isLoader).map(({ id }) => id),
    own: Object.fromEntries([...made].flatMap(([id, { own }]) => (own === undefined ? [] : [[id, own]]))),
    beside: Object.assign({}, ...all.map(({ beside }) => beside ?? {})),
  };
}

/** Imports of a finished program again, with those of lines that were put around it. */
export function withLines(program: Program, imports: readonly string[], lines: readonly string[]) {
  const known = program.imports.filter((line) => line !== "");
  return gatherImports(
    [...known, ...imports],
    [...program.definitions, ...program.sections.flatMap((section) => section.lines), ...lines],
  );
}

function refuse({ graph, nodes, problems }: Checked): void {
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new ExportError(errors);
  if (nodes.size > 0) return;
  throw new ExportError([
    { severity: "error", message: `${graph.title} has no nodes: there is nothing to write.` },
  ]);
}

/** Nodes in the order in which they are read: each behind what it needs, data first, then the network, training, results. */
function readingOrder({ nodes, graph }: Checked): readonly CheckedNode[] {
  const rank = { data: 0, transform: 1, model: 2, layer: 2, loss: 3, optimizer: 4, train: 5 } as const;
  const rankOf = ({ definition }: CheckedNode) =>
    rank[(definition?.category ?? "evaluate") as keyof typeof rank] ?? 6;
  const sources = new Map<string, string[]>();
  for (const { from, to } of graph.edges) {
    const id = to.split(".")[0] ?? "";
    sources.set(id, [...(sources.get(id) ?? []), from.split(".")[0] ?? ""]);
  }
  const left = [...nodes.values()];
  const sorted: CheckedNode[] = [];
  const done = new Set<string>();
  while (left.length > 0) {
    const ready = left.filter(({ id }) => (sources.get(id) ?? []).every((source) => done.has(source)));
    const next = ready.reduce<CheckedNode | undefined>(
      (best, node) => (best === undefined || rankOf(node) < rankOf(best) ? node : best),
      undefined,
    );
    // The checker finds cycles: none comes this far.
    if (!next) throw new Error("Nodes wait for each other.");
    left.splice(left.indexOf(next), 1);
    sorted.push(next);
    done.add(next.id);
  }
  return sorted;
}

function wantedOf({ id, definition }: CheckedNode): readonly Wanted[] {
  const ports = Object.keys(definition?.outputs ?? {});
  return ports.map((port) => ({ node: id, port, several: ports.length > 1 }));
}

/** Stands for a variable until it is known which names are free. */
function placeholder(node: string, port: string): string {
  return `«${node}.${port}»`;
}

function linesOf(
  { checked, to, carried }: ProgramSpec,
  nodes: readonly CheckedNode[],
  nameOf: (node: string, port: string) => string,
): ReadonlyMap<string, TorchLines> {
  const several = nodes.filter(isLoader).length > 1;
  const networks = networksInCommon(nodes);
  const problems: Problem[] = [];
  const made = new Map<string, TorchLines>();
  for (const node of nodes) {
    const { id, definition, settings } = node;
    const inputs: Record<string, string> = {};
    for (const { from, to: end } of checked.graph.edges) {
      const [target, port = ""] = end.split(".");
      if (target !== id) continue;
      const [source = "", output = ""] = from.split(".");
      inputs[port] = nameOf(source, output);
    }
    const outputs = Object.fromEntries(wantedOf(node).map(({ port }) => [port, nameOf(id, port)]));
    const layer = isModel(definition) ? firstLayer(checked, id) : undefined;
    const context: TorchContext<unknown> = {
      settings,
      inputs,
      outputs,
      to,
      networks,
      ...(layer === undefined ? {} : { layer }),
      ...(isWeights(checked, id) ? { file: weightsName(checked, id) } : {}),
      ...(carried?.nodes.has(id) ? { carried: JSON.stringify(id) } : {}),
      ...(isLoader(node) ? { data: dataPath(id, to, several) } : {}),
    };
    const lines = definition?.torch?.(context as never);
    if (lines) made.set(id, lines);
    else
      problems.push({
        severity: "error",
        node: id,
        message: `${definition?.title ?? id} has no lines of Python yet, so this graph cannot be written as a ${to}. Take ${id} out, and what needs it.`,
      });
  }
  if (problems.length > 0) throw new ExportError(problems);
  return made;
}

/** What the lines of all nodes need not ask when they run. */
function networksInCommon(nodes: readonly CheckedNode[]): NetworksInCommon {
  const types = nodes.flatMap(({ outputs }) => Object.values(outputs));
  const datasets = types.flatMap((type) => (type.kind === "Dataset" ? [type.hasMasks === true] : []));
  const layers = types.flatMap((type) => (type.kind === "Module" ? [type.module.layers] : []));
  const common = {
    endInSigmoid: layers.some((own) => own.at(-1)?.type === "sigmoid"),
    normBatches: layers.flat().some(({ type, frozen }) => type === "batchNorm2d" && frozen !== true),
    drawAnew: types.some((type) => type.kind === "Dataset" && type.random !== undefined),
  };
  if (datasets.every((hasMasks) => hasMasks)) return { learn: "masks", ...common };
  return datasets.some((hasMasks) => hasMasks) ? common : { learn: "classes", ...common };
}

/** With several loaders, a network's classes are those of the pictures that it is going to see, not of the last loader. */
function withOwnClasses(
  { checked, registry }: ProgramSpec,
  made: ReadonlyMap<string, TorchLines>,
  nameOf: (node: string, port: string) => string,
): ReadonlyMap<string, TorchLines> {
  if ([...checked.nodes.values()].filter(isLoader).length < 2) return made;
  const { sources } = readWiring(checked.graph, registry);
  const data = dataOfModels(checked.graph, registry, sources);
  return new Map(
    [...made].map(([id, one]) => {
      const end = data.get(id);
      const type = end && checked.nodes.get(end.node)?.outputs[end.port];
      if (!end || type?.kind !== "Dataset") return [id, one];
      const own = `${nameOf(end.node, end.port)}.classes`;
      return [id, { ...one, lines: one.lines.map((line) => line.replace(/(?<![\w.])classes\b/g, own)) }];
    }),
  );
}

/** Loaders name their classes for networks that end in one output a class. Where none does, nobody needs the name. */
function withoutUnused(made: ReadonlyMap<string, TorchLines>): ReadonlyMap<string, TorchLines> {
  const isNaming = (line: string) => line.startsWith("classes = ");
  const isUsed = [...made.values()].some(({ lines }) =>
    lines.some((line) => !isNaming(line) && !line.startsWith("#") && /(?<![\w.])classes\b/.test(line)),
  );
  if (isUsed) return made;
  return new Map(
    [...made].map(([id, one]) => [id, { ...one, lines: one.lines.filter((line) => !isNaming(line)) }]),
  );
}

/** Where a loader finds its files: beside a notebook, under its id; in a script, where `--data` says. */
function dataPath(id: string, to: Target, several: boolean): string {
  if (to === "notebook") return JSON.stringify(id);
  return several ? `args.data[${JSON.stringify(id)}]` : "args.data";
}

/** Nodes whose files are weights that torch can read. */
function isWeights({ nodes, graph }: Checked, id: string): boolean {
  const definition = nodes.get(id)?.definition;
  return definition?.files !== undefined && definition.category !== "data" && graph.assets[id] !== undefined;
}

/** What the file is called that was given to a node; of one that torch cannot read, how it is called once it can. */
function weightsName({ graph }: Checked, id: string): string {
  const name = graph.assets[id]?.name ?? id;
  return /\.(safetensors|pth|pt)$/.test(name) ? name : `${name.replace(/(\.tfjs)?\.\w+$/, "")}.safetensors`;
}

function isModel(definition: NodeDefinition | undefined): boolean {
  return definition !== undefined && isModelNode(definition);
}

function isLoader({ definition }: CheckedNode): boolean {
  return definition?.category === "data";
}

/** The name of a node's first layer in the largest network that has it. */
function firstLayer({ nodes }: Checked, id: string): string | undefined {
  let name: string | undefined;
  for (const { outputs } of nodes.values()) {
    const type = outputs.module;
    if (type?.kind !== "Module") continue;
    const at = type.origins?.indexOf(`${id}.0`) ?? -1;
    if (at >= 0) name = type.module.layers[at]?.name ?? name;
  }
  return name;
}

function stagesOf(
  { graph, nodes }: Checked,
  ordered: readonly CheckedNode[],
): ReadonlyMap<string, Section["stage"]> {
  const stages = new Map<string, Section["stage"]>();
  for (const { id, definition, outputs } of ordered) {
    const needsTraining = graph.edges.some(({ from, to }) => {
      if (to.split(".")[0] !== id) return false;
      const [source = "", port = ""] = from.split(".");
      const kind = nodes.get(source)?.outputs[port]?.kind;
      return kind === "TrainedModel" || kind === "History" || stages.get(source) === "after";
    });
    const shows = Object.values(outputs).some(({ kind }) =>
      ["Figure", "Metrics", "Predictions"].includes(kind),
    );
    stages.set(id, definition?.category === "train" ? "trains" : needsTraining || shows ? "after" : "before");
  }
  return stages;
}
