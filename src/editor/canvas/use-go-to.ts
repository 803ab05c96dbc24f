import { useReactFlow } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { isBusy } from "../palette/focus-card";
import { useDocument, useSession } from "../state/editor";
import { showNodes } from "./flow-handle";
import { shownAs } from "./flow-looks";

/** Brings a node into view and focuses it when something asks for it; shows the whole graph when another is opened. */
export function useGoTo(): void {
  const request = useSession((state) => state.goTo);
  const fit = useSession((state) => state.fit);
  const { getNode, setCenter, getZoom } = useReactFlow();
  const hidden = useDocument(
    ({ graph }) => (request ? shownAs(graph, request.node) : undefined) !== request?.node,
  );
  /** The request that was answered last: undo may hide its node again, and that is no new one. */
  const answered = useRef(0);
  useEffect(() => {
    // What a folded group hides is opened first; the effect comes again once it is seen.
    if (request && hidden && answered.current !== request.request)
      import("../dialogs").then(({ unfoldTo }) => unfoldTo(request.node));
  }, [request, hidden]);
  useEffect(() => {
    if (!request || hidden || answered.current === request.request) return;
    const show = () => {
      const node = getNode(request.node);
      if (!node) return false;
      answered.current = request.request;
      const { width = 208, height = 120 } = node.measured ?? {};
      const zoom = Math.max(0.7, Math.min(1, getZoom()));
      const x = node.position.x + width / 2;
      const y = node.position.y + height / 2;
      setCenter(x, y, { zoom, duration: duration() }).then(() => {
        const element = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${request.node}"]`);
        if (!isBusy()) element?.focus({ preventScroll: true });
      });
      return true;
    };
    if (show()) return;
    // The canvas has what was just opened a moment later.
    const timer = setTimeout(show, 80);
    return () => clearTimeout(timer);
  }, [request, hidden, getNode, setCenter, getZoom]);
  useEffect(() => {
    if (fit === 0) return;
    // The new nodes are measured first.
    const timer = setTimeout(() => showNodes(), 60);
    return () => clearTimeout(timer);
  }, [fit]);
}

function duration(): number {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 220;
}
