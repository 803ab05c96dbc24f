import { useEffect, useRef } from "react";
import { useSession } from "../state/editor";
import { goTo } from "../state/session-store";

const COLOUR = { info: "var(--soft)", warning: "var(--warn)", error: "var(--bad)" };

/** What happened, the newest last. */
export function Log() {
  const lines = useSession((state) => state.log);
  const end = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it scrolls when lines come.
  useEffect(() => {
    // Its result is no clean-up: newer browsers answer with a promise.
    end.current?.scrollIntoView({ block: "nearest" });
  }, [lines.length]);
  if (lines.length === 0) return <p className="px-4 py-3 text-soft">Nothing has happened yet.</p>;
  return (
    <div className="px-4 py-2 text-[12px]" role="log" aria-label="Log">
      {lines.map(({ id, at, level, node, text }) => (
        <div key={id} className="grid grid-cols-[64px_1fr] gap-2 py-[1.5px]">
          <span className="text-faint">{new Date(at).toLocaleTimeString([], { hour12: false })}</span>
          {node === undefined ? (
            <span style={{ color: level === "info" ? undefined : COLOUR[level] }}>{text}</span>
          ) : (
            <button
              type="button"
              className="text-left hover:underline"
              style={{ color: level === "info" ? undefined : COLOUR[level] }}
              onClick={() => goTo(node)}
            >
              {text}
            </button>
          )}
        </div>
      ))}
      <div ref={end} />
    </div>
  );
}
