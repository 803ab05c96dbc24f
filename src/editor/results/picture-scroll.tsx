import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Thumbnail } from "@/figures/figure";
import { Picture } from "./picture";
import type { Sight } from "./thumbnail-window";

const GAP = 6;
const CAPTION = 16;
const TALLEST = 420;

/** Pictures in rows, of which only those in sight are in the page: twenty thousand scroll as twenty do. */
export function PictureScroll(props: {
  readonly total: number;
  /** What stands at a place; nothing where it did not come yet. */
  readonly imageAt: (place: number) => Thumbnail | undefined;
  /** Told what comes into sight. */
  readonly look?: (sight: Sight) => void;
  readonly size: number;
  /** Whether there is a line below each picture. */
  readonly captions: boolean;
  /** Pictures are buttons then. */
  readonly open?: (place: number) => void;
  /** Below each picture, in place of its caption: a word that may be cut, and one that may not. */
  readonly labels?: readonly (readonly [string, string])[];
}) {
  const { total, imageAt, look, size, captions, open, labels } = props;
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(300);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const columns = Math.max(1, Math.floor((width + GAP) / (size + GAP)));
  const cell = (width - GAP * (columns - 1)) / columns;
  const step = cell + GAP + (captions ? CAPTION : 0);
  const rows = Math.ceil(total / columns);
  const height = Math.min(rows * step, TALLEST);
  const from = columns * Math.max(0, Math.floor(top / step) - 1);
  const until = Math.min(total, columns * (Math.ceil((top + height) / step) + 1));
  useEffect(() => look?.({ from, until }), [look, from, until]);
  return (
    <section
      ref={box}
      className="overflow-y-auto"
      style={{ height }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
      tabIndex={0}
      aria-label={`${total} ${total === 1 ? "picture" : "pictures"}`}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <div className="relative" style={{ height: rows * step }}>
        {Array.from({ length: Math.max(0, until - from) }, (_, at) => from + at).map((place) => {
          const image = imageAt(place);
          const x = (place % columns) * (cell + GAP);
          const y = Math.floor(place / columns) * step;
          const inside = (
            <>
              {image ? <Picture image={image} /> : <div className="picture" aria-hidden="true" />}
              {captions && <Caption text={image?.caption ?? ""} words={labels?.[place]} />}
            </>
          );
          const spot = {
            className: "absolute text-left",
            style: { width: cell, transform: `translate(${x}px, ${y}px)` },
          };
          return open ? (
            <button key={place} type="button" {...spot} onClick={() => open(place)}>
              {inside}
            </button>
          ) : (
            <div key={place} {...spot}>
              {inside}
            </div>
          );
        })}
      </div>
    </section>
  );
}

function Caption(props: { readonly text: string; readonly words: readonly [string, string] | undefined }) {
  const { text, words } = props;
  if (!words) return <p className="h-4 truncate text-center text-[10.5px] leading-4 text-soft">{text}</p>;
  return (
    <span className="flex justify-between gap-1 text-[10.5px] leading-4 text-soft">
      <span className="truncate">{words[0]}</span>
      <span className="whitespace-nowrap">{words[1]}</span>
    </span>
  );
}
