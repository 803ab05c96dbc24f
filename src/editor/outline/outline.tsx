import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useDerived, useSession } from "../state/editor";
import { disconnectRow, goToRow, removeRow } from "./outline-actions";
import { OutlineLine } from "./outline-line";
import { type OutlineRow, outlineRows, typedAhead } from "./outline-rows";
import { PortListbox } from "./port-listbox";

/** Letters that follow one another this fast, ms, are one word. */
const ONE_WORD = 600;

/** The graph as a tree of words, which can be read line by line and edited by keys alone. */
export function Outline() {
  const checked = useDerived((derived) => derived.checked);
  const request = useSession((state) => state.outline);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState("");
  const [renaming, setRenaming] = useState<string>();
  const [wiring, setWiring] = useState<string>();
  const tree = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: "", at: 0 });
  const place = useRef(0);
  const rows = useMemo(() => outlineRows(checked, toggled), [checked, toggled]);
  const found = rows.findIndex(({ key }) => key === active);
  // A line that is gone leaves its place to the one after it.
  const at = found >= 0 ? found : Math.min(place.current, Math.max(0, rows.length - 1));
  useEffect(() => {
    place.current = at;
  }, [at]);
  const isIn = useRef(false);
  useEffect(() => {
    if (found < 0 && isIn.current) focusRow(tree.current, rows[at]?.key);
  }, [found, rows, at]);
  useEffect(() => {
    if (request > 0) tree.current?.querySelector<HTMLElement>('[role=treeitem][tabindex="0"]')?.focus();
  }, [request]);

  const move = (row: OutlineRow | undefined) => {
    if (!row) return;
    setActive(row.key);
    focusRow(tree.current, row.key);
  };
  const toggle = useCallback((row: OutlineRow) => {
    setActive(row.key);
    setToggled((before) => {
      const next = new Set(before);
      if (!next.delete(row.key)) next.add(row.key);
      return next;
    });
  }, []);
  const activate = useCallback((row: OutlineRow) => {
    setActive(row.key);
    focusRow(tree.current, row.key);
  }, []);
  const back = (row: OutlineRow) => {
    setRenaming(undefined);
    setWiring(undefined);
    setTimeout(() => focusRow(tree.current, row.key), 0);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at];
    if (!row || event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab") return;
    const now = performance.now();
    const word = now - typed.current.at < ONE_WORD ? typed.current.text : "";
    // Any other key ends the word.
    if (event.key.length > 1 && event.key !== "Shift") typed.current = { text: "", at: 0 };
    const isPort = row.kind === "input" || row.kind === "output";
    if (event.key === "ArrowDown") move(rows[at + 1]);
    else if (event.key === "ArrowUp") move(rows[at - 1]);
    else if (event.key === "Home") move(rows[0]);
    else if (event.key === "End") move(rows.at(-1));
    else if (event.key === "ArrowRight") {
      if (row.isOpen === false) toggle(row);
      else if (row.isOpen) move(rows[at + 1]);
    } else if (event.key === "ArrowLeft") {
      if (row.isOpen) toggle(row);
      else move(rows.find(({ key }) => key === row.parent));
    } else if (event.key === "Enter") goToRow(row);
    else if (event.key === " " && word === "") {
      if (row.isOpen !== undefined) toggle(row);
    } else if (event.key === "Delete" || event.key === "Backspace") removeRow(row);
    else if (event.key === "F2" && (row.kind === "node" || row.kind === "group")) setRenaming(row.key);
    else if (isPort && event.key.toLowerCase() === "c") setWiring(row.key);
    else if (isPort && event.key.toLowerCase() === "d") disconnectRow(row);
    else if (event.key.length === 1) {
      typed.current = { text: word + event.key, at: now };
      move(typedAhead(rows, at, typed.current.text));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="px-2 py-1">
      <p id="outline-help" className="px-2 py-1 text-[12px] text-soft">
        Arrows move and open; Enter goes to the node, F2 renames, Delete removes. On a port C connects and D
        disconnects.
      </p>
      {rows.length === 0 && <p className="px-2 py-1 text-soft">The graph is empty.</p>}
      <div
        ref={tree}
        role="tree"
        aria-label="Outline of the graph"
        aria-describedby="outline-help"
        hidden={rows.length === 0}
        onKeyDown={onKeyDown}
        onFocus={() => {
          isIn.current = true;
        }}
        onBlur={(event) => {
          // A line that is removed blurs to nothing: the focus is still meant to be here.
          if (event.relatedTarget) isIn.current = tree.current?.contains(event.relatedTarget) ?? false;
        }}
      >
        {rows.map((row, index) => (
          <div key={row.key} role="none">
            <OutlineLine
              row={row}
              isActive={index === at}
              isRenaming={renaming === row.key}
              endRenaming={() => back(row)}
              toggle={toggle}
              activate={activate}
            />
            {wiring === row.key && (row.kind === "input" || row.kind === "output") && (
              <PortListbox reference={row.id} side={row.kind} close={() => back(row)} />
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

function focusRow(tree: HTMLElement | null, key: string | undefined): void {
  if (key === undefined) return;
  tree?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`)?.focus();
}
