import { ReactFlowProvider } from "@xyflow/react";
import { useEffect, useRef, useState } from "react";
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from "react-resizable-panels";
import { Toaster } from "sonner";
import { listenToKeys } from "./actions/keys";
import { OpenBox } from "./box/box-dialog";
import { Canvas } from "./canvas/canvas";
import { RefusalBubble } from "./canvas/refusal-bubble";
import { Inspector } from "./inspector/inspector";
import { Palette } from "./palette/palette";
import { ShortcutsSheet } from "./palette/shortcuts-sheet";
import { BottomPanel } from "./panels/bottom-panel";
import { Drawer } from "./panels/drawer";
import { KeptFiles } from "./panels/kept-files";
import { Library } from "./panels/library";
import { StatusBar } from "./panels/status-bar";
import { TopBar } from "./panels/top-bar";
import { useSession } from "./state/editor";
import { type Drawer as DrawerName, sessionStore } from "./state/session-store";

/** Below this width the library and the inspector are drawers. */
const narrowQuery = matchMedia("(max-width: 900px)");

export function App() {
  const narrow = useNarrow();
  const search = useRef<HTMLInputElement>(null);
  const library = usePanelRef();
  const inspector = usePanelRef();
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
        defaultSize={124}
        minSize={72}
        collapsible
        collapsedSize={34}
        groupResizeBehavior="preserve-pixel-size"
      >
        <BottomPanel />
      </Panel>
    </Group>
  );
  return (
    <ReactFlowProvider>
      <div className="flex h-full flex-col" data-run={runState}>
        <TopBar toggleLibrary={() => toggle("library")} toggleInspector={() => toggle("inspector")} />
        <main className="relative min-h-0 flex-1">
          {narrow ? (
            <>
              {middle}
              <Drawer side="left" label="Library" open={drawer === "library"}>
                <Library search={search} />
              </Drawer>
              <Drawer side="right" label="Inspector" open={drawer === "inspector"}>
                <Inspector />
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
                <Inspector />
              </Panel>
            </Group>
          )}
        </main>
        <StatusBar />
      </div>
      <RefusalBubble />
      <Palette />
      <ShortcutsSheet />
      <OpenBox />
      <KeptFiles />
      <Toaster position="bottom-center" toastOptions={{ className: "tl-toast" }} />
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
