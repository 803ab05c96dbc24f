import { createStore } from "zustand/vanilla";
import type { Facts } from "@/compile/checked";
import { NO_FACTS } from "@/compile/checked";
import type { Verdict } from "@/compile/connect";
import type { Machine } from "@/compile/explain";
import type { EngineInfo, Expected, KernelUse, RunResult, StepStatus, ValueView } from "@/engine/protocol";
import type { Figure, Film } from "@/figures/figure";
import type { Graph } from "@/graph/document";
import type { Fix, Problem } from "@/graph/problem";
import type { SaveState } from "../saving/journal";

/** What the last run, or the one that goes on, did with a node. */
export interface NodeRun {
  readonly status: "will run" | "running" | StepStatus;
  readonly done: number;
  readonly total: number;
  readonly text: string;
  readonly ms: number;
  /** When it began to run, by the page's clock in ms. */
  readonly since: number;
  /** Its first and its last word of how far it is, since it last began or went on: the clock at both, and what was done at the first. */
  readonly from?: { readonly at: number; readonly now: number; readonly done: number } | undefined;
  /** Content address of what it made: when the graph's own differs, the result is stale. */
  readonly key: string;
  /** The graph that it ran with. */
  readonly graph?: Graph;
  readonly problem?: Problem;
  readonly kernels?: KernelUse;
  /** Something to look at while it runs. */
  readonly preview?: Figure;
  /** What came of it after each epoch so far, and the epoch that was chosen to be looked at: none follows the newest. */
  readonly film?: Film;
  readonly epoch?: number | undefined;
  /** The threshold that its result is looked at with, where another than its own was chosen. */
  readonly threshold?: number | undefined;
  readonly views?: Readonly<Record<string, ValueView>>;
}

/** `pausing` and `stopping`: asked for, and not answered yet. */
export type RunState = "idle" | "running" | "pausing" | "paused" | "stopping";

export interface LogLine {
  readonly id: number;
  readonly at: number;
  readonly level: "info" | "warning" | "error";
  readonly node?: string;
  readonly text: string;
}

export interface EngineState {
  readonly state: "off" | "starting" | "ready" | "failed";
  readonly info?: EngineInfo;
  readonly text: string;
}

/** An edge that is being drawn: which ports take it, and why the others do not. */
export interface Wiring {
  readonly from: string;
  readonly side: "source" | "target";
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

export interface Refusal {
  readonly x: number;
  readonly y: number;
  readonly reason: string;
  readonly fix?: Fix;
}

export type InspectorTab = "result" | "settings" | "about";
export type BottomTab = "problems" | "plan" | "runs" | "outline" | "log";
export type Drawer = "library" | "inspector" | "walkthrough";

/** Everything that is not the document: it is gone after a reload, and undo does not touch it. */
export interface SessionState {
  readonly facts: Facts;
  /** Progress of the look through a node's files, or what came of it. */
  readonly inspecting: Readonly<Record<string, { readonly text: string; readonly failed: boolean }>>;
  readonly runs: Readonly<Record<string, NodeRun>>;
  readonly run: {
    readonly number: number;
    readonly state: RunState;
    /** What runs, or ran last. */
    readonly graph?: Graph;
    /** How long it is going to take, as far as that can be told. */
    readonly expected?: Expected;
  };
  /** How fast this machine is, once the engine has started. */
  readonly machine: Machine | undefined;
  readonly result: RunResult | undefined;
  readonly engine: EngineState;
  readonly status: string;
  readonly saved: SaveState;
  readonly log: readonly LogLine[];
  readonly selected: readonly string[];
  readonly selectedEdges: readonly string[];
  /** Notes and frames, by what the canvas calls them. */
  readonly selectedNotes: readonly string[];
  /** A node to bring into view and focus; the number makes each request a new one. */
  readonly goTo: { readonly node: string; readonly request: number } | undefined;
  /** Grows when the whole graph is to be brought into view. */
  readonly fit: number;
  readonly tab: InspectorTab | undefined;
  readonly bottom: BottomTab;
  /** Grows when the keyboard's focus is to go into the outline. */
  readonly outline: number;
  readonly drawer: Drawer | undefined;
  /** The model node whose layers are shown. */
  readonly box: string | undefined;
  /** The panel of what this machine has is open. */
  readonly machineOpen: boolean;
  readonly wiring: Wiring | undefined;
  readonly refusal: Refusal | undefined;
}

export const sessionStore = createStore<SessionState>(() => ({
  facts: NO_FACTS,
  inspecting: {},
  runs: {},
  run: { number: 0, state: "idle" },
  machine: undefined,
  result: undefined,
  engine: { state: "off", text: "The engine starts when it is needed" },
  status: "Ready",
  saved: "saved",
  log: [],
  selected: [],
  selectedEdges: [],
  selectedNotes: [],
  goTo: undefined,
  fit: 0,
  tab: undefined,
  bottom: "problems",
  outline: 0,
  drawer: undefined,
  box: undefined,
  machineOpen: false,
  wiring: undefined,
  refusal: undefined,
}));

const LOG_LINES = 1000;
let lines = 0;

export function addLog(level: LogLine["level"], text: string, node?: string): void {
  const line: LogLine = { id: ++lines, at: Date.now(), level, text, ...(node ? { node } : {}) };
  sessionStore.setState((state) => ({ log: [...state.log, line].slice(-LOG_LINES) }));
}

/** Looks at a node's result as it was after an epoch (without one: the newest), or with another threshold than its own. */
export function lookAt(node: string, how: Pick<NodeRun, "epoch" | "threshold">): void {
  sessionStore.setState(({ runs }) => {
    const run = runs[node];
    return run ? { runs: { ...runs, [node]: { ...run, ...how } } } : {};
  });
}

export function select(
  nodes: readonly string[],
  edges: readonly string[] = [],
  notes: readonly string[] = [],
): void {
  const { selected, selectedEdges, selectedNotes } = sessionStore.getState();
  if (same(selected, nodes) && same(selectedEdges, edges) && same(selectedNotes, notes)) return;
  const tab = same(selected, nodes) ? {} : { tab: undefined };
  sessionStore.setState({ selected: nodes, selectedEdges: edges, selectedNotes: notes, ...tab });
}

/** Selects a node, brings it into view and puts the keyboard's focus on it. */
export function goTo(node: string): void {
  select([node]);
  sessionStore.setState((state) => ({ goTo: { node, request: (state.goTo?.request ?? 0) + 1 } }));
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
