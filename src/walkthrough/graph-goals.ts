import { canonicalJson } from "../graph/canonical";
import { endpoint, type Graph } from "../graph/document";
import type { Goal, Which } from "./document";
import type { SimpleJudgement } from "./goals";
import {
  endName,
  isById,
  joined,
  nodeName,
  nodesOf,
  type Place,
  settingOf,
  settingValue,
  typeName,
  typeToBe,
  valueText,
} from "./names";

type GoalOf<K> = Extract<Goal, { kind: K }>;

/** Judges what can be read from the graph alone; `undefined` for goals about what was done. */
export function judgeGraphGoal(goal: Goal, place: Place): SimpleJudgement | undefined {
  switch (goal.kind) {
    case "node":
      return judgeNode(goal, place);
    case "wired":
      return judgeWired(goal, place);
    case "setting":
      return judgeSetting(goal, place);
    default:
      return undefined;
  }
}

/** "Add Split.", where a node that is meant is not there. */
export function addSentence(which: Which, place: Place): string {
  const name = nodeName(which, place);
  // Found under another id, a student has the right node, and only a goal by id does not see it.
  const type = isById(which) ? typeToBe(which.node, place.walkthrough) : which.type;
  const alike = isById(which) && Object.values(place.graph.nodes).some((node) => node.type === type);
  if (alike && isById(which))
    return `The node ${which.node} (${name}) is not there. Bring it back with Undo.`;
  return `Add ${article(name)} node.`;
}

function judgeNode(goal: GoalOf<"node">, place: Place): SimpleJudgement {
  const wanted = goal.count ?? 1;
  const there = nodesOf({ type: goal.type }, place.graph).length;
  const name = typeName(goal.type, place.registry);
  return {
    met: there >= wanted,
    todo: [
      wanted === 1
        ? `Add ${article(name)} node.`
        : `Add ${name} until there are ${wanted} such nodes; there ${there === 1 ? "is" : "are"} ${there || "none"} now.`,
    ],
    undo:
      wanted === 1 ? `Remove ${name}.` : `Remove ${name} until there are fewer than ${wanted} such nodes.`,
  };
}

function judgeWired(goal: GoalOf<"wired">, place: Place): SimpleJudgement {
  const { graph } = place;
  const [starts, ends] = [new Set(nodesOf(goal.from, graph)), new Set(nodesOf(goal.to, graph))];
  const met = goal.through ? isReached(goal, starts, ends, graph) : isDirect(goal, starts, ends, graph);
  const [from, to] = [endName(goal.from, "outputs", place), endName(goal.to, "inputs", place)];
  const lacking = [
    ...(starts.size === 0 ? [addSentence(goal.from, place)] : []),
    ...(ends.size === 0 ? [addSentence(goal.to, place)] : []),
  ];
  const now = lacking.length === 0 && !goal.through ? leadsThereNow(goal.to, ends, place) : "";
  const wire = goal.through
    ? `Wire ${from} through to ${to}: a path of edges has to lead from one to the other.`
    : `Wire ${from} into ${to}${now}.`;
  return {
    met,
    todo: [...lacking, wire],
    undo: goal.through
      ? `Take edges away until no path leads from ${from} to ${to}.`
      : `Take away the edge from ${from} into ${to}.`,
  };
}

function isDirect(
  { from, to }: GoalOf<"wired">,
  starts: ReadonlySet<string>,
  ends: ReadonlySet<string>,
  graph: Graph,
): boolean {
  return graph.edges.some((edge) => {
    const [source, target] = [endpoint(edge.from), endpoint(edge.to)];
    return (
      starts.has(source.node) &&
      ends.has(target.node) &&
      (from.port ?? source.port) === source.port &&
      (to.port ?? target.port) === target.port
    );
  });
}

