import { ReactFlowProvider } from "@xyflow/react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from "react-resizable-panels";
import { listenToKeys } from "./actions/keys";
import { Canvas } from "./canvas/canvas";
import { Boundary } from "./panels/boundary";
import { Drawer } from "./panels/drawer";
import { StatusBar } from "./panels/status-bar";
import { TopBar } from "./panels/top-bar";
import { ReadOnlyBar } from "./saving/read-only-bar";
import { useSession } from "./state/editor";
import { type Drawer as DrawerName, sessionStore } from "./state/session-store";
import { useWalkthrough } from "./walkthrough/walkthrough-store";

/** They come a moment after the canvas: nothing is selected, and nothing has run. */
const LazyLibrary = lazy(async () => ({ default: (await import("./panels/library")).Library }));
const LazyInspector = lazy(async () => ({ default: (await import("./inspector/inspector")).Inspector }));
const LazyBottomPanel = lazy(async () => ({ default: (await import("./panels/bottom-panel")).BottomPanel }));
const CutOffBar = lazy(() => import("./runs/cut-off-bar"));
const Dialogs = lazy(() => import("./dialogs"));
const Beside = lazy(() => import("./walkthrough/beside"));
const WalkthroughDrawer = lazy(() => import("./walkthrough/walkthrough-drawer"));

/** Below this width the library and the inspector are drawers. */
const narrowQuery = matchMedia("(max-width: 900px)");

export function App() {
  const narrow = useNarrow();
  const search = useRef<HTMLInputElement>(null);
  const libraryPanel = usePanelRef();
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
    const panel = (name === "library" ? libraryPanel : inspector).current;
    if (panel?.isCollapsed()) panel.expand();
    else panel?.collapse();
  };
  useEffect(listenToKeys, []);
  const columns = useDefaultLayout({ id: "tensorloom.columns", storage: localStorage });
  const rows = useDefaultLayout({ id: "tensorloom.rows", storage: localStorage });
  const drawer = useSession((state) => state.drawer);
  const runState = useSession(({ run }) => run.state);
  const isWriting = useWalkthrough((state) => state.isWriting);
  const isFollowing = useWalkthrough((state) => state.walkthrough !== undefined || state.isWriting);
  useEffect(() => {
    if (isFollowing && inspector.current?.isCollapsed()) inspector.current.expand();
    // Forms need more room than reading does.
    if (isWriting && (inspector.current?.getSize().inPixels ?? 0) < 400) inspector.current?.resize(440);
  }, [isFollowing, isWriting, inspector]);

  const middle = (
    <Group orientation="vertical" className="h-full" {...rows}>
      <Panel id="canvas" minSize={120}>
        <Boundary part="The canvas">
          <Canvas />
        </Boundary>
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
        <Boundary part="The lower panel">
          <Suspense fallback={<div className="h-full bg-panel" />}>
            <LazyBottomPanel />
          </Suspense>
        </Boundary>
      </Panel>
    </Group>
  );
  const details = (
    <Boundary part="The inspector">
      <Suspense fallback={<div className="h-full bg-panel" />}>
        <LazyInspector />
      </Suspense>
    </Boundary>
  );
  const library = (
    <Boundary part="The library">
      <Suspense fallback={<div className="h-full bg-panel" />}>
        <LazyLibrary search={search} />
      </Suspense>
    </Boundary>
  );
  return (
    <ReactFlowProvider>
      <div className="flex h-full flex-col" data-run={runState}>
        <Boundary part="The top bar" place="line">
          <TopBar toggleLibrary={() => toggle("library")} toggleInspector={() => toggle("inspector")} />
        </Boundary>
        <ReadOnlyBar />
        <Suspense>
          <CutOffBar />
        </Suspense>
        <main className="relative min-h-0 flex-1">
          {narrow ? (
            <>
              {middle}
              <Drawer side="left" label="Library" open={drawer === "library"}>
                {library}
              </Drawer>
              <Drawer side="right" label="Inspector" open={drawer === "inspector"}>
                {details}
              </Drawer>
              {isFollowing && (
                <Suspense>
                  <WalkthroughDrawer open={drawer === "walkthrough"} />
                </Suspense>
              )}
            </>
          ) : (
            <Group orientation="horizontal" className="h-full" {...columns}>
              <Panel
                id="library"
                panelRef={libraryPanel}
                defaultSize={216}
                minSize={160}
                maxSize={360}
                collapsible
                groupResizeBehavior="preserve-pixel-size"
              >
                {library}
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
                {isFollowing ? (
                  <Boundary part="The walkthrough">
                    <Suspense fallback={<div className="h-full bg-panel" />}>
                      <Beside>{details}</Beside>
                    </Suspense>
                  </Boundary>
                ) : (
                  details
                )}
              </Panel>
            </Group>
          )}
        </main>
        <StatusBar />
      </div>
      <Boundary part="A dialog" place="over">
        <Suspense fallback={null}>
          <Dialogs />
        </Suspense>
      </Boundary>
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
