import { afterEach, beforeEach, vi } from "vitest";
import { plan } from "@/compile/plan";
import { documentStore, getDerived } from "@/editor/state/editor";
import { sessionStore } from "@/editor/state/session-store";
import { watchResults } from "@/editor/walkthrough/results-seen";
import type { RunResult, StepStatus, ValueView } from "@/engine/protocol";
import { emptyGraph, type Graph } from "@/graph/document";
import type { MetricValue } from "@/graph/values";
import { registry } from "@/registry";

/** Pictures, shown as they are and smaller. */
export const PICTURES: Graph = {
  ...emptyGraph(),
  nodes: {
    images: { type: "sample-steel", version: 1, settings: { count: 2, seed: 0 } },
    grid: { type: "image-grid", version: 1, settings: {} },
    resize: { type: "resize", version: 1, settings: { height: 32, width: 32 } },
    small: { type: "image-grid", version: 1, settings: {} },
  },
  edges: [
    { from: "images.dataset", to: "grid.dataset" },
    { from: "images.dataset", to: "resize.dataset" },
    { from: "resize.dataset", to: "small.dataset" },
  ],
};

interface Ran {
  readonly status?: StepStatus;
  readonly outputs?: Readonly<Record<string, MetricValue>>;
  readonly views?: Readonly<Record<string, ValueView>>;
}

/** Leaves in the page's state what a run of these nodes leaves there: what each gave, by its id. */
export function ran(nodes: Readonly<Record<string, Ran>>): void {
  const ids = Object.keys(nodes);
  const planned = plan(getDerived().checked, registry, ids).steps;
  const keyOf = (id: string) => planned.find((step) => step.nodes.includes(id))?.key ?? "";
  const steps = Object.entries(nodes).map(([node, { status = "done" }]) => ({
    node,
    type: documentStore.getState().graph.nodes[node]?.type ?? "",
    status,
    ms: 1,
    key: keyOf(node),
  }));
  const result: RunResult = {
    status: "done",
    ms: 1,
    key: "",
    steps,
    outputs: Object.fromEntries(Object.entries(nodes).map(([node, { outputs = {} }]) => [node, outputs])),
    problems: [],
    tensors: { before: 0, after: 0 },
  };
  const runs = steps.map(({ node, status, key }) => {
    const views = nodes[node]?.views;
    const run = { status, key, done: 1, total: 1, text: "", ms: 1, since: 0, ...(views ? { views } : {}) };
    return [node, run] as const;
  });
  sessionStore.setState((state) => ({ runs: { ...state.runs, ...Object.fromEntries(runs) }, result }));
}

/** Each test begins on such a page, whose results are watched. */
export function watchedPictures(): void {
  let end = () => {};
  beforeEach(() => {
    openPictures();
    end = watchResults();
  });
  afterEach(() => {
    sessionStore.setState({ runs: {} });
    end();
    vi.useRealTimers();
  });
}

/** As it is on a page that was opened just now with these pictures. */
export function openPictures(): void {
  documentStore.getState().load(PICTURES);
  sessionStore.setState(sessionStore.getInitialState(), true);
}
