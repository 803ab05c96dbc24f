import { useShallow } from "zustand/react/shallow";
import type { Graph } from "@/graph/document";
import type { Focus, Step } from "@/walkthrough/document";
import { openOutline } from "../actions/outline";
import { documentStore, useDocument } from "../state/editor";
import { goTo, sessionStore } from "../state/session-store";
import { useWalkthrough } from "./walkthrough-store";

type Panel = Extract<Focus, { panel: unknown }>["panel"];

/** Where each part of the page is. Walkthroughs know the names alone: the page may be built anew under them. */
const PLACES: Readonly<Record<Panel, string>> = {
  library: "#library, [data-side=left]",
  canvas: "#canvas",
  inspector: "#beside-walkthrough, [data-side=right]",
  problems: "[role=tab][id$=-trigger-problems]",
  plan: "[role=tab][id$=-trigger-plan]",
  runs: "[role=tab][id$=-trigger-runs]",
  outline: "[role=tab][id$=-trigger-outline]",
  log: "[role=tab][id$=-trigger-log]",
  run: "header .button.run",
};

/** A calm ring round what the step speaks of. It is drawn by a style of its own, so that nothing else renders. */
export function FocusRing({ step }: { readonly step: Step | undefined }) {
  const where = useDocument(useShallow(({ graph }) => placesOf(step?.focus ?? [], graph)));
  if (where.length === 0) return null;
  return (
    <style>{`:is(${where.join(", ")}) { outline: var(--walkthrough-ring); outline-offset: -1px; }`}</style>
  );
}

export function useShownStep(): Step | undefined {
  return useWalkthrough(({ walkthrough, progress }) =>
    walkthrough?.steps.find(({ id }) => id === progress?.step),
  );
}

function placesOf(focus: readonly Focus[], graph: Graph): readonly string[] {
  return focus.flatMap((each) => {
    if ("panel" in each) return [PLACES[each.panel as Panel]];
    return nodesOf(each, graph).map((id) => {
      const port = "port" in each && each.port !== undefined ? `${id}.${each.port}` : undefined;
      return port === undefined
        ? `.card[data-node="${CSS.escape(id)}"]`
        : `.port[data-port="${CSS.escape(port)}"]`;
    });
  });
}

function nodesOf(focus: Focus, graph: Graph): readonly string[] {
  if ("node" in focus) return Object.hasOwn(graph.nodes, String(focus.node)) ? [String(focus.node)] : [];
  if (!("type" in focus)) return [];
  return Object.entries(graph.nodes).flatMap(([id, { type }]) => (type === focus.type ? [id] : []));
}

/** Brings the first thing that the step speaks of into view. */
export function takeThere(step: Step): void {
  const { graph } = documentStore.getState();
  for (const each of step.focus ?? []) {
    if ("panel" in each) {
      showPanel(each.panel as Panel);
      return;
    }
    const [node] = nodesOf(each, graph);
    if (node === undefined) continue;
    sessionStore.setState({ drawer: undefined });
    goTo(node);
    return;
  }
}

/** Whether there is anywhere to go: a node that is still to be added has no place. */
export function useCanGo(step: Step | undefined): boolean {
  return useDocument(({ graph }) =>
    (step?.focus ?? []).some((each) => "panel" in each || nodesOf(each, graph).length > 0),
  );
}

function showPanel(panel: Panel): void {
  switch (panel) {
    case "library":
    case "inspector":
      if (matchMedia("(max-width: 900px)").matches) sessionStore.setState({ drawer: panel });
      break;
    case "canvas":
      sessionStore.setState(({ fit }) => ({ fit: fit + 1, drawer: undefined }));
      return;
    case "outline":
      openOutline();
      return;
    case "run":
      break;
    default:
      sessionStore.setState({ bottom: panel, drawer: undefined });
  }
  const place = document.querySelector<HTMLElement>(PLACES[panel]);
  const target = place?.matches("button, [role=tab]")
    ? place
    : place?.querySelector<HTMLElement>("input, button, [tabindex='0']");
  target?.focus();
}
