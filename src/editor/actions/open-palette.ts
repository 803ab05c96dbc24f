import { lastPointer, placeInMiddle, toCanvas } from "../canvas/flow-handle";
import { gestureStore, type PaletteMode } from "../state/gesture-store";
import { sessionStore } from "../state/session-store";
import { say } from "./say";

type Asked =
  | { readonly kind: "all" }
  | { readonly kind: "find" }
  | { readonly kind: "replace"; readonly node?: string }
  | { readonly kind: "connect"; readonly node?: string; readonly port?: string };

/** Half a card's width and its head: what is added stands around the pointer. */
const AROUND = [104, 18] as const;

/**
 * Opens the palette at a point of the screen; without one where the pointer is over the canvas, or in the middle. What is
 * about one node is about the selected one.
 */
export function openPalette(asked: Asked, at = asked.kind === "all" ? lastPointer() : undefined): void {
  const mode = modeOf(asked);
  if (!mode) return;
  const onCanvas = at && toCanvas(at.x, at.y);
  gestureStore.setState({
    palette: {
      mode,
      ...(at ? { screen: at } : {}),
      place: onCanvas ? [onCanvas[0] - AROUND[0], onCanvas[1] - AROUND[1]] : placeInMiddle(),
    },
  });
}

function modeOf(asked: Asked): PaletteMode | undefined {
  if (asked.kind === "all" || asked.kind === "find") return asked;
  const { selected } = sessionStore.getState();
  const node = asked.node ?? (selected.length === 1 ? selected[0] : undefined);
  if (node === undefined) {
    say(`Select one node to ${asked.kind} it`);
    return undefined;
  }
  return { ...asked, node };
}
