import { useEffect } from "react";
import type { Focus } from "@/walkthrough/document";
import { documentStore } from "../../state/editor";
import { authorStore, useAuthor } from "./author-store";
import { whichOf } from "./choices";
import { startGraph } from "./writing";

const EVENTS = ["pointerdown", "mousedown", "click", "dblclick"] as const;

/** While it is on, a click on a card or a port of the canvas points at it, and does nothing else. Escape ends it. */
export function usePicking(point: (focus: Focus) => void): boolean {
  const isPicking = useAuthor((state) => state.isPicking);
  useEffect(() => {
    if (!isPicking) return;
    const take = (event: Event) => {
      const target = event.target instanceof Element ? event.target.closest(".card, .port") : null;
      if (!target?.closest(".react-flow")) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.type !== "pointerdown") return;
      const picked = focusOf(target);
      if (picked) point(picked);
    };
    const end = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      authorStore.setState({ isPicking: false });
    };
    for (const name of EVENTS) document.addEventListener(name, take, true);
    document.addEventListener("keydown", end, true);
    document.body.classList.add("is-picking");
    return () => {
      for (const name of EVENTS) document.removeEventListener(name, take, true);
      document.removeEventListener("keydown", end, true);
      document.body.classList.remove("is-picking");
    };
  }, [isPicking, point]);
  return isPicking;
}

function focusOf(element: Element): Focus | undefined {
  const port = element.closest(".port")?.getAttribute("data-port")?.split(".");
  const id = port?.[0] ?? element.closest(".card")?.getAttribute("data-node");
  const { history, template } = authorStore.getState();
  if (!id || !history) return undefined;
  return whichOf(id, port?.[1], startGraph(history.now, template), documentStore.getState().graph);
}
