import { endpoint } from "../../graph/document";
import { questionOf } from "../answers";
import type { Action } from "../document";
import { endName, nodeName, type Place, settingOf, typeName, typeToBe, valueText } from "../names";
import { questionText } from "../result-goals";
import { OPENED_WORDS } from "./goal-forms";

/** What "show me" does, action by action, as a writer reads it. */
export function actionText(action: Action, place: Place): string {
  const name = (node: string) => nodeName({ node }, place);
  const end = (reference: string, side: "inputs" | "outputs") => endName(endpoint(reference), side, place);
  switch (action.kind) {
    case "add": {
      const type = typeName(action.type, place.registry);
      const settings = Object.entries(action.settings ?? {}).map(([setting, value]) => {
        const spec = settingOf(action.type, setting, place.registry);
        return `${spec?.label ?? setting} ${valueText(value, spec)}`;
      });
      return `Add ${type} as ${action.id}${settings.length > 0 ? `: ${settings.join(", ")}` : ""}`;
    }
    case "remove":
      return `Remove ${name(action.node)}`;
    case "connect":
      return `Wire ${end(action.from, "outputs")} into ${end(action.to, "inputs")}`;
    case "disconnect":
      return `Take the edge from ${end(action.from, "outputs")} into ${end(action.to, "inputs")} away`;
    case "set": {
      const type = place.graph.nodes[action.node]?.type ?? typeToBe(action.node, place.walkthrough);
      const spec = settingOf(type, action.setting, place.registry);
      return `Set ${spec?.label ?? action.setting} of ${name(action.node)} to ${valueText(action.value, spec)}`;
    }
    case "run":
      return action.node === undefined ? "Run the graph" : `Run ${name(action.node)}`;
    case "open":
      return `Open ${OPENED_WORDS[action.what]}${action.node === undefined ? "" : `: ${name(action.node)}`}`;
    case "answer": {
      const question = questionOf(place.walkthrough, action.question);
      return `Answer: ${question ? questionText(question) : action.question}`;
    }
  }
}
