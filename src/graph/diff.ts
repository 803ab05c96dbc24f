import { canonicalJson } from "./canonical";
import type { Edge, Graph, Node } from "./document";

export interface Change<T> {
  readonly before: T;
  readonly after: T;
}

/** What is other about a node that both graphs have. */
export interface NodeDiff {
  readonly id: string;
  readonly type?: Change<string>;
  readonly title?: Change<string | undefined>;
  readonly settings: readonly (Change<unknown> & { readonly setting: string })[];
  /** The files that it names, by their digests. */
  readonly files?: Change<string | undefined>;
}

/** What one graph has that another has not. Looks stand apart: they change no number. */
export interface GraphDiff {
  readonly title?: Change<string>;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly NodeDiff[];
  readonly edges: { readonly added: readonly Edge[]; readonly removed: readonly Edge[] };
  readonly looks: { readonly moved: readonly string[]; readonly notes: boolean; readonly groups: boolean };
}

/** The value that a node of a type has where a setting is not set. */
export type DefaultOf = (type: string, setting: string) => unknown;

/** The way from one graph to another, by ids. A setting that is not set counts as its default. */
export function diffGraphs(before: Graph, after: Graph, defaultOf: DefaultOf = () => undefined): GraphDiff {
  const has = (graph: Graph, id: string) => Object.hasOwn(graph.nodes, id);
  const stayed = Object.keys(after.nodes).filter((id) => has(before, id));
  return {
    ...(before.title === after.title ? {} : { title: { before: before.title, after: after.title } }),
    added: Object.keys(after.nodes).filter((id) => !has(before, id)),
    removed: Object.keys(before.nodes).filter((id) => !has(after, id)),
    changed: stayed.flatMap((id) => nodeDiff(id, before, after, defaultOf)),
    edges: { added: edgesBeside(after, before), removed: edgesBeside(before, after) },
    looks: {
      moved: stayed.filter((id) => !isSame(before.layout[id], after.layout[id])),
      notes: !isSame(before.notes, after.notes),
      groups: !isSame(before.groups, after.groups),
    },
  };
}

/** Whether a run of both gives the same, as far as the graph goes. */
export function isSameWork({ added, removed, changed, edges }: GraphDiff): boolean {
  const works = changed.some(({ type, settings, files }) => type || files || settings.length > 0);
  return !works && [added, removed, edges.added, edges.removed].every((list) => list.length === 0);
}

function nodeDiff(id: string, before: Graph, after: Graph, defaultOf: DefaultOf): readonly NodeDiff[] {
  const [was, is] = [before.nodes[id], after.nodes[id]];
  if (!was || !is) return [];
  const [oldFiles, newFiles] = [before.assets[id]?.sha256, after.assets[id]?.sha256];
  if (was === is && oldFiles === newFiles) return [];
  const diff: NodeDiff = {
    id,
    ...(was.type === is.type ? {} : { type: { before: was.type, after: is.type } }),
    ...(was.title === is.title ? {} : { title: { before: was.title, after: is.title } }),
    settings: was.type === is.type ? settingsDiff(was, is, defaultOf) : [],
    ...(oldFiles === newFiles ? {} : { files: { before: oldFiles, after: newFiles } }),
  };
  return diff.type || diff.title || diff.files || diff.settings.length > 0 ? [diff] : [];
}

function settingsDiff(was: Node, is: Node, defaultOf: DefaultOf): NodeDiff["settings"] {
  const names = new Set([...Object.keys(was.settings), ...Object.keys(is.settings)]);
  const valueIn = ({ type, settings }: Node, name: string) =>
    Object.hasOwn(settings, name) ? settings[name] : defaultOf(type, name);
  return [...names].sort().flatMap((setting) => {
    const [before, after] = [valueIn(was, setting), valueIn(is, setting)];
    return isSame(before, after) ? [] : [{ setting, before, after }];
  });
}

function edgesBeside(graph: Graph, other: Graph): readonly Edge[] {
  const known = new Set(other.edges.map(({ from, to }) => `${from} ${to}`));
  return graph.edges.filter(({ from, to }) => !known.has(`${from} ${to}`));
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || canonicalJson(a ?? null) === canonicalJson(b ?? null);
}
