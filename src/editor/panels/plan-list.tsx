import { useMemo } from "react";
import { explainPlan } from "@/compile/explain";
import { plan } from "@/compile/plan";
import type { KernelUse } from "@/engine/protocol";
import { registry } from "@/registry";
import { useDerived, useDocument, useSession } from "../state/editor";
import type { NodeState } from "../state/node-state";
import { goTo } from "../state/session-store";
import { titleOf } from "../state/titles";
import { useNodeState } from "../state/use-node";

/** What a run would do, step by step, in order. */
export function PlanList() {
  const checked = useDerived((derived) => derived.checked);
  const made = useMemo(() => plan(checked, registry), [checked]);
  const steps = useMemo(() => explainPlan(made), [made]);
  if (steps.length === 0) return <p className="px-4 py-3 text-soft">There is nothing to run yet.</p>;
  return (
    <div className="px-4 py-2">
      <ol>
        {steps.map(({ key, nodes, says }, index) => (
          <Step key={key} number={index + 1} id={nodes[0]} also={nodes.length - 1} says={says} />
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
  readonly says: readonly string[];
}) {
  const { number, id, also, says } = props;
  const title = useDocument(({ graph }) => titleOf(graph, id));
  const ms = useSession(({ runs }) => runs[id]?.ms ?? 0);
  const kernels = useSession(({ runs }) => runs[id]?.kernels);
  const state = useNodeState(id);
  const word = WORDS[state] ?? state;
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
