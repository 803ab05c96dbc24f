import { useMemo } from "react";
import { parseGraph } from "@/graph/parse";
import { Dialog } from "../panels/dialog";
import { titleOf } from "../state/titles";
import { BundleResults } from "./bundle-results";
import { shareStore, useShare } from "./share-store";

/** The results that came with a bundle, once its graph is open. */
export function ResultsDialog() {
  const came = useShare((state) => state.results);
  const graph = useMemo(() => came && parseGraph(came.bundle.graph).graph, [came]);
  if (!came) return null;
  return (
    <Dialog
      title={`Results in ${came.name}`}
      words="They are of the run that was saved, on the machine of whoever saved it. Press Run to work them out here."
      close={() => shareStore.setState({ results: undefined })}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys. */}
      <div className="min-h-0 overflow-y-auto px-5 py-4 text-[12.5px] text-soft" tabIndex={0}>
        <BundleResults bundle={came.bundle} titleOf={(node) => (graph ? titleOf(graph, node) : node)} />
      </div>
    </Dialog>
  );
}
