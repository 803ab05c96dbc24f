import type { GivenFile } from "@/engine/protocol";
import { errorText } from "@/error-text";
import type { Asset } from "@/graph/document";
import type { Edit } from "@/graph/edits";
import { registry } from "@/registry";
import { documentStore, getDerived } from "../state/editor";
import { addLog, sessionStore } from "../state/session-store";
import { titleOf } from "../state/titles";
import { setFetching, weightsStore } from "../state/weights-store";
import { engine, giveToEngine } from "./engine";
import { applyQueue } from "./events";

/** Gives files to a node: the engine keeps them, the document keeps their name, and they are looked through. */
export async function giveFiles(node: string, files: readonly GivenFile[]): Promise<void> {
  if (files.length === 0) return;
  note(node, "Reading…", false);
  endFetch(node);
  try {
    const asset = await giveToEngine(node, files);
    documentStore.getState().apply(givenEdit(node, asset));
    setHasFiles(node, true);
    await inspect(node);
    if (takesWeights(node) && sessionStore.getState().facts.weights?.[node]) await keepWeights(node);
  } catch (error) {
    fail(node, error);
  }
}

/** Whether a node's files are weights: those of data nodes are not kept. */
export function takesWeights(node: string): boolean {
  const type = documentStore.getState().graph.nodes[node]?.type ?? "";
  return registry.get(type)?.files?.sets !== undefined;
}

/** Weights are there again after a reload; where they cannot be, the log says why. */
async function keepWeights(node: string): Promise<void> {
  const ready = await engine();
  const why = await ready.call("keepGiven", { node });
  if (why) addLog("info", why, node);
}

/** The document keeps the files' name, and what giving files sets: one edit, so that one undo takes both back. */
export function givenEdit(node: string, asset: Asset | undefined): Edit {
  const type = documentStore.getState().graph.nodes[node]?.type ?? "";
  const sets = registry.get(type)?.files?.sets;
  const named: Edit = { kind: "asset", node, asset };
  return sets ? { kind: "all", edits: [named, { kind: "set", node, ...sets }] } : named;
}

/** A node whose files are given or taken away waits for no others. */
function endFetch(node: string): void {
  const fetching = weightsStore.getState().fetching[node];
  if (!fetching) return;
  setFetching(node, undefined);
  engine()
    .then((ready) => ready.call("cancelFetch", { node }))
    .catch((error) => fail(node, error));
}

/** Takes a node's files away. */
export async function takeFiles(node: string): Promise<void> {
  endFetch(node);
  try {
    await giveToEngine(node, []);
  } catch (error) {
    fail(node, error);
  }
  setHasFiles(node, false);
  note(node, "", false);
  if (documentStore.getState().graph.assets[node]) {
    documentStore.getState().apply({ kind: "asset", node, asset: undefined });
  }
}

/** Looks through a node's files again: they, or the settings that read them, changed. */
export async function inspect(node: string): Promise<void> {
  note(node, "Looking through the files…", false);
  try {
    const ready = await engine();
    const graph = documentStore.getState().graph;
    const found = await ready.call("inspect", { graph, node });
    // Progress that still waits for its frame would outlive the answer.
    applyQueue();
    sessionStore.setState(({ facts }) => {
      const { [node]: _, ...data } = facts.data;
      const { [node]: __, ...weights } = facts.weights ?? {};
      return {
        facts: {
          ...facts,
          data: found.data ? { ...data, [node]: found.data } : data,
          weights: found.weights ? { ...weights, [node]: found.weights } : weights,
        },
      };
    });
    note(node, "", false);
    for (const remark of found.data?.remarks ?? []) addLog("warning", remark, node);
  } catch (error) {
    fail(node, error);
  }
}

export function fail(node: string, error: unknown): void {
  applyQueue();
  const text = errorText(error);
  note(node, text, true);
  const title = titleOf(getDerived().checked.graph, node);
  sessionStore.setState({ status: `Failed: ${title}: ${text}` });
  addLog("error", `${title}: ${text}`, node);
  // What was known of the files before no longer holds.
  sessionStore.setState(({ facts }) => {
    const { [node]: _, ...data } = facts.data;
    const { [node]: __, ...weights } = facts.weights ?? {};
    return { facts: { ...facts, data, weights } };
  });
}

export function note(node: string, text: string, failed: boolean): void {
  sessionStore.setState(({ inspecting }) => {
    const { [node]: _, ...others } = inspecting;
    return { inspecting: text === "" ? others : { ...others, [node]: { text, failed } } };
  });
}

export function setHasFiles(node: string, has: boolean): void {
  sessionStore.setState(({ facts }) => {
    const files = new Set(facts.files);
    if (has) files.add(node);
    else files.delete(node);
    const { [node]: _, ...data } = facts.data;
    const { [node]: __, ...weights } = facts.weights ?? {};
    return { facts: { data, weights, files } };
  });
}

/** Nodes with files at hand are looked through again when their settings change, a moment after the last change. */
export function watchSettings(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waiting = new Set<string>();
  const stop = documentStore.subscribe((state, before) => {
    if (state.graph.nodes === before.graph.nodes) return;
    for (const id of sessionStore.getState().facts.files) {
      const node = state.graph.nodes[id];
      if (node && node.settings !== before.graph.nodes[id]?.settings) waiting.add(id);
    }
    if (waiting.size === 0) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const ids = [...waiting];
      waiting.clear();
      for (const id of ids) inspect(id);
    }, 400);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** The one node that takes files, where a drop on the canvas can mean no other. */
export function onlyFileNode(): string | undefined {
  const takers = [...getDerived().checked.nodes.values()].filter((node) => node.definition?.files);
  const data = takers.filter((node) => node.definition?.category === "data");
  const [first, ...others] = data.length > 0 ? data : takers;
  return others.length === 0 ? first?.id : undefined;
}
