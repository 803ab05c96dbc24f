import { toggleTheme } from "../panels/theme";
import { gestureStore } from "../state/gesture-store";
import { sessionStore } from "../state/session-store";
import { align, distribute, tidy, toggleSnapping } from "./arrange";
import { deleteSelection, duplicateSelection, redo, selectAll, undo } from "./commands";
import { newGraph, pickFile, restoreExample, saveFile } from "./document-files";
import { groupSelection, ungroupSelection } from "./groups";
import { isOver, isPressed, isText } from "./key-target";
import { isKey, type Keys } from "./key-words";
import { openMenuByKey } from "./menu-key";
import { openPalette } from "./open-palette";
import { openOutline } from "./outline";
import { pinSelection } from "./pin";
import { renameSelection } from "./rename";
import { stopRun } from "./run";
import { runAll } from "./run-all";
import { runFromSelection, runOnlySelection, runToSelection } from "./run-scope";
import { showAll, showSelection, zoomIn, zoomOut } from "./view";

export const GROUPS = ["Find", "Run", "Edit", "Arrange", "View", "File", "Help"] as const;

/** Something that one can do from anywhere: a line of the palette and of the shortcuts sheet, and what its keys do. */
export interface Command {
  readonly title: string;
  readonly group: (typeof GROUPS)[number];
  readonly keys: readonly Keys[];
  /** `text`: even while one types. `page`: not there. `canvas`: not in a dialog either. */
  readonly where: "text" | "page" | "canvas";
  /** Without it the browser or the canvas does it, and the sheet tells of it. */
  readonly act?: () => void;
  /** Not offered in the palette: it would do nothing from there. */
  readonly keysOnly?: boolean;
}

