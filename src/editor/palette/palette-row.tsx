import type { Found } from "../panels/search";
import type { PaletteItem } from "./items";

/** One line: the mark of its category, its title with the typed letters marked, and what it is. */
export function PaletteRow(props: {
  readonly id: string;
  readonly at: number;
  readonly found: Found<PaletteItem>;
  readonly on: boolean;
  readonly point: () => void;
  readonly take: () => void;
}) {
  const { id, at, found, on, point, take } = props;
  const { item, marks } = found;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are in the field above, which keeps the focus.
    <div
      id={id}
      data-at={at}
      role="option"
      aria-selected={on}
      tabIndex={-1}
      className="flex cursor-pointer items-baseline gap-2.5 rounded-[7px] px-2.5 py-[5px] aria-selected:bg-[color-mix(in_oklab,var(--accent)_13%,transparent)]"
      onPointerMove={point}
      onPointerDown={(event) => event.preventDefault()}
      onClick={take}
    >
      <i
        className="size-2.5 flex-none translate-y-px rounded-[3px]"
        style={{ background: item.colour === "" ? "transparent" : item.colour }}
        aria-hidden
      />
      <span className="min-w-0 flex-1">
        <span className="block truncate">
          <Marked text={item.title} marks={marks} />
        </span>
        {item.words !== "" && <span className="block truncate text-[11.5px] text-soft">{item.words}</span>}
      </span>
      {item.keys !== "" && <span className="flex-none text-[11px] text-soft">{item.keys}</span>}
    </div>
  );
}

function Marked({ text, marks }: { readonly text: string; readonly marks: readonly number[] }) {
  if (marks.length === 0) return text;
  const marked = new Set(marks);
  // Runs of letters that are marked alike: one element each, so that a reader says whole words.
  const runs: { readonly at: number; text: string; readonly on: boolean }[] = [];
  for (let at = 0; at < text.length; at++) {
    const on = marked.has(at);
    const last = runs.at(-1);
    if (last?.on === on) last.text += text.charAt(at);
    else runs.push({ at, text: text.charAt(at), on });
  }
  return runs.map(({ at, text: run, on }) =>
    on ? (
      <mark key={at} className="bg-transparent font-semibold text-accent-text">
        {run}
      </mark>
    ) : (
      <span key={at}>{run}</span>
    ),
  );
}
