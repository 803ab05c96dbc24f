import { canonicalJson } from "@/graph/canonical";
import type { Graph } from "@/graph/document";
import type { Setting } from "@/graph/settings";
import { registry } from "@/registry";
import { valueText } from "../inspector/setting-text";
import { titleOf } from "../state/titles";
import type { Occasion } from "./place";

/** So many names or settings are told; more are counted. */
const TOLD = 3;

export const OCCASIONS: Readonly<Record<Occasion, string>> = {
  opened: "When it was opened",
  run: "At a run",
  hour: "After an hour of editing",
  named: "Named by you",
  before: "Before going back",
  original: "The file as it came",
};

/** What is other in `after` than in `before`, in phrases: nodes, settings, edges, words, and last the looks. */
export function differenceInWords(before: Graph, after: Graph): readonly string[] {
  const has = (graph: Graph, id: string) => Object.hasOwn(graph.nodes, id);
  const added = Object.keys(after.nodes).filter((id) => !has(before, id));
  const removed = Object.keys(before.nodes).filter((id) => !has(after, id));
  const stayed = Object.keys(after.nodes).filter((id) => has(before, id));
  const moved = stayed.filter((id) => !same(before.layout[id], after.layout[id]));
  const gone = edgesOnlyIn(before, after);
  const fresh = edgesOnlyIn(after, before);
  return [
    ...(before.title === after.title ? [] : [`title ${quoted(before.title)} → ${quoted(after.title)}`]),
    ...named(
      "added",
      added.map((id) => titleOf(after, id)),
    ),
    ...named(
      "removed",
      removed.map((id) => titleOf(before, id)),
    ),
    ...shortened(
      stayed.flatMap((id) => settingsInWords(before, after, id)),
      "settings",
    ),
    ...(fresh > 0 ? [`${counted(fresh, "edge")} added`] : []),
    ...(gone > 0 ? [`${counted(gone, "edge")} removed`] : []),
    ...(same(before.assets, after.assets) ? [] : ["other files"]),
    ...(same(before.notes, after.notes) ? [] : ["notes changed"]),
    ...(same(before.groups, after.groups) ? [] : ["groups changed"]),
    ...(moved.length > 0 ? [`${counted(moved.length, "node")} moved`] : []),
  ];
}

function settingsInWords(before: Graph, after: Graph, id: string): readonly string[] {
  const [was, is] = [before.nodes[id], after.nodes[id]];
  if (!was || !is || was === is) return [];
  const title = titleOf(after, id);
  if (was.type !== is.type) return [`${titleOf(before, id)} became ${title}`];
  const specs: Readonly<Record<string, Setting<unknown>>> = registry.get(is.type)?.settings ?? {};
  const names = new Set([...Object.keys(was.settings), ...Object.keys(is.settings)]);
  const said = [...names].flatMap((name) => {
    const spec = specs[name];
    const [old, own] = [was, is].map(({ settings }) => settings[name] ?? spec?.default);
    if (same(old, own)) return [];
    if (!spec) return [`${name} of ${title}`];
    return [`${spec.label} of ${title}: ${short(valueText(spec, old))} → ${short(valueText(spec, own))}`];
  });
  return was.title === is.title ? said : [`${titleOf(before, id)} is called ${title}`, ...said];
}

function edgesOnlyIn(graph: Graph, other: Graph): number {
  const known = new Set(other.edges.map(({ from, to }) => `${from} ${to}`));
  return graph.edges.filter(({ from, to }) => !known.has(`${from} ${to}`)).length;
}

function named(what: string, titles: readonly string[]): readonly string[] {
  if (titles.length === 0) return [];
  if (titles.length > TOLD) return [`${counted(titles.length, "node")} ${what}`];
  return [`${titles.join(", ")} ${what}`];
}

function shortened(phrases: readonly string[], what: string): readonly string[] {
  if (phrases.length <= TOLD) return phrases;
  return [...phrases.slice(0, TOLD), `${phrases.length - TOLD} more ${what}`];
}

function same(a: unknown, b: unknown): boolean {
  return a === b || canonicalJson(a ?? null) === canonicalJson(b ?? null);
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function quoted(text: string): string {
  return `“${short(text)}”`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
