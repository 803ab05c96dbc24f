import { sessionStore } from "../../state/session-store";

/** Where the panel is a drawer over the canvas, it goes while something is done there, and comes when it is asked for. */
export function setDrawer(isOpen: boolean): void {
  if (matchMedia("(max-width: 900px)").matches)
    sessionStore.setState({ drawer: isOpen ? "walkthrough" : undefined });
}
