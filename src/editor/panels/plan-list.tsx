import { useMemo } from "react";
import { plan } from "@/compile/plan";
import type { TrainingPlan } from "@/compile/training-cost";
import type { KernelUse } from "@/engine/protocol";
import { registry } from "@/registry";
import { bytesText, compact } from "../results/words";
import { useDerived, useDocument, useSession } from "../state/editor";
import type { NodeState } from "../state/node-state";
import { goTo } from "../state/session-store";
import { titleOf } from "../state/titles";
import { useNodeState } from "../state/use-node";

/** What a run would do, step by step, in order. */
export function PlanList() {
  const checked = useDerived((derived) => derived.checked);
  const made = useMemo(() => plan(checked, registry), [checked]);
  if (made.steps.length === 0) return <p className="px-4 py-3 text-soft">There is nothing to run yet.</p>;
  return (
    <div className="px-4 py-2">
      <ol>
        {made.steps.map((step, index) => (
          <Step
            key={step.key}
            number={index + 1}
            id={step.nodes[0]}
            also={step.nodes.length - 1}
            keeps={step.features.length > 0}
            training={step.training}
            reason={made.notKept.find(({ node }) => step.nodes.includes(node))?.reason}
          />
        ))}
      </ol>
      {made.skipped.length > 0 && (
        <p className="mt-2 text-[12px] text-soft">
          Not run, because no result needs them: <Titles ids={made.skipped} />
        </p>
      )}
    </div>
  );
}

/** What a run would do now with a node in that state. */
const WORDS: Partial<Record<NodeState, NodeState>> = { ready: "will run", stale: "will run", done: "cached" };

function Step(props: {
  readonly number: number;
  readonly id: string;
  readonly also: number;
  readonly keeps: boolean;
  readonly training: TrainingPlan | undefined;
  readonly reason: string | undefined;
}) {
  const { number, id, also, keeps, training, reason } = props;
  const title = useDocument(({ graph }) => titleOf(graph, id));
  const ms = useSession(({ runs }) => runs[id]?.ms ?? 0);
  const kernels = useSession(({ runs }) => runs[id]?.kernels);
  const state = useNodeState(id);
  const word = WORDS[state] ?? state;
  return (
    <li className="grid grid-cols-[20px_170px_84px_1fr_150px_64px] items-center gap-2 py-[3px] text-[12px]">
      <span className="text-soft">{number}</span>
      <button type="button" className="truncate text-left hover:underline" onClick={() => goTo(id)}>
        {title}
        {also > 0 && <span className="text-soft"> and {also} alike</span>}
      </button>
      <span className="state justify-self-start" data-state={word}>
        {word}
      </span>
      <span className="text-soft">
        {training && <span className="block">{costInWords(training)}</span>}
        {reason
          ? `Its frozen layers run anew each epoch: ${reason}`
          : keeps
            ? "The frozen layers run once per picture; their output is kept for all epochs"
            : ""}
      </span>
      <span className="truncate text-right text-soft" title={kernels && kernelsInWords(kernels)}>
        {kernels && kernelsInShort(kernels)}
      </span>
      <span className="text-right text-soft">{ms >= 50 ? `${(ms / 1000).toFixed(1)} s` : ""}</span>
    </li>
  );
}

/** What learning costs: the parameters that learn, and operations for a picture, once and in every epoch. */
function costInWords({ parameters, trained, once, forward, backward, bytes }: TrainingPlan): string {
  const learns = `Learns ${compact(trained)} of ${compact(parameters)} parameters`;
  if (once === undefined || forward === undefined || backward === undefined) return learns;
  const first = once > 0 ? `${compact(once)}FLOP once and ` : "";
  const room = bytes === undefined ? "" : `; about ${bytesText(bytes)} of the device's memory`;
  return `${learns}; a picture takes ${first}${compact(forward + backward)}FLOP in each epoch${room}`;
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
