import { GitCompare, Trash2, Undo2 } from "lucide-react";
import { useState } from "react";
import { useStore } from "zustand";
import { durationText } from "@/compile/amounts";
import { metricText, spaced } from "../results/words";
import { titleOf } from "../state/titles";
import { goToGraphOf } from "./go-to-graph";
import { chooseRun, removeRun, renameRun, runBook } from "./run-book";
import { nameOf, type RunRecord } from "./run-record";

const ENDED = { done: "", failed: "failed", stopped: "stopped" };

/** The runs of this browser, the newest first: their names, their numbers, and the way back to the graph of each. */
export function RunsPanel() {
  const records = useStore(runBook, (book) => book.records);
  const chosen = useStore(runBook, (book) => book.chosen);
  if (records.length === 0)
    return (
      <p className="px-4 py-3 text-soft">
        No run has ended yet. Each run stays here with its graph and its numbers, so that two can be compared.
      </p>
    );
  return (
    <div className="px-4 py-2">
      <div className="mb-1 flex items-center gap-3">
        <button
          type="button"
          className="button small"
          disabled={chosen.length !== 2}
          onClick={() => runBook.setState({ isComparing: true })}
        >
          <GitCompare size={13} aria-hidden /> Compare
        </button>
        <span className="text-[12px] text-soft">
          {chosen.length === 2 ? "Two runs are chosen" : "Choose two runs to compare them"}
        </span>
      </div>
      <table className="w-full text-left text-[12.5px]" aria-label="Runs">
        <thead className="text-[11.5px] text-soft">
          <tr className="border-b border-line">
            <th className="w-7" aria-label="Chosen" />
            <th className="py-1 pr-3 font-medium">Name</th>
            <th className="py-1 pr-3 font-medium">Graph</th>
            <th className="py-1 pr-3 font-medium">Result</th>
            <th className="py-1 pr-3 font-medium">Took</th>
            <th className="py-1 pr-3 font-medium">Ended</th>
            <th aria-label="Actions" />
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <Row key={record.id} record={record} isChosen={chosen.includes(record.id)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ record, isChosen }: { readonly record: RunRecord; readonly isChosen: boolean }) {
  const name = nameOf(record);
  return (
    <tr className="border-b border-line last:border-0 data-[on=true]:bg-raised" data-on={isChosen}>
      <td>
        <input
          type="checkbox"
          className="accent-(--accent)"
          aria-label={`Compare ${name}`}
          checked={isChosen}
          onChange={(event) => chooseRun(record.id, event.target.checked)}
        />
      </td>
      <td className="py-0.5 pr-3">
        <NameField record={record} />
      </td>
      <td className="max-w-[180px] truncate pr-3" title={record.graph.title}>
        {record.graph.title}
      </td>
      <td className="pr-3">
        {ENDED[record.status] === "" ? (
          headline(record)
        ) : (
          <span className="text-soft">{ENDED[record.status]}</span>
        )}
      </td>
      <td className="pr-3 whitespace-nowrap">{durationText(record.ms)}</td>
      <td className="pr-3 whitespace-nowrap" title={new Date(record.at).toLocaleString()}>
        {endedText(record.at)}
      </td>
      <td className="text-right whitespace-nowrap">
        <button
          type="button"
          className="button icon small plain"
          aria-label={`Back to the graph of ${name}`}
          title="Back to the graph as it ran. Undo returns to the one that is open"
          onClick={() => goToGraphOf(record)}
        >
          <Undo2 size={14} />
        </button>
        <button
          type="button"
          className="button icon small plain"
          aria-label={`Remove ${name}`}
          title="Remove it from this list"
          onClick={() => removeRun(record.id)}
        >
          <Trash2 size={14} />
        </button>
      </td>
    </tr>
  );
}

function NameField({ record }: { readonly record: RunRecord }) {
  const [draft, setDraft] = useState<string>();
  const done = () => {
    if (draft !== undefined) renameRun(record.id, draft);
    setDraft(undefined);
  };
  return (
    <input
      className="field-sizing-content min-w-[64px] max-w-[200px] truncate rounded-md border border-transparent px-1 py-0.5 hover:border-line focus:border-line"
      aria-label={`Name of ${nameOf(record)}`}
      maxLength={80}
      value={draft ?? nameOf(record)}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setDraft(undefined);
      }}
    />
  );
}

/** The one number that people look for first: of a test, else the first there is. */
function headline({ numbers, graph }: RunRecord): string {
  const all = Object.entries(numbers).flatMap(([node, values]) =>
    Object.entries(values).map(([name, value]) => ({ node, name, value })),
  );
  const wanted = all.filter(({ name }) => /^(accuracy|dice)$/i.test(name));
  const [best] = [...wanted.filter(({ node }) => /test/i.test(node)), ...wanted];
  return best
    ? `${spaced(best.name)} ${metricText(best.name, best.value)} · ${titleOf(graph, best.node)}`
    : "done";
}

/** The time alone of today's, else the day too. */
function endedText(at: number): string {
  const date = new Date(at);
  const time = date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  return date.toDateString() === new Date().toDateString() ? time : `${date.toLocaleDateString()} ${time}`;
}
