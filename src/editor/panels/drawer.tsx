import type { ReactNode } from "react";
import { sessionStore } from "../state/session-store";

/** A side panel that lies over the canvas where there is no room beside it. */
export function Drawer(props: {
  readonly side: "left" | "right";
  readonly label: string;
  readonly open: boolean;
  readonly children: ReactNode;
}) {
  const { side, label, open, children } = props;
  return (
    <>
      {open && (
        <button
          type="button"
          className="absolute inset-0 z-20 bg-black/25"
          aria-label={`Close ${label}`}
          onClick={() => sessionStore.setState({ drawer: undefined })}
        />
      )}
      <div
        className="absolute inset-y-0 z-30 w-[min(340px,88vw)] border-line bg-panel shadow-[var(--shadow-high)] transition-[translate,visibility] duration-150 data-[open=false]:invisible data-[side=left]:left-0 data-[side=left]:border-r data-[side=right]:right-0 data-[side=right]:border-l data-[side=left]:data-[open=false]:-translate-x-full data-[side=right]:data-[open=false]:translate-x-full"
        data-side={side}
        data-open={open}
      >
        {children}
      </div>
    </>
  );
}
