import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { useMemo } from "react";
import type { Problem } from "@/graph/problem";
import { applyFix } from "../actions/commands";
import { useDerived, useDocument, useSession } from "../state/editor";
import { nodeState } from "../state/node-state";
import { goTo } from "../state/session-store";
import { titleOf } from "../state/titles";

/** What the check finds, and what the last run failed of where nothing was changed since. */
export function useProblems(): readonly Problem[] {
  const found = useDerived(({ checked }) => checked.problems);
  const result = useSession((state) => state.result);
  const runs = useSession((state) => state.runs);
  return useMemo(() => {
    const failed = (result?.problems ?? []).filter(
      ({ node, message }) =>
        node !== undefined &&
        runs[node] !== undefined &&
        nodeState(node) === "failed" &&
        !found.some((problem) => problem.message === message),
    );
    return [...found, ...failed];
  }, [found, result, runs]);
}

/** All that is wrong with the graph, at once; each line jumps to its node. */
export function Problems() {
  const problems = useProblems();
  if (problems.length === 0) {
    return (
      <p className="flex items-center gap-2 px-4 py-3 text-soft">
        <CircleCheck size={15} className="text-ok" aria-hidden /> No problems: everything that is wired fits.
      </p>
    );
  }
  return (
    <ul className="py-1" aria-label="Problems">
      {problems.map((problem) => (
        <Line
          key={`${problem.node}.${problem.port}.${problem.setting}.${problem.message}`}
          problem={problem}
        />
      ))}
    </ul>
  );
}

function Line({ problem }: { readonly problem: Problem }) {
  const { node, port, setting, message, expected, got, cause, fix, severity } = problem;
  const title = useDocument(({ graph }) => (node === undefined ? "Graph" : titleOf(graph, node)));
  const origin = useDocument(({ graph }) => (cause === undefined ? "" : titleOf(graph, cause)));
  const Icon = severity === "error" ? CircleAlert : TriangleAlert;
  return (
    <li className="flex items-start gap-2.5 px-4 py-1.5 hover:bg-raised">
      <Icon
        size={14}
        className={`mt-[3px] flex-none ${severity === "error" ? "text-bad" : "text-warn"}`}
        aria-label={severity === "error" ? "Error" : "Warning"}
      />
      <button
        type="button"
        className="w-[150px] flex-none truncate text-left font-medium hover:underline"
        disabled={node === undefined}
        onClick={() => node !== undefined && goTo(node)}
        title={port ?? setting}
      >
        {title}
        {(port ?? setting) && <span className="font-normal text-soft"> · {port ?? setting}</span>}
      </button>
      <p className="min-w-0 flex-1">
        {message}{" "}
        {expected && got && (
          <span className="text-[12px] text-soft">
            Expected {expected}, got {got}.{" "}
          </span>
        )}
        {cause !== undefined && cause !== node && (
          <button
            type="button"
            className="text-[12px] text-accent-text hover:underline"
            onClick={() => goTo(cause)}
          >
            It comes from {origin}
          </button>
        )}
      </p>
      {fix && (
        <button type="button" className="button small fix" onClick={() => applyFix(fix.edit, fix.title)}>
          {fix.title}
        </button>
      )}
    </li>
  );
}