/** The one list of keys: what the page listens to and what the sheet shows. */
export const COMMANDS: readonly Command[] = [
  {
    title: "Add a node or find a command",
    group: "Find",
    keys: ["/", "Space"],
    where: "canvas",
    act: () => openPalette({ kind: "all" }),
    keysOnly: true,
  },
  {
    title: "Find a node of this graph…",
    group: "Find",
    keys: ["Mod+F"],
    where: "canvas",
    act: () => openPalette({ kind: "find" }),
  },
  {
    title: "Connect the selected node…",
    group: "Edit",
    keys: ["C"],
    where: "canvas",
    act: () => openPalette({ kind: "connect" }),
  },
  {
    title: "Replace the selected node with…",
    group: "Edit",
    keys: ["R"],
    where: "canvas",
    act: () => openPalette({ kind: "replace" }),
  },
  { title: "Run", group: "Run", keys: ["Mod+Enter"], where: "text", act: runAll },
  { title: "Run to the selected node", group: "Run", keys: [], where: "canvas", act: runToSelection },
  { title: "Run from the selected node", group: "Run", keys: [], where: "canvas", act: runFromSelection },
  { title: "Run only the selected node", group: "Run", keys: [], where: "canvas", act: runOnlySelection },
  {
    title: "Pin or unpin the selected result",
    group: "Run",
    keys: ["P"],
    where: "canvas",
    act: pinSelection,
  },
  { title: "Stop", group: "Run", keys: ["Mod+."], where: "text", act: () => stopRun() },
  { title: "Undo", group: "Edit", keys: ["Mod+Z"], where: "page", act: undo },
  { title: "Redo", group: "Edit", keys: ["Mod+Shift+Z", "Mod+Y"], where: "page", act: redo },
  { title: "Copy, cut, paste", group: "Edit", keys: ["Mod+C", "Mod+X", "Mod+V"], where: "canvas" },
  { title: "Duplicate", group: "Edit", keys: ["Mod+D"], where: "canvas", act: duplicateSelection },
  { title: "Select all", group: "Edit", keys: ["Mod+A"], where: "canvas", act: selectAll },
  {
    title: "Delete and join the neighbours",
    group: "Edit",
    keys: ["Delete", "Backspace"],
    where: "canvas",
    act: () => deleteSelection(),
  },
  {
    title: "Delete and join nothing",
    group: "Edit",
    keys: ["Shift+Delete", "Shift+Backspace"],
    where: "canvas",
    act: () => deleteSelection(false),
  },
  { title: "Rename the selected node", group: "Edit", keys: ["F2"], where: "canvas", act: renameSelection },
  {
    title: "Menu of the focused node",
    group: "Edit",
    keys: ["Shift+F10"],
    where: "canvas",
    act: openMenuByKey,
    keysOnly: true,
  },
  { title: "Group the selection", group: "Arrange", keys: ["Mod+G"], where: "canvas", act: groupSelection },
  {
    title: "Ungroup, or leave the group",
    group: "Arrange",
    keys: ["Mod+Shift+G"],
    where: "canvas",
    act: ungroupSelection,
  },
  {
    title: "Tidy the selection, or all",
    group: "Arrange",
    keys: ["T"],
    where: "canvas",
    act: () => void tidy(),
  },
  { title: "Move the selection", group: "Arrange", keys: ["Arrows"], where: "canvas" },
  {
    title: "Snap to the grid, on or off",
    group: "Arrange",
    keys: ["S"],
    where: "canvas",
    act: toggleSnapping,
  },
  { title: "Align left", group: "Arrange", keys: [], where: "canvas", act: () => align("left") },
  { title: "Align right", group: "Arrange", keys: [], where: "canvas", act: () => align("right") },
  { title: "Align top", group: "Arrange", keys: [], where: "canvas", act: () => align("top") },
  { title: "Align bottom", group: "Arrange", keys: [], where: "canvas", act: () => align("bottom") },
  {
    title: "Align centres in a column",
    group: "Arrange",
    keys: [],
    where: "canvas",
    act: () => align("centre"),
  },
  {
    title: "Align middles in a row",
    group: "Arrange",
    keys: [],
    where: "canvas",
    act: () => align("middle"),
  },
  {
    title: "Distribute from left to right",
    group: "Arrange",
    keys: [],
    where: "canvas",
    act: () => distribute("x"),
  },
  {
    title: "Distribute from top to bottom",
    group: "Arrange",
    keys: [],
    where: "canvas",
    act: () => distribute("y"),
  },
  { title: "Outline of the graph", group: "View", keys: ["Mod+Shift+O"], where: "page", act: openOutline },
  { title: "Zoom to the selection", group: "View", keys: ["F"], where: "canvas", act: showSelection },
  { title: "Show the whole graph", group: "View", keys: ["Shift+1"], where: "canvas", act: showAll },
  { title: "Zoom in", group: "View", keys: ["Plus"], where: "canvas", act: zoomIn },
  { title: "Zoom out", group: "View", keys: ["-"], where: "canvas", act: zoomOut },
  {
    title: "Toggle theme: light or dark",
    group: "View",
    keys: [],
    where: "page",
    act: () => void toggleTheme(),
  },
  { title: "New graph", group: "File", keys: [], where: "page", act: newGraph },
  { title: "Open a file…", group: "File", keys: ["Mod+O"], where: "text", act: pickFile },
  { title: "Save as a file", group: "File", keys: ["Mod+S"], where: "text", act: saveFile },
  { title: "Open the steel example", group: "File", keys: [], where: "page", act: restoreExample },
  {
    title: "Keyboard shortcuts",
    group: "Help",
    keys: ["?"],
    where: "canvas",
    act: () => gestureStore.setState({ shortcuts: true }),
  },
  {
    title: "Close what is open",
    group: "Help",
    keys: ["Escape"],
    where: "page",
    act: () => sessionStore.setState({ refusal: undefined, drawer: undefined }),
    keysOnly: true,
  },
];

/** The command that a key means where it was pressed. */
export function commandFor(event: KeyboardEvent): Command | undefined {
  const { target } = event;
  const command = COMMANDS.find(({ keys, act }) => act && keys.some((each) => isKey(event, each)));
  if (!command) return undefined;
  if (command.where !== "text" && isText(target)) return undefined;
  if (command.where === "canvas" && isOver(target)) return undefined;
  // A button that has the focus is pressed by Space.
  if (event.key === " " && isPressed(target)) return undefined;
  return command;
}
