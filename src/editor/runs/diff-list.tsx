import type { GraphDiff, NodeDiff } from "@/graph/diff";
import { diffGraphs, isSameWork } from "@/graph/diff";
import type { Graph } from "@/graph/document";
import type { Setting } from "@/graph/settings";
import { registry } from "@/registry";
import { valueText } from "../inspector/setting-text";
import { titleOf } from "../state/titles";

/** What a node of a type has where nothing is set. */
export function defaultOf(type: string, setting: string): unknown {
  return specOf(type, setting)?.default;
}

function specOf(type: string, setting: string): Setting<unknown> | undefined {
  const specs: Readonly<Record<string, Setting<unknown>>> = registry.get(type)?.settings ?? {};
  return specs[setting];
}

/** What is other in one graph than in another, as a table: work first, and looks in a line of their own. */
export function DiffList(props: {
  readonly before: Graph;
  readonly after: Graph;
  readonly names: readonly [string, string];
}) {
  const { before, after, names } = props;
  const diff = diffGraphs(before, after, defaultOf);
  const rows = rowsOf(diff, before, after);
  return (
    <>
      {rows.length === 0 ? (
        <p className="text-soft">
          {isSameWork(diff) ? "The graphs do the same: no node, edge or setting differs." : ""}
        </p>
      ) : (
        <table className="w-full text-left text-[12.5px]" aria-label="Differences of the graphs">
          <thead className="text-[11.5px] text-soft">
            <tr className="border-b border-line">
              <th className="py-1 pr-3 font-medium">Where</th>
              <th className="py-1 pr-3 font-medium">What</th>
              <th className="py-1 pr-3 font-medium">{names[0]}</th>
              <th className="py-1 font-medium">{names[1]}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ where, what, first, second }) => (
              <tr key={`${where} ${what} ${first} ${second}`} className="border-b border-line align-baseline">
                <td className="py-1 pr-3 font-medium">{where}</td>
                <td className="py-1 pr-3">{what}</td>
                <td className="py-1 pr-3 break-words">{first}</td>
                <td className="py-1 break-words">{second}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {looksInWords(diff) !== "" && (
        <p className="mt-2 text-[12px] text-soft">Looks, which change no number: {looksInWords(diff)}.</p>
      )}
    </>
  );
}

interface DiffRow {
  readonly where: string;
  readonly what: string;
  readonly first: string;
  readonly second: string;
}

function rowsOf(diff: GraphDiff, before: Graph, after: Graph): readonly DiffRow[] {
  const node = (graph: Graph, id: string) => `${titleOf(graph, id)}`;
  return [
    ...(diff.title
      ? [{ where: "Graph", what: "title", first: diff.title.before, second: diff.title.after }]
      : []),
    ...diff.changed.flatMap((each) => nodeRows(each, before, after)),
    ...diff.removed.map((id) => ({ where: node(before, id), what: "node", first: "there", second: "–" })),
    ...diff.added.map((id) => ({ where: node(after, id), what: "node", first: "–", second: "there" })),
    ...diff.edges.removed.map(({ from, to }) => ({
      where: "Edge",
      what: `${from} → ${to}`,
      first: "there",
      second: "–",
    })),
    ...diff.edges.added.map(({ from, to }) => ({
      where: "Edge",
      what: `${from} → ${to}`,
      first: "–",
      second: "there",
    })),
  ];
}

function nodeRows(diff: NodeDiff, before: Graph, after: Graph): readonly DiffRow[] {
  const { id, type, title, files, settings } = diff;
  const where = titleOf(after, id);
  const typeOf = after.nodes[id]?.type ?? "";
  const nameOf = (graph: Graph) => graph.assets[id]?.name ?? "none";
  return [
    ...(type
      ? [{ where, what: "kind of node", first: kindOf(type.before), second: kindOf(type.after) }]
      : []),
    ...(title ? [{ where, what: "title", first: titleOf(before, id), second: titleOf(after, id) }] : []),
    ...(files ? [{ where, what: "files", first: nameOf(before), second: nameOf(after) }] : []),
    ...settings.map(({ setting, before: was, after: is }) => {
      const spec = specOf(typeOf, setting);
      const text = (value: unknown) =>
        value === undefined ? "not set" : spec ? valueText(spec, value) : JSON.stringify(value);
      return { where, what: spec?.label ?? setting, first: text(was), second: text(is) };
    }),
  ];
}

function kindOf(type: string): string {
  return registry.get(type)?.title ?? type;
}

function looksInWords({ looks: { moved, notes, groups } }: GraphDiff): string {
  const parts = [
    ...(moved.length > 0 ? [`${moved.length} ${moved.length === 1 ? "node" : "nodes"} moved`] : []),
    ...(notes ? ["notes changed"] : []),
    ...(groups ? ["groups changed"] : []),
  ];
  return parts.join(", ");
}
