import { lazy, type ReactNode, Suspense, useEffect } from "react";
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from "react-resizable-panels";
import { Player } from "./player";
import "./walkthrough.css";
import { useWalkthrough } from "./walkthrough-store";

const AuthorPanel = lazy(() => import("./author/author-panel"));

/** The player, or what a walkthrough is written with. */
export function PlayerOrAuthor() {
  const isWriting = useWalkthrough((state) => state.isWriting && !state.isPreview);
  return isWriting ? (
    <Suspense fallback={<div className="h-full bg-panel" />}>
      <AuthorPanel />
    </Suspense>
  ) : (
    <Player />
  );
}

/** The walkthrough above the inspector, in one column: the canvas stays as wide as it was. */
export default function Beside({ children }: { readonly children: ReactNode }) {
  const player = usePanelRef();
  const isCollapsed = useWalkthrough((state) => state.isCollapsed);
  const isWriting = useWalkthrough((state) => state.isWriting);
  const rows = useDefaultLayout({
    id: isWriting ? "tensorloom.writing" : "tensorloom.walkthrough",
    storage: localStorage,
  });
  useEffect(() => {
    if (isCollapsed) player.current?.collapse();
    else player.current?.expand();
  }, [isCollapsed, player]);
  return (
    <Group key={String(isWriting)} orientation="vertical" className="h-full" {...rows}>
      <Panel
        id="walkthrough"
        panelRef={player}
        defaultSize={isWriting ? "76" : "60"}
        minSize={160}
        collapsible
        collapsedSize={45}
      >
        <PlayerOrAuthor />
      </Panel>
      <Separator className="tl-separator" aria-label="Height of the walkthrough" />
      <Panel id="beside-walkthrough" minSize={120}>
        {children}
      </Panel>
    </Group>
  );
}
