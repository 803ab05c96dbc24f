import { ReactFlowProvider } from "@xyflow/react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from "react-resizable-panels";
import { listenToKeys } from "./actions/keys";
import { Canvas } from "./canvas/canvas";
import { RefusalBubble } from "./canvas/refusal-bubble";
import { Drawer } from "./panels/drawer";
import { Library } from "./panels/library";
import { StatusBar } from "./panels/status-bar";
import { TopBar } from "./panels/top-bar";
import { ReadOnlyBar } from "./saving/read-only-bar";
import { useSession } from "./state/editor";
import { type Drawer as DrawerName, sessionStore } from "./state/session-store";

/** They come a moment after the canvas: nothing is selected, and nothing has run. */
const LazyInspector = lazy(async () => ({ default: (await import("./inspector/inspector")).Inspector }));
const LazyBottomPanel = lazy(async () => ({ default: (await import("./panels/bottom-panel")).BottomPanel }));
const Dialogs = lazy(() => import("./dialogs"));

/** Below this width the library and the inspector are drawers. */
const narrowQuery = matchMedia("(max-width: 900px)");

export function App() {
  const narrow = useNarrow();
  const search = useRef<HTMLInputElement>(null);
  const library = usePanelRef();
  const inspector = usePanelRef();
  const bottom = usePanelRef();
  const outline = useSession((state) => state.outline);
  useEffect(() => {
    // The outline is asked for to be read: not in three lines.
    if (outline > 0 && (bottom.current?.getSize().inPixels ?? 0) < 240) bottom.current?.resize(280);
  }, [outline, bottom]);
  const toggle = (name: DrawerName) => {
    if (narrow) {
      sessionStore.setState(({ drawer }) => ({ drawer: drawer === name ? undefined : name }));
      return;
    }
    const panel = (name === "library" ? library : inspector).current;
    if (panel?.isCollapsed()) panel.expand();
    else panel?.collapse();
  };
  useEffect(listenToKeys, []);
  const columns = useDefaultLayout({ id: "tensorloom.columns", storage: localStorage });
  const rows = useDefaultLayout({ id: "tensorloom.rows", storage: localStorage });
  const drawer = useSession((state) => state.drawer);
  const runState = useSession(({ run }) => run.state);

  const middle = (
    <Group orientation="vertical" className="h-full" {...rows}>
      <Panel id="canvas" minSize={120}>
        <Canvas />
      </Panel>
      <Separator className="tl-separator" aria-label="Height of the lower panel" />
      <Panel
        id="bottom"
        panelRef={bottom}
        defaultSize={124}
        minSize={72}
        collapsible
        collapsedSize={34}
        groupResizeBehavior="preserve-pixel-size"
      >
        <Suspense fallback={<div className="h-full bg-panel" />}>
          <LazyBottomPanel />
        </Suspense>
      </Panel>
    </Group>
  );
  return (
    <ReactFlowProvider>
      <div className="flex h-full flex-col" data-run={runState}>
        <TopBar toggleLibrary={() => toggle("library")} toggleInspector={() => toggle("inspector")} />
        <ReadOnlyBar />
        <main className="relative min-h-0 flex-1">
          {narrow ? (
            <>
              {middle}
              <Drawer side="left" label="Library" open={drawer === "library"}>
                <Library search={search} />
              </Drawer>
              <Drawer side="right" label="Inspector" open={drawer === "inspector"}>
                <Suspense fallback={<div className="h-full bg-panel" />}>
                  <LazyInspector />
                </Suspense>
              </Drawer>
            </>
          ) : (
            <Group orientation="horizontal" className="h-full" {...columns}>
              <Panel
                id="library"
                panelRef={library}
                defaultSize={216}
                minSize={160}
                maxSize={360}
                collapsible
                groupResizeBehavior="preserve-pixel-size"
              >
                <Library search={search} />
              </Panel>
              <Separator className="tl-separator" aria-label="Width of the library" />
              <Panel id="middle" minSize={320}>
                {middle}
              </Panel>
              <Separator className="tl-separator" aria-label="Width of the inspector" />
              <Panel
                id="inspector"
                panelRef={inspector}
                defaultSize={352}
                minSize={260}
                maxSize={720}
                collapsible
                groupResizeBehavior="preserve-pixel-size"
              >
                <Suspense fallback={<div className="h-full bg-panel" />}>
                  <LazyInspector />
                </Suspense>
              </Panel>
            </Group>
          )}
        </main>
        <StatusBar />
      </div>
      <RefusalBubble />
      <Suspense fallback={null}>
        <Dialogs />
      </Suspense>
    </ReactFlowProvider>
  );
}

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(narrowQuery.matches);
  useEffect(() => {
    const changed = () => setNarrow(narrowQuery.matches);
    narrowQuery.addEventListener("change", changed);
    return () => narrowQuery.removeEventListener("change", changed);
  }, []);
  return narrow;
}
