import { NO_FACTS } from "@/compile/checked";
import { canonicalText } from "@/graph/canonical";
import { emptyGraph, type Graph } from "@/graph/document";
import { migrateGraph } from "@/graph/migrate";
import { parseGraph } from "@/graph/parse";
import { registry } from "@/registry";
import { toast } from "../panels/toast";
import { documentStore, steelExample } from "../state/editor";
import { addLog, select, sessionStore } from "../state/session-store";
import { forgetFiles } from "./engine";
import { stopRun } from "./run";
import { dropFetches } from "./weights";

/** Opens a document's text in place of the graph that is there; undo brings that one back. */
export function openText(text: string, name: string): void {
  const parsed = parseGraph(text);
  if (!parsed.graph) {
    const reason = parsed.problems.map((problem) => problem.message).join(" ");
    toast(`${name} was not opened`, { description: reason, bad: true });
    sessionStore.setState({ status: `Failed: ${name} was not opened. ${reason}` });
    addLog("error", `${name} was not opened. ${reason}`);
    return;
  }
  const migrated = migrateGraph(parsed.graph, registry);
  for (const problem of [...parsed.problems, ...migrated.problems])
    addLog("warning", problem.message, problem.node);
  showGraph(migrated.graph, `Opened ${name}`);
}

/** Puts a graph in the place of the one that is open; what was known of that one's files and results is forgotten. */
export function showGraph(graph: Graph, status: string): void {
  select([]);
  dropFetches();
  forgetFiles();
  // A run of the graph before has nothing to say to this one.
  stopRun();
  documentStore.getState().replace(graph);
  // Results and data of the graph before say nothing of this one.
  sessionStore.setState((state) => ({
    runs: {},
    result: undefined,
    inspecting: {},
    facts: NO_FACTS,
    status,
    fit: state.fit + 1,
  }));
}

export function newGraph(): void {
  showGraph(emptyGraph(), "New graph");
}

export function restoreExample(): void {
  showGraph(steelExample(), "Opened the steel example");
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
  input.accept = ".json,application/json";
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (file) openText(await file.text(), file.name);
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
