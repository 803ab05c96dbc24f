import { Pin } from "lucide-react";
import { togglePin } from "../actions/pin";
import { useGesture } from "../state/gesture-store";

/** Stands on a card whose result is kept whatever is changed before it; a click lets it go. */
export function CardPin({ id }: { readonly id: string }) {
  const on = useGesture(({ pins }) => pins.has(id));
  if (!on) return null;
  return (
    <button
      type="button"
      className="nodrag flex-none text-accent-text"
      aria-label="Pinned: unpin"
      title="Pinned: it keeps its last result. Click to unpin"
      onClick={(event) => {
        event.stopPropagation();
        togglePin(id);
      }}
    >
      <Pin size={13} fill="currentColor" aria-hidden />
    </button>
  );
}
