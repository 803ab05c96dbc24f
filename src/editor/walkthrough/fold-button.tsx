import { ChevronDown, ChevronUp } from "lucide-react";
import { sessionStore } from "../state/session-store";
import { useWalkthrough, walkthroughStore } from "./walkthrough-store";

/** Makes room for what lies below; where the walkthrough is a drawer, for the canvas. */
export function FoldButton() {
  const isCollapsed = useWalkthrough((state) => state.isCollapsed);
  const words = isCollapsed ? "Unfold the walkthrough" : "Fold the walkthrough";
  const fold = () => {
    if (matchMedia("(max-width: 900px)").matches) sessionStore.setState({ drawer: undefined });
    else walkthroughStore.setState({ isCollapsed: !isCollapsed });
  };
  return (
    <button
      type="button"
      className="button icon small plain"
      aria-label={words}
      title={words}
      aria-expanded={!isCollapsed}
      onClick={fold}
    >
      {isCollapsed ? <ChevronDown size={15} aria-hidden /> : <ChevronUp size={15} aria-hidden />}
    </button>
  );
}
