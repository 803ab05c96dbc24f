import { diffGraphs, type NodeDiff } from "@/graph/diff";
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
  const { title, added, removed, changed, edges, looks } = diffGraphs(
    before,
    after,
    (type, setting) => specOf(type, setting)?.default,
  );
  return [
    ...(title ? [`title ${quoted(title.before)} → ${quoted(title.after)}`] : []),
    ...named(
      "added",
      added.map((id) => titleOf(after, id)),
    ),
    ...named(
      "removed",
      removed.map((id) => titleOf(before, id)),
    ),
    ...shortened(
      changed.flatMap((diff) => nodeInWords(diff, before, after)),
      "settings",
    ),
    ...(edges.added.length > 0 ? [`${counted(edges.added.length, "edge")} added`] : []),
    ...(edges.removed.length > 0 ? [`${counted(edges.removed.length, "edge")} removed`] : []),
    ...(looks.notes ? ["notes changed"] : []),
    ...(looks.groups ? ["groups changed"] : []),
    ...(looks.moved.length > 0 ? [`${counted(looks.moved.length, "node")} moved`] : []),
  ];
}

function nodeInWords(diff: NodeDiff, before: Graph, after: Graph): readonly string[] {
  const { id, type, title, files, settings } = diff;
  const now = titleOf(after, id);
  return [
    ...(type ? [`${titleOf(before, id)} became ${now}`] : []),
    ...(title && !type ? [`${titleOf(before, id)} is called ${now}`] : []),
    ...(files ? [`other files for ${now}`] : []),
    ...settings.map((change) => {
      const spec = specOf(after.nodes[id]?.type ?? "", change.setting);
      if (!spec) return `${change.setting} of ${now}`;
      const [was, is] = [change.before, change.after].map((value) => short(valueText(spec, value)));
      return `${spec.label} of ${now}: ${was} → ${is}`;
    }),
  ];
}

function specOf(type: string, setting: string): Setting<unknown> | undefined {
  const specs: Readonly<Record<string, Setting<unknown>>> = registry.get(type)?.settings ?? {};
  return specs[setting];
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

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function quoted(text: string): string {
  return `“${short(text)}”`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
