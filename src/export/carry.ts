import type { Checked, CheckedNode } from "../compile/checked";
import { isModelNode } from "../graph/node";
import { NodeError } from "../graph/problem";
import { layerDefinition } from "../module/layers";

/** A run that a program carries. */
export interface CarriedRun {
  /** The program's name without an ending: the files beside it begin with it. */
  readonly name: string;
  /** Nodes that have something in it. */
  readonly nodes: ReadonlySet<string>;
}

/** The file of what a run drew and found, beside a program of this name. */
export function carriedName(name: string): string {
  return `${name}-run.json`;
}

/** The weights that a trainer began with. */
export function startName(name: string, trainer: string): string {
  return `${name}-${trainer}-start.safetensors`;
}

/** Nodes whose run has something to carry: what they drew, or how they trained. Throws NodeError where there is none. */
export function carriersOf({ nodes }: Checked): readonly CheckedNode[] {
  const carriers = [...nodes.values()].filter(({ definition }) => definition && "carry" in definition);
  if (carriers.length > 0) return carriers;
  throw new NodeError(
    "Nothing in this graph is drawn or trained, so a run of it has nothing to carry. Export it without.",
  );
}

export function trainersOf({ nodes }: Checked): readonly CheckedNode[] {
  return [...nodes.values()].filter(({ definition }) => definition?.category === "train");
}

/** What keeps a trainer's losses from being the same elsewhere: one sentence each. */
export function differences(checked: Checked, trainer: CheckedNode): readonly string[] {
  const { network } = inputsOf(trainer);
  const dropout = (network?.layers ?? []).filter(
    ({ type, settings, frozen }) =>
      layerDefinition(type).random === true && frozen !== true && (settings as { p?: number }).p !== 0,
  );
  const drawing = drawnWithout(checked, `${trainer.id}.train`);
  return [
    ...(dropout.length > 0
      ? [`dropout (${dropout.map(({ name }) => name).join(", ")}) draws for itself in torch.`]
      : []),
    ...drawing.map(({ id, definition }) => `${definition?.title ?? id} (${id}) draws for itself in torch.`),
  ];
}

function inputsOf({ definition, inputs }: CheckedNode) {
  const pair = definition && !isModelNode(definition) ? definition.applies?.[0] : undefined;
  const type = pair && inputs[pair.module];
  return { network: type?.kind === "Module" ? type.module : undefined };
}

/** Whatever draws anew in each epoch before the pictures of an input, and cannot say what it drew. */
export function drawnWithout({ nodes, graph }: Checked, input: string): readonly CheckedNode[] {
  const found = new Map<string, CheckedNode>();
  const ahead = [input];
  for (let end = ahead.pop(); end !== undefined; end = ahead.pop()) {
    for (const { from, to } of graph.edges) {
      const [source = "", port = ""] = from.split(".");
      const node = nodes.get(source);
      const type = node?.outputs[port];
      if (to !== end || !node || type?.kind !== "Dataset") continue;
      ahead.push(...Object.keys(node.inputs).map((name) => `${source}.${name}`));
      const before = Object.values(node.inputs).find((input) => input?.kind === "Dataset");
      const draws = type.random !== (before?.kind === "Dataset" ? before.random : undefined);
      if (draws && !(node.definition && "carry" in node.definition)) found.set(source, node);
    }
  }
  return [...found.values()];
}
