import { toast } from "../panels/toast";
import { documentStore } from "../state/editor";
import { sessionStore } from "../state/session-store";
import { copyText, deleteSelection, duplicateSelection, pasteText, redo, selectAll, undo } from "./commands";
import { pickFile, saveFile } from "./document-files";
import { groupSelection, ungroupSelection } from "./groups";
import { openOutline } from "./outline";

/** The page's keys and clipboard. Text fields keep their own. */
export function listenToKeys(focusSearch: () => void): () => void {
  const keydown = (event: KeyboardEvent) => {
    const mod = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (mod && key === "s") return act(event, saveFile);
    if (mod && !event.shiftKey && key === "o") return act(event, pickFile);
    if (isText(event.target)) return;
    if (mod && key === "z") return act(event, event.shiftKey ? redo : undo);
    if (mod && key === "y") return act(event, redo);
    if (mod && event.shiftKey && key === "o") return act(event, openOutline);
    if (isOver(event.target)) return;
    if (mod && key === "d") return act(event, duplicateSelection);
    if (mod && key === "a") return act(event, selectAll);
    if (mod && key === "g") return act(event, event.shiftKey ? ungroupSelection : groupSelection);
    if (mod || event.altKey) return;
    if (key === "delete" || key === "backspace") return act(event, deleteSelection);
    if (key === "/") return act(event, focusSearch);
    if (key === "escape") sessionStore.setState({ refusal: undefined, drawer: undefined });
  };
  const copy = (event: ClipboardEvent) => {
    if (isText(event.target) || isOver(event.target) || hasTextSelection()) return;
    const text = copyText();
    if (text === undefined) return;
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    if (event.type === "cut") deleteSelection();
  };
  const paste = (event: ClipboardEvent) => {
    if (isText(event.target) || isOver(event.target)) return;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (pasteText(text)) event.preventDefault();
    else if (text !== "") toast("The clipboard holds no nodes");
  };
  const keyup = (event: KeyboardEvent) => {
    // Nudges with one held key are one step.
    if (event.key.startsWith("Arrow")) documentStore.getState().endGesture();
  };
  window.addEventListener("keydown", keydown);
  window.addEventListener("keyup", keyup);
  document.addEventListener("copy", copy);
  document.addEventListener("cut", copy);
  document.addEventListener("paste", paste);
  return () => {
    window.removeEventListener("keydown", keydown);
    window.removeEventListener("keyup", keyup);
    document.removeEventListener("copy", copy);
    document.removeEventListener("cut", copy);
    document.removeEventListener("paste", paste);
  };
}

function act(event: KeyboardEvent, action: () => void): void {
  event.preventDefault();
  action();
}

/** Whether keys mean text here. A switch or a slider has no use for Ctrl+Z. */
function isText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "range", "button", "file"].includes(target.type);
}

/** Whether a dialog lies over the canvas: keys there do not mean the nodes below. */
function isOver(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[role=dialog]") !== null;
}

/** Words marked on the page are copied as words. */
function hasTextSelection(): boolean {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed && selection.toString() !== "";
}
