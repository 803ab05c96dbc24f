import { toast } from "../panels/toast";
import { documentStore } from "../state/editor";
import { copyText, deleteSelection, pasteText } from "./commands";
import { isOver, isText } from "./key-target";

/** The page's keys and clipboard. Text fields keep their own. */
export function listenToKeys(): () => void {
  const table = import("../dialogs");
  let commandFor: Awaited<typeof table>["commandFor"] | undefined;
  table.then((loaded) => {
    commandFor = loaded.commandFor;
  });
  const keydown = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    if (!commandFor) {
      // A key of the first moment is done a moment later; the browser has its own mind about these.
      const isOurs = (event.ctrlKey || event.metaKey) && "sofd".includes(event.key.toLowerCase());
      if (isOurs) event.preventDefault();
      table.then((loaded) => loaded.commandFor(event)?.act?.());
      return;
    }
    const command = commandFor(event);
    if (!command?.act) return;
    event.preventDefault();
    command.act();
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

/** Words marked on the page are copied as words. */
function hasTextSelection(): boolean {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed && selection.toString() !== "";
}
