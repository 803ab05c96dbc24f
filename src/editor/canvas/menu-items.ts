import { align, distribute, tidy, toggleSnapping } from "../actions/arrange";
import {
  copyText,
  deleteSelection,
  duplicateSelection,
  edgeId,
  pasteText,
  selectAll,
} from "../actions/commands";
import { openPalette } from "../actions/open-palette";
import { togglePin } from "../actions/pin";
import { renameNode } from "../actions/rename";
import { runFrom, runOnly, runTo } from "../actions/run-scope";
import { say } from "../actions/say";
import { showAll, showSelection } from "../actions/view";
import { documentStore } from "../state/editor";
import { gestureStore } from "../state/gesture-store";
import { select, sessionStore } from "../state/session-store";
import { withBend } from "./bends";
import { toCanvas } from "./flow-handle";

/** What was pressed on, and where on the screen. */
export interface MenuTarget {
  readonly kind: "node" | "edge" | "canvas";
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

export interface MenuItem {
  readonly title: string;
  readonly keys?: string;
  readonly off?: boolean;
  readonly checked?: boolean;
  readonly act: () => void;
}

/** What can be done there, in groups that a line parts. */
export function menuItems(target: MenuTarget): readonly (readonly MenuItem[])[] {
  if (target.kind === "node") return nodeItems(target);
  return target.kind === "edge" ? edgeItems(target) : canvasItems(target);
}

function nodeItems({ id, x, y }: MenuTarget): readonly (readonly MenuItem[])[] {
  const { selected, run } = sessionStore.getState();
  const many = selected.length > 1;
  const off = run.state !== "idle";
  const at = { x, y };
  const one: readonly (readonly MenuItem[])[] = [
    [
      { title: "Run to here", act: () => void runTo(id), off },
      { title: "Run from here", act: () => void runFrom(id), off },
      { title: "Run only this", act: () => void runOnly(id), off },
      {
        title: "Pin its result",
        keys: "P",
        checked: gestureStore.getState().pins.has(id),
        act: () => togglePin(id),
      },
    ],
    [
      { title: "Connect…", keys: "C", act: () => openPalette({ kind: "connect", node: id }, at) },
      { title: "Replace with…", keys: "R", act: () => openPalette({ kind: "replace", node: id }, at) },
      { title: "Rename", keys: "F2", act: () => renameNode(id) },
    ],
  ];
  const arrange: readonly (readonly MenuItem[])[] = [
    [
      { title: "Align left", act: () => align("left") },
      { title: "Align top", act: () => align("top") },
      { title: "Distribute from left to right", act: () => distribute("x"), off: selected.length < 3 },
      { title: "Distribute from top to bottom", act: () => distribute("y"), off: selected.length < 3 },
      { title: "Tidy the selection", keys: "T", act: () => void tidy() },
    ],
  ];
  return [
    ...(many ? arrange : one),
    [
      { title: "Copy", keys: "Mod+C", act: copyToClipboard },
      { title: "Duplicate", keys: "Mod+D", act: duplicateSelection },
      { title: "Zoom to it", keys: "F", act: showSelection },
    ],
    [
      { title: "Delete and join the neighbours", keys: "Delete", act: () => deleteSelection() },
      { title: "Delete and join nothing", keys: "Shift+Delete", act: () => deleteSelection(false) },
    ],
  ];
}

function edgeItems({ id, x, y }: MenuTarget): readonly (readonly MenuItem[])[] {
  const { graph, apply } = documentStore.getState();
  const edge = graph.edges.find(({ from, to }) => edgeId(from, to) === id);
  if (!edge) return [];
  const { from, to } = edge;
  const bends = edge.bends ?? [];
  return [
    [
      {
        title: "Add a bend here",
        act() {
          const [bx, by] = toCanvas(x, y);
          const point = [Math.round(bx), Math.round(by)] as const;
          const near = (port: string) => graph.layout[port.slice(0, port.indexOf("."))] ?? point;
          const ends = [near(from), near(to)] as const;
          apply({
            kind: "bend",
            from,
            to,
            bends: withBend([ends[0][0] + 208, ends[0][1]], bends, ends[1], point),
          });
        },
      },
      {
        title: "Remove all bends",
        off: bends.length === 0,
        act: () => apply({ kind: "bend", from, to, bends: [] }),
      },
    ],
    [
      {
        title: "Disconnect",
        keys: "Delete",
        act() {
          apply({ kind: "disconnect", from, to });
          say(`Disconnected ${from} from ${to}`);
        },
      },
    ],
  ];
}

function canvasItems({ x, y }: MenuTarget): readonly (readonly MenuItem[])[] {
  const empty = Object.keys(documentStore.getState().graph.nodes).length === 0;
  return [
    [
      { title: "Add a node…", keys: "/", act: () => openPalette({ kind: "all" }, { x, y }) },
      { title: "Paste", keys: "Mod+V", act: () => void pasteFromClipboard() },
    ],
    [
      { title: "Find a node…", keys: "Mod+F", act: () => openPalette({ kind: "find" }), off: empty },
      { title: "Select all", keys: "Mod+A", act: selectAll, off: empty },
      { title: "Tidy all", act: () => tidyAll(), off: empty },
      { title: "Show the whole graph", keys: "Shift+1", act: showAll, off: empty },
    ],
    [
      { title: "Snap to the grid", keys: "S", checked: gestureStore.getState().snap, act: toggleSnapping },
      { title: "Keyboard shortcuts", keys: "?", act: () => gestureStore.setState({ shortcuts: true }) },
    ],
  ];
}

function tidyAll(): void {
  select([]);
  void tidy();
}

async function copyToClipboard(): Promise<void> {
  const text = copyText();
  if (text === undefined) return;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    say("This browser does not let a menu copy: press Ctrl+C");
  }
}

async function pasteFromClipboard(): Promise<void> {
  try {
    if (!pasteText(await navigator.clipboard.readText())) say("The clipboard holds no nodes");
  } catch {
    say("This browser does not let a menu paste: press Ctrl+V");
  }
}
