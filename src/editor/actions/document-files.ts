import { errorText } from "@/error-text";
import { canonicalText } from "@/graph/canonical";
import { emptyGraph, type Graph } from "@/graph/document";
import { migrateGraph } from "@/graph/migrate";
import { parseGraph, sizeFault } from "@/graph/parse";
import type { LeftOut } from "@/graph/salvage";
import { registry } from "@/registry";
import { toast } from "../panels/toast";
import { adopt, openKept } from "../saving/current";
import { savingStore } from "../saving/saving-store";
import { templateGraph } from "../saving/templates";
import { keepVersion } from "../saving/versions";
import { documentStore, steelExample } from "../state/editor";
import { addLog, sessionStore } from "../state/session-store";
import { leaveGraph } from "./leave-graph";

/** Opens a document's text as a graph of its own, as far as it can be read; the one before stays in the library. */
export function openText(text: string, name: string): void {
  const { graph, problems } = parseGraph(text);
  if (graph && problems.length === 0) openRead(graph, [], text, name);
  else openBroken(text, name).catch(sayNotOpened);
}

/** Opens a file of JSON. One that is larger than any graph is refused before it is read. */
export async function openJsonFile(file: File): Promise<void> {
  const fault = sizeFault(file.size);
  if (fault === undefined) await openJson(await file.text(), file.name);
  else refuse(file.name, fault);
}

/** Opens a file's text: a walkthrough says that it is one, anything else is taken for a graph. */
export async function openJson(text: string, name: string): Promise<void> {
  if (!/"format"\s*:\s*"tensorloom-walkthrough"/.test(text.slice(0, 2000))) {
    openText(text, name);
    return;
  }
  const { openWalkthrough, sayWhy } = await import("../walkthrough/follow");
  await openWalkthrough(text, name).catch(sayWhy);
}

/** What mends broken files is loaded when there is one. */
async function openBroken(text: string, name: string): Promise<void> {
  const { salvageGraph } = await import("@/graph/salvage");
  const read = salvageGraph(text);
  if (read.graph) {
    openRead(read.graph, read.leftOut, text, name);
    return;
  }
  refuse(name, read.problems.map((problem) => problem.message).join(" "));
}

function refuse(name: string, reason: string): void {
  toast(`${name} was not opened`, { description: reason, bad: true });
  sessionStore.setState({ status: `Failed: ${name} was not opened. ${reason}` });
  addLog("error", `${name} was not opened. ${reason}`);
}

function openRead(graph: Graph, leftOut: readonly LeftOut[], text: string, name: string): void {
  const migrated = migrateGraph(graph, registry);
  for (const problem of [...leftOut, ...migrated.problems]) addLog("warning", problem.message, problem.node);
  const part = leftOut.length > 0 ? " in part" : "";
  openGraph(migrated.graph, `Opened ${name}${part}`, true);
  if (leftOut.length === 0) return;
  // The file as it came stays beside the graph, until its reader throws it away.
  keepVersion("original", { text, name }).catch((error: unknown) =>
    addLog(
      "warning",
      `${name} as it came is not kept among the versions: ${error instanceof Error ? error.message : error}`,
    ),
  );
  savingStore.setState({ salvage: { name, leftOut, original: text } });
}

/** Opens a graph as one of its own, and offers the way back to the one before. */
function openGraph(graph: Graph, status: string, keep: boolean, template?: string): void {
  const before = savingStore.getState();
  const title = documentStore.getState().graph.title;
  adopt(graph, { status, keep, ...(template === undefined ? {} : { template }) });
  if (!before.kept) return;
  toast(status, {
    description: `${title} is in File › Graphs.`,
    action: { label: "Go back", act: () => openKept(before.id).catch(sayNotOpened) },
    brief: true,
  });
}

/** Says why a graph of the library could not be opened. */
export function sayNotOpened(error: unknown): void {
  const reason = errorText(error);
  toast("The graph was not opened", { description: reason, bad: true });
  addLog("error", `The graph was not opened. ${reason}`);
}

/** Puts a state in the place of the graph that is open, as one step; its files and results are forgotten. */
export function showGraph(graph: Graph, status: string): void {
  leaveGraph(status);
  documentStore.getState().replace(graph);
}

export function newGraph(): void {
  openGraph(emptyGraph(), "New graph", false);
}

export function restoreExample(): void {
  openGraph(steelExample(), "Opened the steel example", false, "steel-defects.json");
}

/** Opens a graph to begin from; it comes into the library with the first change. */
export async function openTemplate(name: string): Promise<void> {
  const graph = await templateGraph(name);
  openGraph(graph, `Opened ${graph.title}`, false, name);
}

/** Bundles, and pictures with a graph inside, are offered before anything of them is opened. `false`: it is neither. */
export async function openShared(file: File): Promise<boolean> {
  if (!/\.(loom|png)$/i.test(file.name)) return false;
  const { takeBundle, takePicture } = await import("../share/take-offer");
  if (/\.png$/i.test(file.name)) return takePicture(file);
  await takeBundle(file);
  return true;
}

let picker: HTMLInputElement | undefined;

/** The browser's file picker. Its input is kept: one that is thrown away may be gone before the file is chosen. */
export function pickFile(): void {
  picker ??= makePicker();
  picker.value = "";
  picker.click();
}

function makePicker(): HTMLInputElement {
  const input = document.createElement("input");
  input.type = "file";
  input.hidden = true;
  input.accept = ".json,application/json,.loom,.png,image/png";
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file) return;
    if (await openShared(file)) return;
    await openJsonFile(file);
  });
  document.body.append(input);
  return input;
}

export function saveFile(): void {
  const graph = documentStore.getState().graph;
  const name = `${fileName(graph.title)}.json`;
  download(new Blob([canonicalText(graph)], { type: "application/json" }), name);
  sessionStore.setState({ status: `Saved as ${name}` });
}

/** A name that any system takes: `Steel defects` becomes `steel-defects`. */
export function fileName(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return plain.slice(0, 80) || "graph";
}

export function download(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
