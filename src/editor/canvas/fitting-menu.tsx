import { useEffect, useMemo, useRef, useState } from "react";
import { type Fitting, fittingNodes } from "@/compile/fitting";
import { registry } from "@/registry";
import { addNode } from "../actions/commands";
import { usualPairings } from "../actions/pairings";
import { describeType, type Searched, search } from "../panels/search";
import { categoryLook } from "../state/categories";
import { getDerived } from "../state/editor";
import type { Wiring } from "../state/session-store";

export interface FittingAt {
  readonly x: number;
  readonly y: number;
  /** Where the new node goes, in the canvas's own px. */
  readonly at: { readonly x: number; readonly y: number };
  readonly wiring: Wiring;
}

/** An edge was let go on nothing: the nodes that could stand there. */
export function FittingMenu({ at, close }: { readonly at: FittingAt; readonly close: () => void }) {
  const [words, setWords] = useState("");
  const [active, setActive] = useState(0);
  const all = useMemo(() => {
    const { from, side } = at.wiring;
    return fittingNodes(getDerived().checked, registry, from, side, usualPairings());
  }, [at]);
  const shown = useMemo(() => search(all, describeFitting, words).map(({ item }) => item), [all, words]);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (event.target instanceof globalThis.Node && !box.current?.contains(event.target)) close();
    };
    window.addEventListener("pointerdown", outside, true);
    return () => window.removeEventListener("pointerdown", outside, true);
  }, [close]);
  const take = (choice: Fitting | undefined) => {
    close();
    if (!choice) return;
    const { from, side } = at.wiring;
    const x = side === "source" ? at.at.x : at.at.x - 208;
    addNode(choice.type, [x, at.at.y - 50], (id) => [
      side === "source"
        ? { kind: "connect", from, to: `${id}.${choice.port}` }
        : { kind: "connect", from: `${id}.${choice.port}`, to: from },
    ]);
  };
  if (all.length === 0) return null;
  const left = Math.min(at.x, window.innerWidth - 260);
  const top = Math.min(at.y, window.innerHeight - 300);
  return (
    <div
      ref={box}
      className="fixed z-40 w-[248px] overflow-hidden rounded-[10px] border border-line bg-panel p-2 shadow-[var(--shadow-high)]"
      style={{ left, top }}
    >
      <input
        className="field"
        // biome-ignore lint/a11y/noAutofocus: the menu was asked for by the pointer, and Escape leaves it.
        autoFocus
        placeholder="Nodes that fit here"
        aria-label="Nodes that fit here"
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setActive(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") close();
          if (event.key === "Enter") take(shown[active]);
          if (event.key === "ArrowDown") setActive(Math.min(active + 1, shown.length - 1));
          if (event.key === "ArrowUp") setActive(Math.max(active - 1, 0));
        }}
      />
      <ul className="mt-1 max-h-[230px] overflow-y-auto">
        {shown.map((choice, index) => (
          <li key={choice.type}>
            <button
              type="button"
              className="flex w-full items-baseline gap-2 rounded-md px-2 py-1 text-left hover:bg-raised data-[on=true]:bg-raised"
              data-on={index === active}
              onClick={() => take(choice)}
            >
              <i
                className="size-2.5 flex-none translate-y-px rounded-[3px]"
                style={{ background: categoryLook(registry.get(choice.type)?.category).colour }}
              />
              <span className="min-w-0">
                <span className={choice.reason === "" ? "block" : "block text-soft"}>{choice.title}</span>
                {choice.reason !== "" && (
                  <span className="line-clamp-2 block text-[11px] text-soft">{choice.reason}</span>
                )}
              </span>
            </button>
          </li>
        ))}
        {shown.length === 0 && <li className="px-2 py-1 text-soft">Nothing of that name fits</li>}
      </ul>
    </div>
  );
}

function describeFitting({ type, title }: Fitting): Searched {
  const definition = registry.get(type);
  return definition ? describeType(definition) : { title, names: type, doc: "" };
}
