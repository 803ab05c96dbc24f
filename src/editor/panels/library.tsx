import { Search } from "lucide-react";
import { type KeyboardEvent, lazy, type RefObject, Suspense, useMemo, useState } from "react";
import type { NodeDefinition } from "@/graph/node";
import { registry } from "@/registry";
import { addNode } from "../actions/commands";
import { NODE_TYPE } from "../canvas/canvas-drop";
import { startTypeDrag } from "../canvas/edge-drop";
import { placeInMiddle } from "../canvas/flow-handle";
import { CATEGORIES } from "../state/categories";
import { goTo, sessionStore } from "../state/session-store";
import { findNodes, firstSentence } from "./search";

const all = [...registry.values()];
const YourBlocks = lazy(async () => ({ default: (await import("../dialogs")).YourBlocks }));

/** Every kind of node, by category: drag one onto the canvas, or find it by words and press Enter. */
export function Library({ search }: { readonly search: RefObject<HTMLInputElement | null> }) {
  const [words, setWords] = useState("");
  const [active, setActive] = useState(0);
  const found = useMemo(() => findNodes(all, words), [words]);
  const add = (definition: NodeDefinition | undefined) => {
    if (!definition) return;
    const id = addNode(definition.type, placeInMiddle());
    sessionStore.setState({ drawer: undefined });
    if (id !== undefined) setTimeout(() => goTo(id), 30);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      add(found[active]);
      setWords("");
    } else if (event.key === "ArrowDown") setActive(Math.min(active + 1, found.length - 1));
    else if (event.key === "ArrowUp") setActive(Math.max(active - 1, 0));
    else if (event.key === "Escape") {
      setWords("");
      search.current?.blur();
    } else return;
    event.preventDefault();
  };
  const searching = words.trim() !== "";
  return (
    <section className="flex h-full flex-col bg-panel" aria-label="Library">
      <div className="relative p-3 pb-2">
        <Search size={14} className="absolute top-[19.5px] left-[22px] text-faint" aria-hidden />
        <input
          ref={search}
          className="field !h-[30px] !pl-8"
          type="search"
          placeholder="Find a node"
          aria-label="Find a node"
          value={words}
          onChange={(event) => {
            setWords(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        {searching ? (
          <ul aria-label="Found nodes">
            {found.map((definition, index) => (
              <Item key={definition.type} definition={definition} on={index === active} add={add} detailed />
            ))}
            {found.length === 0 && (
              <li className="px-2 py-3 text-soft">No node has “{words.trim()}” in its name or words.</li>
            )}
          </ul>
        ) : (
          <>
            {CATEGORIES.map(({ category, label }) => {
              const members = all.filter((definition) => definition.category === category);
              if (members.length === 0) return null;
              return (
                <div key={category}>
                  <h4 className="px-2 pt-3 pb-1 text-[11px] font-semibold text-soft">{label}</h4>
                  <ul>
                    {members.map((definition) => (
                      <Item key={definition.type} definition={definition} on={false} add={add} />
                    ))}
                  </ul>
                </div>
              );
            })}
            <Suspense fallback={null}>
              <YourBlocks place={placeInMiddle} />
            </Suspense>
          </>
        )}
      </div>
    </section>
  );
}

function Item(props: {
  readonly definition: NodeDefinition;
  readonly on: boolean;
  readonly detailed?: boolean;
  readonly add: (definition: NodeDefinition) => void;
}) {
  const { definition, on, detailed = false, add } = props;
  const look = CATEGORIES.find(({ category }) => category === definition.category);
  const sentence = firstSentence(definition.doc);
  return (
    <li>
      <button
        type="button"
        draggable
        className="flex w-full cursor-grab items-baseline gap-2.5 rounded-[7px] px-2 py-[5px] text-left transition-colors hover:bg-[color-mix(in_oklab,var(--accent)_9%,transparent)] data-[on=true]:bg-[color-mix(in_oklab,var(--accent)_12%,transparent)]"
        data-on={on}
        title={`${sentence}\nDrag it onto the canvas, or double-click to add it.`}
        onDragStart={(event) => {
          event.dataTransfer.setData(NODE_TYPE, definition.type);
          event.dataTransfer.effectAllowed = "copy";
          startTypeDrag(definition.type);
        }}
        onDoubleClick={() => add(definition)}
        onKeyDown={(event) => {
          if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            add(definition);
          }
        }}
      >
        <i className="size-2.5 flex-none translate-y-px rounded-[3px]" style={{ background: look?.colour }} />
        <span className="min-w-0">
          <span className="block truncate">{definition.title}</span>
          {detailed && <span className="line-clamp-2 block text-[11px] text-soft">{sentence}</span>}
        </span>
      </button>
    </li>
  );
}
