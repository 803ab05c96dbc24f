import { X } from "lucide-react";
import { useEffect } from "react";
import { applyFix } from "../actions/commands";
import { useSession } from "../state/editor";
import { sessionStore } from "../state/session-store";

/** Why an edge was not made, beside the place where it was let go, with the button that helps. */
export function RefusalBubble() {
  const refusal = useSession((state) => state.refusal);
  useEffect(() => {
    if (!refusal) return;
    const timer = setTimeout(close, refusal.fix ? 20_000 : 9_000);
    return () => clearTimeout(timer);
  }, [refusal]);
  if (!refusal) return null;
  const { reason, fix } = refusal;
  const left = Math.max(12, Math.min(refusal.x + 12, window.innerWidth - 312));
  const top = Math.max(60, Math.min(refusal.y + 12, window.innerHeight - 160));
  return (
    <div
      className="fixed z-40 w-[300px] rounded-[10px] border border-line bg-panel p-3 shadow-[var(--shadow-high)]"
      style={{ left, top }}
      role="alert"
    >
      <div className="flex gap-2">
        <p className="flex-1 text-[12.5px]">{reason}</p>
        <button
          type="button"
          className="button plain icon small -mt-1 -mr-1"
          aria-label="Close"
          onClick={close}
        >
          <X size={14} />
        </button>
      </div>
      {fix && (
        <button type="button" className="button small fix mt-2" onClick={() => applyFix(fix.edit, fix.title)}>
          {fix.title}
        </button>
      )}
    </div>
  );
}

function close(): void {
  sessionStore.setState({ refusal: undefined });
}
