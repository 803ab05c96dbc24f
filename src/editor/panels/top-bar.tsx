import { Menu, Moon, PanelLeft, PanelRight, Redo2, Share2, Sun, Undo2 } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState, useSyncExternalStore } from "react";
import { redo, undo } from "../actions/commands";
import { useSaving } from "../saving/saving-store";
import { openShare } from "../share/share-store";
import { documentStore, useDocument, useSession } from "../state/editor";
import { RunButtons } from "./run-buttons";
import { currentTheme, subscribeTheme, toggleTheme } from "./theme";

/** Title, history, Run and Stop, share, file, theme. */
export function TopBar(props: { readonly toggleLibrary: () => void; readonly toggleInspector: () => void }) {
  // Who asks for the menu before it has come gets it when it comes.
  const [asked, setAsked] = useState(false);
  const canUndo = useDocument((state) => state.past.length > 0 && !state.locked);
  const canRedo = useDocument((state) => state.future.length > 0 && !state.locked);
  return (
    <header className="flex h-12 flex-none items-center gap-2 border-b border-line bg-panel px-3">
      <IconButton label="Library" onClick={props.toggleLibrary} icon={<PanelLeft size={16} />} />
      <Logo />
      <Title />
      <Saved />
      <span className="flex-1" />
      <IconButton label="Undo" keys="Ctrl+Z" onClick={undo} disabled={!canUndo} icon={<Undo2 size={16} />} />
      <IconButton
        label="Redo"
        keys="Ctrl+Shift+Z"
        onClick={redo}
        disabled={!canRedo}
        icon={<Redo2 size={16} />}
      />
      <span className="mx-1 h-5 w-px bg-line" aria-hidden />
      <RunButtons />
      <span className="mx-1 h-5 w-px bg-line" aria-hidden />
      <ShareButton />
      <Suspense
        fallback={<IconButton label="File" onClick={() => setAsked(true)} icon={<Menu size={16} />} />}
      >
        <FileMenu isAsked={asked} />
      </Suspense>
      <ThemeButton />
      <IconButton label="Inspector" onClick={props.toggleInspector} icon={<PanelRight size={16} />} />
    </header>
  );
}

function IconButton(props: {
  readonly label: string;
  readonly keys?: string;
  readonly icon: ReactNode;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}) {
  return (
    <button
      type="button"
      className="button icon plain"
      aria-label={props.label}
      title={props.keys ? `${props.label} (${props.keys})` : props.label}
      disabled={props.disabled}
      onClick={props.onClick}
    >
      {props.icon}
    </button>
  );
}

/** Its word stands beside it where there is room. */
function ShareButton() {
  return (
    <button
      type="button"
      className="button max-[899px]:hidden max-[1100px]:w-8 max-[1100px]:border-transparent max-[1100px]:bg-transparent max-[1100px]:p-0"
      aria-label="Share"
      title="Share a link to this graph"
      onClick={openShare("link")}
    >
      <Share2 size={15} aria-hidden />
      <span className="max-[1100px]:hidden">Share</span>
    </button>
  );
}

function Logo() {
  return (
    <svg width="22" height="22" viewBox="0 0 24 24" className="mx-1 flex-none" aria-hidden="true">
      <path
        d="M4 5c7 0 9 14 16 14M4 12h16M4 19C11 19 13 5 20 5"
        fill="none"
        stroke="var(--accent)"
        strokeWidth="2.3"
        strokeLinecap="round"
      />
    </svg>
  );
}

function Title() {
  const title = useDocument((state) => state.graph.title);
  const [draft, setDraft] = useState<string>();
  const done = () => {
    const text = draft?.trim();
    if (text && text !== title)
      documentStore.getState().apply({ kind: "retitle", title: text.slice(0, 200) });
    setDraft(undefined);
  };
  return (
    <input
      className="field-sizing-content min-w-[80px] max-w-[34vw] truncate rounded-md border border-transparent px-1.5 py-1 text-[14px] font-semibold hover:border-line focus:border-line"
      aria-label="Title of the graph"
      maxLength={200}
      value={draft ?? title}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setDraft(undefined);
      }}
    />
  );
}

const SAVED = {
  saved: "Saved in this browser",
  saving: "Saving…",
  failed: "Not saved: this browser forbids it. Save a file",
};

function Saved() {
  const saved = useSession((state) => state.saved);
  const readOnly = useSaving((state) => state.readOnly);
  return (
    <span
      className="text-[11.5px] whitespace-nowrap text-soft data-[bad=true]:text-bad max-[1100px]:hidden"
      data-bad={saved === "failed" && !readOnly}
    >
      {readOnly ? "Read only" : SAVED[saved]}
    </span>
  );
}

/** Comes a moment after the page: what menus are made of is no small part of it. */
const FileMenu = lazy(() => import("./file-menu"));

function ThemeButton() {
  const theme = useSyncExternalStore(subscribeTheme, currentTheme);
  return (
    <IconButton
      label={theme === "dark" ? "Light colours" : "Dark colours"}
      onClick={toggleTheme}
      icon={theme === "dark" ? <Sun size={16} /> : <Moon size={16} />}
    />
  );
}
