import { useMemo } from "react";
import { bytesText, durationText } from "@/compile/amounts";
import type { Checked } from "@/compile/checked";
import { type ExplainedStep, explainPlan, planSeconds, timeInWords } from "@/compile/explain";
import { type Plan, plan } from "@/compile/plan";
import { planMemory } from "@/compile/plan-memory";
import type { KernelUse } from "@/engine/protocol";
import { registry } from "@/registry";
import { useDerived, useDocument, useSession } from "../state/editor";
import { gestureStore, type Scope, useGesture } from "../state/gesture-store";
import type { NodeState } from "../state/node-state";
import { pinnedGraph } from "../state/pinned";
import { goTo } from "../state/session-store";
import { whyStale } from "../state/stale";
import { titleOf } from "../state/titles";
import { useNodeState } from "../state/use-node";

/** What a run would do, step by step, in order. */
export function PlanList() {
  const now = useDerived((derived) => derived.checked);
  const pins = useGesture((state) => state.pins);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the graph with its pins follows from these two.
  const { checked, copies } = useMemo(pinnedGraph, [now, pins]);
  const scope = useGesture((state) => state.scope);
  const made = useMemo(
    () => plan(checked, registry, scope ? scopeTargets(scope, checked) : undefined),
    [checked, scope],
  );
  const machine = useSession((session) => session.machine);
  const steps = useMemo(() => explainPlan(made, machine), [made, machine]);
  if (steps.length === 0 && !scope)
    return <p className="px-4 py-3 text-soft">There is nothing to run yet.</p>;
  return (
    <div className="px-4 py-2">
      {scope && <ScopeLine title={scope.title} />}
      <ol>
        {steps.map((step, index) => (
          <Step key={step.key} number={index + 1} step={step} copyOf={copies.get(step.nodes[0])} />
        ))}
      </ol>
      <Totals made={made} steps={steps} />
      {made.skipped.length > 0 && (
        <p className="mt-2 text-[12px] text-soft">
          Not run, because no result needs them: <Titles ids={made.skipped} />
        </p>
      )}
    </div>
  );
}

/** What was asked to run is less than everything. */
function ScopeLine({ title }: { readonly title: string }) {
  return (
    <p className="mb-1 flex items-center gap-2 text-[12px]">
      <span className="font-semibold">{title}</span>
      <button
        type="button"
        className="button small"
        onClick={() => gestureStore.setState({ scope: undefined })}
      >
        Plan of everything
      </button>
    </p>
  );
}

/** A node that was deleted since is asked for no more. */
function scopeTargets({ targets }: Scope, { nodes }: Checked): readonly string[] {
  return targets.filter((id) => nodes.has(id));
}

/** What the whole takes from the beginning, and after a run what was expected of it and how it came. */
function Totals({ made, steps }: { readonly made: Plan; readonly steps: readonly ExplainedStep[] }) {
  const result = useSession((session) => session.result);
  const seconds = planSeconds(steps);
  const { peak, features } = planMemory(made);
  const parts = [
    ...(seconds === undefined ? [] : [durationText(1000 * seconds)]),
    ...(peak === 0 ? [] : [`${bytesText(peak)} of the device's memory`]),
    ...(features === 0 ? [] : [`${bytesText(features)} for features that are kept`]),
  ];
  return (
    <p className="mt-2 text-[12px] text-soft">
      {parts.length > 0 && `All of it from the beginning takes about ${parts.join(", ")}. `}
      {result?.status === "done" && result.expected && (
        <>
          The last run was expected to take {durationText(result.expected.ms)} and took{" "}
          {durationText(result.ms)}
          {result.deviceBytes === undefined
            ? "."
            : `; the device holds ${bytesText(result.deviceBytes)} since.`}
        </>
      )}
    </p>
  );
}

/** What a run would do now with a node in that state. */
const WORDS: Partial<Record<NodeState, NodeState>> = { ready: "will run", stale: "will run", done: "cached" };

function Step(props: {
  readonly number: number;
  readonly step: ExplainedStep;
  /** Of a node as it was when what follows it was pinned. */
  readonly copyOf: string | undefined;
}) {
  const { number, step, copyOf } = props;
  const id = copyOf ?? step.nodes[0];
  const pinned = useGesture(({ pins }) => pins.has(id) && copyOf === undefined);
  const also = step.nodes.length - 1;
  const title = useDocument(({ graph }) => titleOf(graph, id));
  const ms = useSession(({ runs }) => runs[id]?.ms ?? 0);
  const kernels = useSession(({ runs }) => runs[id]?.kernels);
  const state = useNodeState(id);
  const held = pinned || copyOf !== undefined;
  const word = step.refused !== undefined ? "refused" : held ? "cached" : (WORDS[state] ?? state);
  const why = useDocument(() => (state === "stale" ? whyStale(id) : ""));
  const says = [
    ...(step.refused === undefined ? [] : [step.refused]),
    ...(pinned ? [`Pinned: result of ${title} as it was last run.`] : []),
    ...(copyOf === undefined ? [] : ["As it was when what follows it was pinned."]),
    ...(why === "" || held ? [] : [`What it has is old: ${why}`]),
    ...step.says,
    ...(word === "will run" ? timeInWords(step) : []),
  ];
  return (
    <li className="grid grid-cols-[20px_170px_84px_1fr_150px_64px] items-baseline gap-2 py-[3px] text-[12px]">
      <span className="text-soft">{number}</span>
      <button type="button" className="truncate text-left hover:underline" onClick={() => goTo(id)}>
        {title}
        {also > 0 && <span className="text-soft"> and {also} alike</span>}
      </button>
      <span className="state justify-self-start" data-state={word}>
        {word}
      </span>
      <span className="text-soft">
        {says.map((sentence) => (
          <span key={sentence} className="block">
            {sentence}
          </span>
        ))}
      </span>
      <span className="truncate text-right text-soft" title={kernels && kernelsInWords(kernels)}>
        {kernels && kernelsInShort(kernels)}
      </span>
      <span className="text-right text-soft">{ms >= 50 ? `${(ms / 1000).toFixed(1)} s` : ""}</span>
    </li>
  );
}

/** `1,240 own kernels`, and how many calls tfjs's kernels had to take. */
function kernelsInShort(kernels: KernelUse): string {
  const sum = (whose: "own" | "stock") =>
    Object.values(kernels).reduce((all, count) => all + count[whose], 0);
  const stock = sum("stock");
  return `${sum("own").toLocaleString("en")} own kernels${stock > 0 ? `, ${stock.toLocaleString("en")} stock` : ""}`;
}

function kernelsInWords(kernels: KernelUse): string {
  return Object.entries(kernels)
    .map(([name, { own, stock }]) => `${name}: ${own} own${stock > 0 ? `, ${stock} stock` : ""}`)
    .join("\n");
}

function Titles({ ids }: { readonly ids: readonly string[] }) {
  const text = useDocument(({ graph }) => ids.map((id) => titleOf(graph, id)).join(", "));
  return <>{text}</>;
}
