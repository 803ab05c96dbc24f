import { type ReactNode, useMemo } from "react";
import { bytesText } from "@/compile/amounts";
import { plan } from "@/compile/plan";
import type { KeptFeature, KeptTraining } from "@/engine/protocol";
import { registry } from "@/registry";
import { useDerived } from "../state/editor";
import { titleOf } from "../state/titles";

/** What frozen networks gave: kept so that a reload does not run them again. */
export function FeatureTable(props: {
  readonly features: readonly KeptFeature[];
  readonly remove: (key: string) => void;
}) {
  const steps = useSteps();
  const owners = new Map(
    steps.flatMap(({ features, titles }) =>
      features.map(({ key, owner }) => [key, titles.get(owner)] as const),
    ),
  );
  return (
    <ResultTable
      label="Kept features"
      words="Features: what a network’s frozen layers gave for each picture. Without them the network runs again."
      rows={[...props.features]
        .sort((a, b) => b.at - a.at)
        .map((feature) => ({ ...feature, of: owners.get(feature.key), what: "features" }))}
      remove={props.remove}
    />
  );
}

/** Trainings that were cut off and go on from where they were, and results of those that took long. */
export function TrainingTable(props: {
  readonly trainings: readonly KeptTraining[];
  readonly remove: (key: string) => void;
}) {
  const steps = useSteps();
  // The device stands before the step’s key, in which there is no colon.
  const titles = new Map(steps.map(({ key, title }) => [key, title]));
  return (
    <ResultTable
      label="Kept trainings"
      words="Trainings: how far each one is. One that was cut off goes on from there, one that is done is not done again."
      rows={props.trainings.map((training) => {
        const { key, isDone, epoch, epochs } = training;
        const far = isDone ? "done" : `epoch ${epoch + 1} of ${epochs}`;
        return {
          ...training,
          of: titles.get(key.slice(key.lastIndexOf(":") + 1)),
          far,
          what: "the training",
        };
      })}
      remove={props.remove}
    />
  );
}

interface Row {
  readonly key: string;
  readonly bytes: number;
  readonly at: number;
  /** The node's title, where it is one of this graph. */
  readonly of: string | undefined;
  readonly far?: string;
  readonly what: string;
}

function ResultTable(props: {
  readonly label: string;
  readonly words: string;
  readonly rows: readonly Row[];
  readonly remove: (key: string) => void;
}) {
  return (
    <table className="mt-4 w-full text-left first:mt-0 text-[12.5px]" aria-label={props.label}>
      <caption className="pb-1 text-left text-[12.5px] text-soft">{props.words}</caption>
      <thead className="text-[11.5px] text-soft">
        <tr className="border-b border-line">
          <th className="py-1.5 pr-3 font-medium">Of</th>
          <th className="py-1.5 pr-3 font-medium">Size</th>
          <th className="py-1.5 pr-3 font-medium">Since</th>
          <th aria-label="Remove" />
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <ResultRow
            key={`${row.key} ${row.at} ${row.bytes}`}
            row={row}
            remove={() => props.remove(row.key)}
          />
        ))}
      </tbody>
    </table>
  );
}

function ResultRow({ row, remove }: { readonly row: Row; readonly remove: () => void }): ReactNode {
  const { of = "another graph, or other settings", far, what, bytes, at } = row;
  return (
    <tr className="border-b border-line align-baseline">
      <td className={`py-2 pr-3 ${row.of === undefined ? "text-soft" : ""}`}>
        {of}
        {far && <span className="text-soft">{`, ${far}`}</span>}
      </td>
      <td className="py-2 pr-3 whitespace-nowrap">{bytesText(bytes)}</td>
      <td className="py-2 pr-3 whitespace-nowrap">{new Date(at).toLocaleDateString()}</td>
      <td className="py-1 text-right">
        <button
          type="button"
          className="button small"
          aria-label={`Remove ${what} of ${of}`}
          onClick={remove}
        >
          Remove
        </button>
      </td>
    </tr>
  );
}

/** The steps of the graph that is open, with their nodes' titles. */
function useSteps() {
  const checked = useDerived((derived) => derived.checked);
  return useMemo(
    () =>
      plan(checked, registry).steps.map(({ key, nodes, features }) => ({
        key,
        features,
        title: titleOf(checked.graph, nodes[0]),
        titles: new Map(features.map(({ owner }) => [owner, titleOf(checked.graph, owner)])),
      })),
    [checked],
  );
}
