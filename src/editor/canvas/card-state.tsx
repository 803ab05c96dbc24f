import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { durationText } from "@/compile/amounts";
import { useDerived, useSession } from "../state/editor";
import { whyStale } from "../state/stale";
import { useNodeState } from "../state/use-node";

/** The word that says how it stands with a node, its time, and its thin progress bar. */
export function CardState({ id }: { readonly id: string }) {
  const state = useNodeState(id);
  const ms = useSession(({ runs }) => runs[id]?.ms ?? 0);
  const text = useSession(({ runs }) => runs[id]?.text ?? "");
  const share = useSession(({ runs }) => {
    const run = runs[id];
    return run && run.total > 0 ? Math.round((1000 * run.done) / run.total) / 1000 : 0;
  });
  const checking = useSession(({ inspecting }) => inspecting[id]?.text ?? "");
  const checkFailed = useSession(({ inspecting }) => inspecting[id]?.failed ?? false);
  const problem = useDerived(({ problems }) => problems.get(id)?.[0]?.message ?? "");
  const failure = useSession(({ runs }) => runs[id]?.problem?.message ?? "");
  const running = state === "running";
  const held = useSession(({ run }) => run.state === "paused");
  // Looked for when a pointer asks: a thousand old cards would each search the graph at every edit.
  const [old, setOld] = useState("");
  if (checking !== "" && !running) {
    return (
      <>
        <span className="state" data-state={checkFailed ? "failed" : "running"} title={checking}>
          {checkFailed ? "failed" : "reading"}
        </span>
        {!checkFailed && <Bar share={0} />}
      </>
    );
  }
  const time = state === "done" && ms >= 50 ? durationText(ms) : "";
  const why = { problem, failed: failure, stale: old }[state as string] ?? "";
  return (
    <>
      <span
        className="state"
        data-state={state}
        title={why || text || undefined}
        onPointerEnter={() => setOld(whyStale(id))}
      >
        {state === "problem" && <CircleAlert size={10} className="mr-1 inline -translate-y-px" aria-hidden />}
        {running && held
          ? "paused"
          : running && text !== ""
            ? text
            : time === ""
              ? state
              : `${state} · ${time}`}
      </span>
      {running && <Bar share={share} />}
    </>
  );
}

function Bar({ share }: { readonly share: number }) {
  return (
    <div className="card-bar" data-unknown={share === 0}>
      <i style={{ transform: `scaleX(${share === 0 ? 0.3 : share})` }} />
    </div>
  );
}

/** The word alone, for the inspector. */
export function CardStateWord({ id }: { readonly id: string }) {
  const state = useNodeState(id);
  const held = useSession(({ run }) => run.state === "paused");
  return (
    <span className="state flex-none" data-state={state}>
      {held && state === "running" ? "paused" : state}
    </span>
  );
}
