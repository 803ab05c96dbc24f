import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { type Found, search } from "../panels/search";
import { closePalette, type PaletteAt, type PaletteMode, useGesture } from "../state/gesture-store";
import { type PaletteItem, paletteItems } from "./items";
import { PaletteRow } from "./palette-row";

const WIDTH = 420;
const HEIGHT = 400;

const ASKS: Readonly<Record<PaletteMode["kind"], string>> = {
  all: "Add a node, run a command, go to a node",
  find: "Find a node of this graph",
  replace: "Replace it with",
  connect: "Connect: type a node or a port",
};

/** The overlay in which everything is found by a few letters. */
export function Palette() {
  const at = useGesture((state) => state.palette);
  // Opened anew it begins anew.
  return at && <OpenPalette key={`${at.mode.kind} ${at.place}`} at={at} />;
}

function OpenPalette({ at }: { readonly at: PaletteAt }) {
  const [words, setWords] = useState("");
  const [active, setActive] = useState(0);
  const [before] = useState(() => document.activeElement);
  const items = useMemo(() => paletteItems(at.mode), [at]);
  const sections = useMemo(
    () =>
      inSections(
        search(items, (item) => item, words),
        words,
      ),
    [items, words],
  );
  const shown = useMemo(() => sections.flatMap(({ found }) => found), [sections]);
  const list = useId();
  const box = useRef<HTMLDivElement>(null);
  useClosing(box);
  useEffect(() => {
    box.current?.querySelector(`[data-at="${active}"]`)?.scrollIntoView({ block: "nearest" });
  }, [active]);
  const leave = () => {
    closePalette();
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  };
  const take = (found: Found<PaletteItem> | undefined) => {
    if (!found) return;
    leave();
    found.item.take(at);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = shown.length - 1;
    if (event.key === "Escape") leave();
    else if (event.key === "Enter") take(shown[active]);
    else if (event.key === "ArrowDown") setActive(active >= last ? 0 : active + 1);
    else if (event.key === "ArrowUp") setActive(active <= 0 ? Math.max(0, last) : active - 1);
    else if (event.key === "Tab") leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  let row = -1;
  return (
    <div
      ref={box}
      className="fixed z-50 flex flex-col overflow-hidden rounded-xl border border-line bg-panel shadow-[var(--shadow-high)]"
      style={placed(at)}
      role="dialog"
      aria-label="Palette"
    >
      <div className="relative flex-none border-b border-line">
        <Search size={15} className="absolute top-[14px] left-3.5 text-faint" aria-hidden />
        <input
          className="h-11 w-full bg-transparent pr-3 pl-10 outline-none placeholder:text-faint"
          // biome-ignore lint/a11y/noAutofocus: the palette was asked for, and Escape leaves it.
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={shown.length > 0 ? `${list}-${active}` : undefined}
          aria-label={ASKS[at.mode.kind]}
          placeholder={ASKS[at.mode.kind]}
          value={words}
          onChange={(event) => {
            setWords(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={list} role="listbox" aria-label="Found" className="min-h-0 flex-1 overflow-y-auto p-1.5">
        {sections.map(({ section, found }) => (
          // biome-ignore lint/a11y/useSemanticElements: a list of options is grouped by ARIA; a fieldset is not allowed in it.
          <div key={section} role="group" aria-label={section}>
            <div className="px-2.5 pt-2 pb-1 text-[11px] font-semibold text-soft" aria-hidden>
              {section}
            </div>
            {found.map((each) => {
              row++;
              const index = row;
              return (
                <PaletteRow
                  key={each.item.id}
                  id={`${list}-${index}`}
                  at={index}
                  found={each}
                  on={index === active}
                  point={() => setActive(index)}
                  take={() => take(each)}
                />
              );
            })}
          </div>
        ))}
        {shown.length === 0 && (
          <p className="px-2.5 py-4 text-soft">
            {words.trim() === "" ? nothing(at.mode) : `Nothing here is called “${words.trim()}”.`}
          </p>
        )}
      </div>
    </div>
  );
}

interface Section {
  readonly section: string;
  readonly found: readonly Found<PaletteItem>[];
}

/** The section with the best match stands first; of equals, the one that came first. */
function inSections(found: readonly Found<PaletteItem>[], words: string): readonly Section[] {
  const names = [...new Set(found.map(({ item }) => item.section))];
  const sections = names.map((section) => ({
    section,
    found: found.filter(({ item }) => item.section === section),
  }));
  if (words.trim() === "") return sections;
  const best = ({ found: [first] }: Section) => Math.round(first?.score ?? 0);
  return sections.sort((a, b) => best(b) - best(a) || order(a) - order(b));
}

const ORDER = ["Add", "Commands", "Go to"];

function order({ section }: Section): number {
  return ORDER.indexOf(section);
}

function nothing(mode: PaletteMode): string {
  if (mode.kind === "connect") return "No other node has a port that fits. Add one first.";
  return "The graph has no nodes yet.";
}

function placed({ screen }: PaletteAt): React.CSSProperties {
  const width = Math.min(WIDTH, window.innerWidth - 24);
  const height = Math.min(HEIGHT, window.innerHeight - 24);
  const left = screen ? Math.min(screen.x, window.innerWidth - width - 12) : (window.innerWidth - width) / 2;
  const top = screen
    ? Math.min(screen.y, window.innerHeight - height - 12)
    : Math.max(12, window.innerHeight * 0.16);
  return { width, maxHeight: height, left: Math.max(12, left), top: Math.max(12, top) };
}

/** A press outside closes it. */
function useClosing(box: React.RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (event.target instanceof globalThis.Node && !box.current?.contains(event.target)) closePalette();
    };
    window.addEventListener("pointerdown", outside, true);
    return () => window.removeEventListener("pointerdown", outside, true);
  }, [box]);
}
