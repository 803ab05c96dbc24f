import { sessionStore } from "../state/session-store";

/** Shows the outline and puts the keyboard's focus in it, once it is there. */
export function openOutline(): void {
  sessionStore.setState(({ outline }) => ({ bottom: "outline", outline: outline + 1 }));
}
