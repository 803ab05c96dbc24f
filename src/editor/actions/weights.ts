import { errorText } from "@/error-text";
import { readAddress } from "@/graph/address";
import { documentStore } from "../state/editor";
import { addLog, sessionStore } from "../state/session-store";
import { setFetching, weightsStore } from "../state/weights-store";
import { engine, giveToEngine, rememberFiles, removeTraining } from "./engine";
import { fail, givenEdit, inspect, note, setHasFiles, takesWeights } from "./files";

/** Nodes whose files lie where this browser keeps them: they are gone when they are removed there. */
const fromKept = new Set<string>();

/** The download that a node waits for: an answer to an earlier one says nothing. */
const current = new Map<string, object>();

/** Fetches weights for a node from an address that the user typed, or that came with the graph and the user agreed to. */
export async function fetchFor(node: string, typed: string): Promise<void> {
  const mine = {};
  current.set(node, mine);
  // Another graph may be opened meanwhile, another address asked for, or a file given.
  const isMine = () =>
    current.get(node) === mine && weightsStore.getState().fetching[node]?.state === "going";
  note(node, "", false);
  setFetching(node, { url: typed, state: "going", done: 0 });
  try {
    const url = readAddress(typed, document.baseURI).href;
    const ready = await engine();
    const { graph } = documentStore.getState();
    const named = graph.assets[node];
    // What the graph asks for from this very address must be what it says.
    const expected = named?.url === url ? named : undefined;
    const got = await ready.call("fetchWeights", { graph, node, url, expected });
    if (!isMine()) return;
    if (got.state !== "done") {
      const text = got.state === "broken" ? got.message : undefined;
      const canGoOn = got.state === "stopped" || got.canGoOn;
      const { state, done, total } = got;
      setFetching(node, { url: typed, state, done, total, canGoOn, ...(text ? { text } : {}) });
      if (text) addLog("error", text, node);
      return;
    }
    setFetching(node, undefined);
    rememberFiles(node, got.files);
    if (got.remarks.length === 0) fromKept.add(node);
    const isKnown = JSON.stringify(expected) === JSON.stringify(got.asset);
    if (!isKnown) documentStore.getState().apply(givenEdit(node, got.asset));
    setHasFiles(node, true);
    for (const remark of got.remarks) addLog("warning", remark, node);
    sessionStore.setState({ status: `Fetched ${got.asset.name}` });
    await inspect(node);
  } catch (error) {
    if (!isMine()) return;
    const text = errorText(error);
    setFetching(node, { url: typed, state: "broken", done: 0, canGoOn: false, text });
    addLog("error", text, node);
  }
}

export async function stopFetch(node: string): Promise<void> {
  const ready = await engine();
  await ready.call("cancelFetch", { node });
}

/** Downloads for the nodes of another graph end; what came of them stays. */
export function dropFetches(): void {
  for (const [node, { state }] of Object.entries(weightsStore.getState().fetching)) {
    if (state === "going") stopFetch(node).catch(() => {});
  }
  current.clear();
  fromKept.clear();
  weightsStore.setState({ fetching: {} });
}

/** Weights that a document names and this browser keeps are taken without asking, on opening and after undo. */
export function watchKept(): () => void {
  const look = () => {
    const { graph } = documentStore.getState();
    for (const node of Object.keys(graph.assets)) takeKept(node);
  };
  // A graph that is opened is in the store before what was known of the last one is forgotten.
  const soon = () => setTimeout(look, 0);
  soon();
  return documentStore.subscribe((state, before) => {
    if (state.graph.assets !== before.graph.assets) soon();
  });
}

const taking = new Set<string>();

async function takeKept(node: string): Promise<void> {
  const asset = documentStore.getState().graph.assets[node];
  if (!asset || !takesWeights(node) || sessionStore.getState().facts.files.has(node)) return;
  const key = `${node} ${asset.sha256}`;
  if (taking.has(key)) return;
  taking.add(key);
  try {
    const ready = await engine();
    const taken = await ready.call("takeKept", { node, asset });
    const now = documentStore.getState().graph.assets[node];
    if (now?.sha256 !== asset.sha256 || sessionStore.getState().facts.files.has(node)) return;
    if (taken.state === "damaged") fail(node, new Error(taken.message));
    if (taken.state !== "taken") return;
    rememberFiles(node, taken.files);
    fromKept.add(node);
    setHasFiles(node, true);
    await inspect(node);
  } catch (error) {
    fail(node, error);
  } finally {
    taking.delete(key);
  }
}

/** Lists again what is kept. */
export async function listKept(): Promise<void> {
  const ready = await engine();
  weightsStore.setState({ kept: await ready.call("keptFiles", {}) });
}

/** Removes kept features: they are worked out again when a run needs them. */
export async function removeFeatures(key: string): Promise<void> {
  const ready = await engine();
  await ready.call("removeFeatures", { key });
  await listKept();
}

/** Removes a training's checkpoint or result: a run does it anew. */
export async function dropTraining(key: string): Promise<void> {
  await removeTraining(key);
  await listKept();
}

/** Removes kept weights. Nodes that had them from there have none any more, and say so. */
export async function removeKept(sha256: string): Promise<void> {
  const ready = await engine();
  await ready.call("removeKept", { sha256 });
  for (const [node, asset] of Object.entries(documentStore.getState().graph.assets)) {
    if (asset.sha256 !== sha256 || !fromKept.delete(node)) continue;
    await giveToEngine(node, []);
    setHasFiles(node, false);
  }
  await listKept();
}