/** A path begins at the port that is asked for and ends at the one that is asked for; what lies between is free. */
function isReached(
  { from, to }: GoalOf<"wired">,
  starts: ReadonlySet<string>,
  ends: ReadonlySet<string>,
  graph: Graph,
): boolean {
  const outOf = new Map<string, Graph["edges"][number][]>();
  for (const edge of graph.edges) {
    const { node } = endpoint(edge.from);
    const others = outOf.get(node);
    if (others) others.push(edge);
    else outOf.set(node, [edge]);
  }
  const seen = new Set<string>();
  const follow = [...starts]
    .flatMap((id) => outOf.get(id) ?? [])
    .filter((edge) => (from.port ?? endpoint(edge.from).port) === endpoint(edge.from).port);
  for (let edge = follow.pop(); edge; edge = follow.pop()) {
    const target = endpoint(edge.to);
    if (ends.has(target.node) && (to.port ?? target.port) === target.port) return true;
    if (seen.has(target.node)) continue;
    seen.add(target.node);
    follow.push(...(outOf.get(target.node) ?? []));
  }
  return false;
}

/** What the port that was asked for is fed by instead. */
function leadsThereNow(to: Which, ends: ReadonlySet<string>, place: Place): string {
  if (to.port === undefined || ends.size !== 1) return "";
  const [id] = ends;
  const edge = place.graph.edges.find((each) => each.to === `${id}.${to.port}`);
  if (!edge) return "";
  const { node, port } = endpoint(edge.from);
  return `; now ${endName({ node, port }, "outputs", place)} leads there`;
}

function judgeSetting(goal: GoalOf<"setting">, place: Place): SimpleJudgement {
  const ids = nodesOf(goal.of, place.graph);
  const name = nodeName(goal.of, place);
  const [first] = ids;
  const type = first === undefined ? undefined : place.graph.nodes[first]?.type;
  const wantedType = type ?? (isById(goal.of) ? typeToBe(goal.of.node, place.walkthrough) : goal.of.type);
  const setting = settingOf(wantedType, goal.setting, place.registry);
  const label = setting?.label ?? goal.setting;
  const values = ids.map((id) => settingValue(id, goal.setting, place));
  const wanted = wantedText(goal, (value) => valueText(value, setting));
  const now = values.length > 0 ? `; it is ${valueText(values[0], setting)} now` : "";
  return {
    met: values.some((value) => fits(goal, value)),
    todo: [
      ...(ids.length === 0 ? [addSentence(goal.of, place)] : []),
      `Set ${label} of ${name} to ${wanted}${now}.`,
    ],
    undo: `Set ${label} of ${name} to something else than ${wanted}.`,
  };
}

function fits(goal: GoalOf<"setting">, value: unknown): boolean {
  const { equals, oneOf, min, max } = goal;
  if (value === undefined) return false;
  if (equals !== undefined && canonicalJson(equals) !== canonicalJson(value)) return false;
  if (oneOf !== undefined && !oneOf.some((each) => canonicalJson(each) === canonicalJson(value)))
    return false;
  if (min === undefined && max === undefined) return true;
  return isInRange(value, goal);
}

function wantedText(
  { equals, oneOf, min, max }: GoalOf<"setting">,
  text: (value: unknown) => string,
): string {
  const parts = [
    ...(equals === undefined ? [] : [text(equals)]),
    ...(oneOf === undefined ? [] : [joined(oneOf.map(text), "or")]),
    ...(min === undefined && max === undefined ? [] : [rangeText({ min, max }, text)]),
  ];
  return joined(parts, "and");
}

export interface Range {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export function isInRange(value: unknown, { min, max }: Range): boolean {
  return (
    typeof value === "number" &&
    value >= (min ?? Number.NEGATIVE_INFINITY) &&
    value <= (max ?? Number.POSITIVE_INFINITY)
  );
}

/** `at least 3`, `at most 5`, `3`, `3 to 5`; `any` without sides. */
export function rangeText({ min, max }: Range, text: (value: number) => string = String): string {
  if (min !== undefined && max !== undefined) return min === max ? text(min) : `${text(min)} to ${text(max)}`;
  if (min !== undefined) return `at least ${text(min)}`;
  return max === undefined ? "any" : `at most ${text(max)}`;
}

/** `an Adam`, `a Split`. By the letter: titles are English. */
function article(name: string): string {
  return `${/^([aeio]|RGB|MLP|SGD|U(?!-|ni))/i.test(name) ? "an" : "a"} ${name}`;
}
