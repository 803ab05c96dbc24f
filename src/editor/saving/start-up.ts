import { steelExample } from "../state/editor";
import { addLog, sessionStore } from "../state/session-store";
import { browserPlace } from "./browser-place";
import { listenToTabs } from "./channel";
import { adopt, flushJournal, follow, openKept, yieldGraph } from "./current";
import { takeOldGraphs } from "./old-journal";
import type { Summary } from "./place";
import { openGraphs } from "./saving-store";
import { TEMPLATES, templateGraph } from "./templates";
import { tabGraph } from "./this-tab";
import { watchVersions } from "./versions";

/** A deleted graph can be brought back for so long, ms. */
const REGRET = 60 * 60 * 1000;

/** Brings back the graph that this tab had, or what there is; the first visit finds the steel graph. */
export async function startUp(): Promise<void> {
  const asked = new URLSearchParams(location.search).has("start");
  try {
    await takeOldGraphs(browserPlace);
    const known = await sweep(await browserPlace.list());
    const isNew = await openSomething(known);
    if (asked || (isNew && known.length > 1)) openGraphs();
  } catch {
    adopt(steelExample(), { status: "Ready" });
    sessionStore.setState({ saved: "failed" });
    addLog("warning", "This browser keeps nothing for this page: save your graph as a file.");
  }
  listenToTabs((word) => {
    if (word.kind === "take over") yieldGraph(word.graph);
    else if (word.kind === "changed") follow(word.graph).catch(() => {});
  });
  addEventListener("pagehide", () => flushJournal());
  watchVersions();
}

/** Opens what this tab had; `true` where it had nothing, so that its user may want to choose. */
async function openSomething(known: readonly Summary[]): Promise<boolean> {
  const had = tabGraph();
  if (had && known.some(({ id }) => id === had.id)) {
    await openKept(had.id, "Ready");
    return false;
  }
  if (had?.template !== undefined && TEMPLATES.includes(had.template)) {
    adopt(await templateGraph(had.template), { status: "Ready", template: had.template });
    return false;
  }
  const [newest] = [...known].sort((a, b) => b.at - a.at);
  if (newest) await openKept(newest.id, "Ready");
  else adopt(steelExample(), { status: "Ready", template: "steel-defects.json" });
  return true;
}

/** Takes away for good what was deleted long ago; gives the rest. */
async function sweep(all: readonly Summary[]): Promise<readonly Summary[]> {
  const before = Date.now() - REGRET;
  for (const { id, deleted } of all)
    if (deleted !== undefined && deleted < before) await browserPlace.remove(id);
  return all.filter(({ deleted }) => deleted === undefined);
}
