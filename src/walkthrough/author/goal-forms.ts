import type { Graph } from "../../graph/document";
import { portsOf } from "../../graph/node";
import type { GOAL_KINDS, Goal, OPENED, PANELS, Question, Which } from "../document";
import { isById, type Registry } from "../names";

export type GoalKind = (typeof GOAL_KINDS)[number];

/** How a writer finds each kind of goal in a list. */
export const GOAL_WORDS: Readonly<Record<GoalKind, string>> = {
  node: "A node is there",
  wired: "Two nodes are wired",
  setting: "A setting has a value",
  data: "Data are loaded",
  ran: "A run has finished",
  metric: "A number of a result",
  opened: "Something was looked at",
  answered: "A question is answered",
  all: "All of these",
  any: "Any of these",
  not: "Not this",
};

export const OPENED_WORDS: Readonly<Record<(typeof OPENED)[number], string>> = {
  picture: "a picture, large",
  box: "the layers of a network",
  result: "the result of a node",
  settings: "the settings of a node",
  docs: "the page about a node",
  plan: "the plan of the run",
  runs: "the list of runs",
};

export const PANEL_WORDS: Readonly<Record<(typeof PANELS)[number], string>> = {
  library: "Library",
  canvas: "Canvas",
  inspector: "Inspector",
  problems: "Problems",
  plan: "Plan",
  runs: "Runs",
  outline: "Outline",
  log: "Log",
  run: "The Run button",
};

/** What goals can be about: the graph when the step is done, as far as it is known, and the questions. */
export interface Choices {
  readonly graph: Graph;
  readonly registry: Registry;
  /** Of this walkthrough; those of the step itself first. */
  readonly questions: readonly Question[];
  /** Numbers that results gave in the last run, by node id. */
  readonly metrics: Readonly<Record<string, readonly string[]>>;
}

/** The type of what is meant; of a node that is not there, none. */
export function typeOf(which: Which, { graph }: Choices): string | undefined {
  return isById(which) ? graph.nodes[which.node]?.type : which.type;
}

/** Types in the graph first, then all others, each once. */
export function typesIn({ graph, registry }: Choices): {
  readonly here: string[];
  readonly others: string[];
} {
  const here = [...new Set(Object.values(graph.nodes).map(({ type }) => type))].sort();
  return { here, others: [...registry.keys()].filter((type) => !here.includes(type)) };
}

export function portNames(which: Which, side: "inputs" | "outputs", choices: Choices): readonly string[] {
  return Object.keys(portsOf(choices.registry.get(typeOf(which, choices) ?? ""), side));
}

export function settingNames(which: Which, choices: Choices): readonly string[] {
  return Object.keys(choices.registry.get(typeOf(which, choices) ?? "")?.settings ?? {});
}

export function metricNames(which: Which, { graph, metrics }: Choices): readonly string[] {
  const ids = isById(which)
    ? [which.node]
    : Object.keys(graph.nodes).filter((id) => graph.nodes[id]?.type === which.type);
  return [...new Set(ids.flatMap((id) => metrics[id] ?? []))];
}

/** A goal of this kind that asks for something the graph has: what a form begins with. `before` goes into one that holds others. */
export function newGoal(kind: GoalKind, choices: Choices, before?: Goal): Goal {
  const { graph, registry, questions } = choices;
  const ids = Object.keys(graph.nodes);
  const inCategory = (category: string) =>
    ids.find((id) => registry.get(graph.nodes[id]?.type ?? "")?.category === category);
  const first: Which = ids[0] === undefined ? { type: firstType(registry) } : { node: ids[0] };
  const at = (id: string | undefined): Which => (id === undefined ? first : { node: id });
  switch (kind) {
    case "node":
      return { kind, type: graph.nodes[ids.at(-1) ?? ""]?.type ?? firstType(registry) };
    case "wired": {
      const [from, to] = [first, ids[1] === undefined ? first : ({ node: ids[1] } as const)];
      return { kind, from, to };
    }
    case "setting": {
      const of = at(ids.find((id) => settingNames({ node: id }, choices).length > 0));
      const setting = settingNames(of, choices)[0] ?? "seed";
      return {
        kind,
        of,
        setting,
        equals: registry.get(typeOf(of, choices) ?? "")?.settings[setting]?.default,
      };
    }
    case "data":
      return { kind, of: at(inCategory("data")), pictures: { min: 1 } };
    case "ran":
      return { kind };
    case "metric": {
      const of = at(ids.find((id) => (choices.metrics[id]?.length ?? 0) > 0) ?? inCategory("evaluate"));
      return { kind, of, metric: metricNames(of, choices)[0] ?? "accuracy", min: 0 };
    }
    case "opened":
      return { kind, what: "result", of: at(inCategory("evaluate")) };
    case "answered": {
      const [question] = questions;
      return {
        kind,
        question: question?.id ?? "question-1",
        ...(question && question.kind !== "text" ? { correct: true } : {}),
      };
    }
    case "all":
    case "any":
      return { kind, goals: [before ?? newGoal("node", choices)] };
    case "not":
      return { kind, goal: before ?? newGoal("node", choices) };
  }
}

function firstType(registry: Registry): string {
  return registry.keys().next().value ?? "";
}

/** `node:split`, `type:resize`: a place as the value of a list; the port is chosen beside it. */
export function whichText(which: Which): string {
  return isById(which) ? `node:${which.node}` : `type:${which.type}`;
}

export function readWhich(text: string, port?: string): Which {
  const name = text.slice(5);
  return { ...(text.startsWith("node:") ? { node: name } : { type: name }), ...(port ? { port } : {}) };
}
