import { createRoot } from "react-dom/client";
import { migrateGraph } from "@/graph/migrate";
import { registry } from "@/registry";
import { engine } from "./actions/engine";
import { watchSettings } from "./actions/files";
import { watchKept } from "./actions/weights";
import { App } from "./app";
import "./editor.css";
import { keepOffline } from "./offline";
import { showTheme } from "./panels/theme";
import { openRunBook } from "./runs/run-book";
import { documentStore } from "./state/editor";
import { keepJournal, recall } from "./state/journal";
import { browserJournal, tabName } from "./state/journal-place";
import { addLog, sessionStore } from "./state/session-store";

showTheme();
await restore();
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
watchSettings();
watchKept();
openRunBook();
keepOffline();
// The engine measures the machine once the page stands.
requestAnimationFrame(() => setTimeout(() => engine().catch(() => {}), 50));

/** Brings back the graph that this tab had, and keeps a journal of what is done to it. */
async function restore(): Promise<void> {
  const place = browserJournal();
  const tab = tabName();
  try {
    const graph = await recall(place, tab);
    if (graph) documentStore.getState().load(migrateGraph(graph, registry).graph);
  } catch {
    sessionStore.setState({ saved: "failed" });
    addLog("warning", "This browser keeps nothing for this page: save your graph as a file.");
  }
  const journal = keepJournal(documentStore, place, tab, (saved) => sessionStore.setState({ saved }));
  addEventListener("pagehide", () => journal.flush());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) journal.flush();
  });
}
