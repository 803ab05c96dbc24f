import { useMemo } from "react";
import { isModelNode } from "@/graph/node";
import { registry } from "@/registry";
import { CardStateWord } from "../canvas/card-state";
import { byWorth, worth } from "../results/by-worth";
import { ValueViewPanel } from "../results/lazy";
import { categoryLook } from "../state/categories";
import { useDerived, useSession } from "../state/editor";
import { inReadingOrder } from "../state/reading-order";
import { goTo, type NodeRun } from "../state/session-store";
import { titleOf } from "../state/titles";

/** Without a selected node: what the run showed, and an outline of the graph for those who read it line by line. */
export function Overview({ selected }: { readonly selected: number }) {
  const checked = useDerived((derived) => derived.checked);
  const runs = useSession((state) => state.runs);
  const ids = useMemo(() => inReadingOrder(checked.graph), [checked]);
  const results = ids
    .filter((id) => {
      const definition = checked.nodes.get(id)?.definition;
      return definition && !isModelNode(definition) && definition.result && runs[id]?.views;
    })
    .sort((a, b) => rank(runs[a]) - rank(runs[b]));
  return (
    <div className="h-full overflow-y-auto px-4 py-3.5">
      <h2 className="text-[15px] font-semibold">
        {selected > 1 ? `${selected} nodes selected` : results.length > 0 ? "Results" : checked.graph.title}
      </h2>
      {results.length === 0 && (
        <p className="mt-1 text-soft">
          {ids.length} nodes, {checked.edges.length} edges. Select a node to see its settings and its result.
        </p>
      )}
      <div className="mt-3 grid grid-cols-[minmax(0,1fr)] gap-6">
        {results.map((id) => (
          <article key={id}>
            <button type="button" className="mb-1.5 font-medium hover:underline" onClick={() => goTo(id)}>
              {titleOf(checked.graph, id)}
            </button>
            {byWorth(Object.entries(runs[id]?.views ?? {})).map(([port, view]) => (
              <ValueViewPanel key={port} node={id} port={port} view={view} alone />
            ))}
          </article>
        ))}
      </div>
      <nav className="mt-5" aria-label="Outline">
        <h3 className="mb-1 text-[11px] font-semibold text-soft">Outline</h3>
        <ol>
          {ids.map((id) => (
            <li key={id}>
              <button
                type="button"
                className="flex w-full items-center gap-2.5 rounded-[7px] px-2 py-[5px] text-left hover:bg-raised"
                onClick={() => goTo(id)}
              >
                <i
                  className="size-2.5 flex-none rounded-[3px]"
                  style={{
                    background: categoryLook(registry.get(checked.nodes.get(id)?.node.type ?? "")?.category)
                      .colour,
                  }}
                />
                <span className="flex-1 truncate">{titleOf(checked.graph, id)}</span>
                <CardStateWord id={id} />
              </button>
            </li>
          ))}
        </ol>
      </nav>
    </div>
  );
}

function rank(run: NodeRun | undefined): number {
  const worths = Object.values(run?.views ?? {}).map((view) =>
    view.kind === "TrainedModel" ? 99 : worth(view),
  );
  // What trains is looked at last: its curves stand in their own node more often than not.
  return worths.includes(99) ? 99 : Math.min(...worths);
}
