import { useStore } from "zustand";
import { durationText } from "@/compile/amounts";
import { sensible } from "@/figures/columns";
import { Dialog } from "../panels/dialog";
import { LinesChart } from "../results/lines-chart";
import { metricText, spaced } from "../results/words";
import { titleOf } from "../state/titles";
import { type NumberPair, numberPairs, overlaidCurves } from "./compare";
import { DiffList } from "./diff-list";
import { goToGraphOf } from "./go-to-graph";
import { runBook } from "./run-book";
import { nameOf, type RunRecord } from "./run-record";

const close = () => runBook.setState({ isComparing: false });

/** Two runs side by side: what differs in their graphs, their curves over one another, and their numbers. */
export function CompareRuns() {
  const isOpen = useStore(runBook, (book) => book.isComparing);
  const records = useStore(runBook, (book) => book.records);
  const chosen = useStore(runBook, (book) => book.chosen);
  const [older, newer] = records.filter(({ id }) => chosen.includes(id)).sort((a, b) => a.at - b.at);
  if (!isOpen || !older || !newer) return null;
  const names = [nameOf(older), nameOf(newer)] as const;
  const curves = overlaidCurves(older, newer);
  return (
    <Dialog title={`${names[0]} and ${names[1]}`} words={<About runs={[older, newer]} />} close={close}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys. */}
      <div className="grid min-h-0 gap-6 overflow-y-auto px-5 py-4" tabIndex={0}>
        <section aria-label="What differs">
          <Heading>What differs</Heading>
          <DiffList before={older.graph} after={newer.graph} names={names} />
        </section>
        {curves.length > 0 && (
          <section aria-label="Curves">
            <Heading>Curves</Heading>
            <div className="grid gap-5 min-[760px]:grid-cols-2">
              {curves.map(({ node, figure }) => (
                <LinesChart key={`${node} ${figure.panels[0]?.yLabel}`} figure={figure} />
              ))}
            </div>
          </section>
        )}
        <section aria-label="Numbers">
          <Heading>Numbers</Heading>
          <Numbers pairs={numberPairs(older, newer)} runs={[older, newer]} />
        </section>
      </div>
    </Dialog>
  );
}

function Heading({ children }: { readonly children: string }) {
  return <h3 className="mb-1.5 text-[13px] font-semibold">{children}</h3>;
}

function About({ runs }: { readonly runs: readonly RunRecord[] }) {
  return (
    <span className="flex flex-wrap gap-x-5 gap-y-1">
      {runs.map((run) => (
        <span key={run.id}>
          {nameOf(run)}: {new Date(run.at).toLocaleString()}, {durationText(run.ms)}
          {run.status === "done" ? "" : `, ${run.status}`}{" "}
          <button
            type="button"
            className="text-accent-text underline-offset-2 hover:underline"
            onClick={() => {
              close();
              goToGraphOf(run);
            }}
          >
            back to its graph
          </button>
        </span>
      ))}
    </span>
  );
}

function Numbers(props: {
  readonly pairs: readonly NumberPair[];
  readonly runs: readonly [RunRecord, RunRecord];
}) {
  const { pairs, runs } = props;
  if (pairs.length === 0) return <p className="text-soft">Neither run has a number to compare.</p>;
  return (
    <table className="w-full text-left text-[12.5px] tabular-nums" aria-label="Numbers of both runs">
      <thead className="text-[11.5px] text-soft">
        <tr className="border-b border-line">
          <th className="py-1 pr-3 font-medium">Of</th>
          <th className="py-1 pr-3 font-medium">Number</th>
          <th className="py-1 pr-3 text-right font-medium">{nameOf(runs[0])}</th>
          <th className="py-1 pr-3 text-right font-medium">{nameOf(runs[1])}</th>
          <th className="py-1 text-right font-medium">Difference</th>
        </tr>
      </thead>
      <tbody>
        {pairs.map(({ node, name, first, second }) => (
          <tr key={`${node} ${name}`} className="border-b border-line">
            <td className="py-1 pr-3">
              {titleOf(runs[1].graph.nodes[node] ? runs[1].graph : runs[0].graph, node)}
            </td>
            <td className="py-1 pr-3">{spaced(name)}</td>
            <td className="py-1 pr-3 text-right">{first === undefined ? "–" : numberText(name, first)}</td>
            <td className="py-1 pr-3 text-right">{second === undefined ? "–" : numberText(name, second)}</td>
            <td className="py-1 text-right">{differenceText(name, first, second)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Counts with their thousands apart, shares in percent. */
function numberText(name: string, value: number): string {
  return Number.isInteger(value) && value > 1 ? value.toLocaleString("en") : metricText(name, value);
}

/** Of shares in percentage points, of other numbers as it is; its sign always stands there. */
function differenceText(name: string, first: number | undefined, second: number | undefined): string {
  if (first === undefined || second === undefined) return "–";
  const difference = second - first;
  if (difference === 0) return "equal";
  const sign = difference > 0 ? "+" : "−";
  const size = Math.abs(difference);
  return metricText(name, first).endsWith("%")
    ? `${sign}${(100 * size).toFixed(1)} points`
    : `${sign}${sensible(size)}`;
}
