import { FlaskConical } from "lucide-react";
import { useMemo } from "react";
import { canonicalText } from "@/graph/canonical";
import { registry } from "@/registry";
import { openText } from "../actions/document-files";
import { exampleGraph } from "./example-graph";

/** The node's own example as a graph of its own, to run and to change. Nothing where it needs files of its user. */
export default function TryIt({ type }: { readonly type: string }) {
  const definition = registry.get(type);
  const graph = useMemo(() => definition && exampleGraph(definition), [definition]);
  if (!definition || !graph) return null;
  return (
    <div>
      <h3 className="mb-1 text-[12px] font-medium">An example</h3>
      <p className="mb-1.5 text-[12.5px] text-soft">{definition.example.shows}</p>
      <button
        type="button"
        className="button small"
        onClick={() => openText(canonicalText(graph), graph.title)}
      >
        <FlaskConical size={13} aria-hidden /> Try it
      </button>
    </div>
  );
}
