import { endpoint, type Graph } from "../../graph/document";
import { questionsOf } from "../answers";
import type { Action, Goal, Step, Walkthrough, Which } from "../document";
import { typeToBe } from "../names";
import { goalsOf } from "../references";

/**
 * The goal that what "show me" does comes to. What is in the start graph is named by its id; what a student adds, by its
 * type: who adds it twice, or removes one and adds another, has done it all the same.
 */
export function suggestedGoal(step: Step, draft: Walkthrough, start: Graph): Goal | undefined {
  const which = (id: string): Which => {
    if (Object.hasOwn(start.nodes, id)) return { node: id };
    const type = typeToBe(id, draft);
    return type === undefined ? { node: id } : { type };
  };
  const end = (reference: string): Which => {
    const { node, port } = endpoint(reference);
    return { ...which(node), port };
  };
  const actions = step.showMe ?? [];
  const wired = new Set(
    actions.flatMap((action) =>
      action.kind === "connect" ? [endpoint(action.from).node, endpoint(action.to).node] : [],
    ),
  );
  const goals = actions.flatMap((action) => goalsOfAction(action, { which, end, wired, start, draft }));
  const [only] = goals;
  return goals.length > 1 ? { kind: "all", goals } : only;
}

interface Names {
  readonly which: (id: string) => Which;
  readonly end: (reference: string) => Which;
  /** Nodes that an edge of the step begins or ends at. */
  readonly wired: ReadonlySet<string>;
  readonly start: Graph;
  readonly draft: Walkthrough;
}

function goalsOfAction(action: Action, { which, end, wired, start, draft }: Names): Goal[] {
  switch (action.kind) {
    case "add":
      // Who wired it has added it.
      return [
        ...(wired.has(action.id) ? [] : [{ kind: "node", type: action.type } as const]),
        ...Object.entries(action.settings ?? {}).map(
          ([setting, equals]): Goal => ({ kind: "setting", of: which(action.id), setting, equals }),
        ),
      ];
    case "remove": {
      const type = start.nodes[action.node]?.type ?? typeToBe(action.node, draft);
      const left = Object.values(start.nodes).filter((node) => node.type === type).length;
      return type === undefined
        ? []
        : [{ kind: "not", goal: { kind: "node", type, ...(left > 1 ? { count: left } : {}) } }];
    }
    case "connect":
      return [{ kind: "wired", from: end(action.from), to: end(action.to) }];
    case "disconnect":
      return [{ kind: "not", goal: { kind: "wired", from: end(action.from), to: end(action.to) } }];
    case "set":
      return [{ kind: "setting", of: which(action.node), setting: action.setting, equals: action.value }];
    case "run":
      return [{ kind: "ran", ...(action.node === undefined ? {} : { of: which(action.node) }) }];
    case "open":
      return [
        {
          kind: "opened",
          what: action.what,
          ...(action.node === undefined ? {} : { of: which(action.node) }),
        },
      ];
    case "answer":
      return answeredGoal(action.question, draft);
  }
}

function answeredGoal(id: string, draft: Walkthrough): Goal[] {
  const question = questionsOf(draft).find((each) => each.id === id);
  if (!question) return [];
  return [{ kind: "answered", question: id, ...(question.kind === "text" ? {} : { correct: true }) }];
}

/** What a step still lacks for its goal beside edits: a run, a look, answers. In the order in which they are done. */
export function lackingDeeds(step: Step, graph: Graph): readonly Action[] {
  const there = new Set((step.showMe ?? []).map((action) => JSON.stringify(action)));
  const goals = goalsOf(step.goal);
  const nodeOf = (which: Which | undefined) =>
    which === undefined
      ? undefined
      : "node" in which && which.node !== undefined
        ? String(which.node)
        : Object.keys(graph.nodes).find((id) => graph.nodes[id]?.type === which.type);
  const wanted: Action[] = [
    ...(goals.some(({ kind }) => kind === "ran" || kind === "metric") ? [{ kind: "run" } as const] : []),
    ...goals.flatMap((goal): Action[] => {
      if (goal.kind !== "opened") return [];
      const node = nodeOf(goal.of);
      return [{ kind: "open", what: goal.what, ...(node === undefined ? {} : { node }) }];
    }),
    ...goals.flatMap((goal): Action[] =>
      goal.kind === "answered" ? [{ kind: "answer", question: goal.question }] : [],
    ),
    ...(step.goal ? [] : (step.questions ?? []).map(({ id }): Action => ({ kind: "answer", question: id }))),
  ];
  const isRun = (step.showMe ?? []).some(({ kind }) => kind === "run");
  return wanted.filter((action) => !there.has(JSON.stringify(action)) && !(action.kind === "run" && isRun));
}
