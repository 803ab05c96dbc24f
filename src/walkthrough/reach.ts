import { check } from "../compile/check";
import { NO_FACTS } from "../compile/checked";
import { plan } from "../compile/plan";
import type { Graph } from "../graph/document";
import { applyEdit } from "../graph/edits";
import { questionOf, rightAnswer } from "./answers";
import type { Goal, Step, Walkthrough } from "./document";
import type { Answer, Evidence } from "./evidence";
import { stepJudgement } from "./goals";
import { nodesOf, type Registry } from "./names";
import { goalsOf } from "./references";
import { type Effect, show } from "./show";

/** What a step's "show me" comes to. */
export interface StepReach {
  readonly step: string;
  /** Its goal is met once "show me" was followed. */
  readonly reached: boolean;
  /** Its goal is met before anything was done: it asks for nothing. */
  readonly metBefore: boolean;
  readonly problems: readonly string[];
}

interface World {
  readonly graph: Graph;
  readonly results: Readonly<Record<string, { readonly key: string; readonly at: number }>>;
  readonly opened: Evidence["opened"];
  readonly answers: Readonly<Record<string, Answer>>;
}

/**
 * Follows "show me" from the start graph through all steps and says whether every goal is reached by it. Nothing runs: a run
 * counts as done for every node that the checker finds nothing wrong with, and a number that a goal asks of such a node counts
 * as reached. Data count with the classes and pictures that the checker knows without a file.
 */
export function reach(walkthrough: Walkthrough, start: Graph, registry: Registry): readonly StepReach[] {
  let world: World = { graph: start, results: {}, opened: [], answers: {} };
  return walkthrough.steps.map((step, index) => {
    const since = (index + 1) * 1000;
    const judged = (at: World) =>
      stepJudgement(step, evidenceOf(at, step, since, registry), walkthrough, registry);
    const asks = step.goal !== undefined || (step.questions ?? []).length > 0;
    const metBefore = asks && judged(world).met;
    const shown = show(step.showMe ?? [], world.graph, registry);
    const graph = shown.edit ? applyEdit(world.graph, shown.edit) : world.graph;
    const wrong = shown.edit ? faultsOf(graph, registry) : [];
    world = shown.effects.reduce((at, effect) => after(at, effect, since + 1, walkthrough, registry), {
      ...world,
      graph,
    });
    const { met, missing } = judged(world);
    const problems = [
      ...shown.problems,
      ...(metBefore ? ["The goal is met before anything is done, so that the step asks for nothing."] : []),
      ...(met ? [] : [`"Show me" does not reach the goal. Still missing: ${missing.join(" ")}`]),
      ...(met ? [] : wrong),
    ];
    return { step: step.id, reached: met, metBefore, problems };
  });
}

function after(
  world: World,
  effect: Effect,
  at: number,
  walkthrough: Walkthrough,
  registry: Registry,
): World {
  switch (effect.kind) {
    case "run": {
      const made = Object.entries(
        keysOf(world.graph, registry, effect.node === undefined ? undefined : [effect.node]),
      ).map(([node, key]) => [node, { key, at }] as const);
      return { ...world, results: { ...world.results, ...Object.fromEntries(made) } };
    }
    case "open":
      return {
        ...world,
        opened: [...world.opened, { what: effect.what, at, ...(effect.node ? { node: effect.node } : {}) }],
      };
    case "answer": {
      const question = questionOf(walkthrough, effect.question);
      const answer = (question && rightAnswer(question)) ?? "(a model answer)";
      return { ...world, answers: { ...world.answers, [effect.question]: answer } };
    }
  }
}

/** What every node that would run is called by how it is made; of some targets, what these need. */
function keysOf(
  graph: Graph,
  registry: Registry,
  targets?: readonly string[],
): Readonly<Record<string, string>> {
  const { steps } = plan(check(graph, NO_FACTS, registry), registry, targets);
  return Object.fromEntries(steps.flatMap(({ key, nodes }) => nodes.map((node) => [node, key] as const)));
}

function evidenceOf(world: World, step: Step, since: number, registry: Registry): Evidence {
  const { graph, opened, answers } = world;
  const now = keysOf(graph, registry);
  // Also of nodes that a run of everything would leave out.
  const every = keysOf(graph, registry, Object.keys(graph.nodes));
  const fitting = Object.entries(world.results).filter(([node, { key }]) => every[node] === key);
  const results = Object.fromEntries(
    fitting.map(([node, { at }]) => [node, { at, metrics: wantedOf(step.goal, node, graph) }]),
  );
  const times = Object.keys(now).map((node) => results[node]?.at);
  const done = times.length > 0 && times.every((at) => at !== undefined);
  return {
    graph,
    data: dataOf(graph, registry),
    results,
    ranAt: done ? Math.max(...times.map((at) => at ?? 0)) : undefined,
    opened,
    answers,
    since,
  };
}

/** Numbers that the goals of the step ask of a node, each as it is asked for. */
function wantedOf(goal: Goal | undefined, node: string, graph: Graph): Readonly<Record<string, number>> {
  const asked = goalsOf(goal).flatMap((each) =>
    each.kind === "metric" && nodesOf(each.of, graph).includes(node)
      ? [[each.metric, each.min ?? each.max ?? 0] as const]
      : [],
  );
  return Object.fromEntries(asked);
}

function dataOf(graph: Graph, registry: Registry): Evidence["data"] {
  const { nodes } = check(graph, NO_FACTS, registry);
  const known = [...nodes.values()].flatMap(({ id, definition, outputs }) => {
    if (definition?.category !== "data") return [];
    const type = Object.values(outputs).find((each) => each.kind === "Dataset");
    return type?.kind === "Dataset" && typeof type.length === "number"
      ? [[id, { classes: type.classes?.length ?? 0, pictures: type.length }] as const]
      : [];
  });
  return Object.fromEntries(known);
}

function faultsOf(graph: Graph, registry: Registry): readonly string[] {
  return check(graph, NO_FACTS, registry)
    .problems.filter(({ severity }) => severity === "error")
    .map(({ node, message }) => `${node ? `${node}: ` : ""}${message}`);
}
