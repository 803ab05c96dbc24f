import { useCallback, useEffect, useState } from "react";
import { listenToTabs } from "../saving/channel";
import { summaryOf } from "../saving/kept-graph";
import { listGraphs } from "../saving/library";
import type { Summary } from "../saving/place";
import { TEMPLATES, templateGraph } from "../saving/templates";

/** The graphs of this browser as they are now, what other tabs do to them included. */
export function useGraphs(): {
  readonly graphs: readonly Summary[] | undefined;
  readonly look: () => Promise<void>;
} {
  const [graphs, setGraphs] = useState<readonly Summary[]>();
  const look = useCallback(() => listGraphs().then(setGraphs, () => setGraphs([])), []);
  useEffect(() => {
    look();
    return listenToTabs((word) => {
      if (word.kind !== "take over") look();
    });
  }, [look]);
  return { graphs, look };
}

export interface Template {
  readonly name: string;
  readonly summary: Omit<Summary, "id" | "at">;
}

export function useTemplates(): readonly Template[] {
  const [templates, setTemplates] = useState<readonly Template[]>([]);
  useEffect(() => {
    const read = async (name: string) => ({ name, summary: summaryOf(await templateGraph(name)) });
    Promise.all(TEMPLATES.map(read)).then(setTemplates, () => {});
  }, []);
  return templates;
}
