import { type Change, changesBehind } from "@/compile/changes";
import type { Graph } from "@/graph/document";
import type { Setting } from "@/graph/settings";
import { registry } from "@/registry";
import { valueText } from "../inspector/setting-text";
import { documentStore } from "./editor";
import { sessionStore } from "./session-store";
import { titleOf } from "./titles";

/** More edits than these are counted, not told. */
const TOLD = 2;

/** Which edits made what a node has old, as a sentence; empty where that is not known. */
export function whyStale(id: string): string {
  const { graph } = documentStore.getState();
  const before = sessionStore.getState().runs[id]?.graph;
  if (!before || before === graph) return "";
  const changes = changesBehind(before, graph, id, registry).map((change) => changeInWords(change, graph));
  if (changes.length === 0) return "";
  const more = changes.length - TOLD;
  return `${changes.slice(0, TOLD).join("; ")}${more > 0 ? `; and ${more} more` : ""}.`;
}

/** `Learning rate of Adam: 0.0001 → 0.001`. */
export function changeInWords(change: Change, graph: Graph): string {
  const title = titleOf(graph, change.node);
  const definition = registry.get(graph.nodes[change.node]?.type ?? "");
  switch (change.kind) {
    case "node":
      return `${title} is new`;
    case "files":
      return `${title} has other files`;
    case "wire":
      return `${title} gets its ${change.port} from elsewhere`;
    case "setting": {
      const specs: Readonly<Record<string, Setting<unknown>>> = definition?.settings ?? {};
      const spec = specs[change.setting];
      if (!spec) return `${change.setting} of ${title} changed`;
      const [before, after] = [change.before, change.after].map((value) => valueText(spec, value));
      return `${spec.label} of ${title}: ${before} → ${after}`;
    }
  }
}
