import { useLayoutEffect, useRef, useState } from "react";
import type { Thumbnail } from "@/figures/figure";
import { Picture } from "./picture";

const GAP = 6;
const CAPTION = 16;

/** Pictures in rows. Only the rows in sight are drawn, so that thousands scroll smoothly. */
export function ImageGrid(props: {
  readonly images: readonly Thumbnail[];
  readonly total: number;
  readonly size?: number;
  /** Asked for when the end comes into sight. */
  readonly more?: () => void;
  /** Pictures are buttons then. */
  readonly open?: (place: number) => void;
  /** Below each picture, in place of its caption: a word that may be cut, and one that may not. */
  readonly labels?: readonly (readonly [string, string])[];
}) {
  const { images, total, size = 72, more, open, labels } = props;
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
  const captions = labels !== undefined || images.some((image) => image.caption !== "");
  const step = cell + GAP + (captions ? CAPTION : 0);
  const rows = Math.ceil(images.length / columns);
  const height = Math.min(rows * step, 420);
  const from = Math.max(0, Math.floor(top / step) - 1);
  const until = Math.min(rows, Math.ceil((top + height) / step) + 1);
  const shown = images.slice(from * columns, until * columns);
  return (
    <div>
      <div
        ref={box}
        className="overflow-y-auto"
        style={{ height }}
        onScroll={(event) => {
          const element = event.currentTarget;
          setTop(element.scrollTop);
          if (element.scrollTop + element.clientHeight > element.scrollHeight - 2 * step) more?.();
        }}
      >
        <div className="relative" style={{ height: rows * step }}>
          {shown.map((image, index) => {
            const place = from * columns + index;
            const x = (place % columns) * (cell + GAP);
            const y = Math.floor(place / columns) * step;
            const look = {
              className: "absolute text-left",
              style: { width: cell, transform: `translate(${x}px, ${y}px)` },
            };
            const inside = (
              <>
                <Picture image={image} />
                {captions && <Caption image={image} words={labels?.[place]} />}
              </>
            );
            return open ? (
              <button key={place} type="button" {...look} onClick={() => open(place)}>
                {inside}
              </button>
            ) : (
              <div key={place} {...look}>
                {inside}
              </div>
            );
          })}
        </div>
      </div>
      {images.length > 0 && total > images.length && (
        <p className="mt-1 flex items-center gap-2 text-[11.5px] text-soft">
          {images.length} of {total} pictures
          {more && (
            <button type="button" className="button small" onClick={more}>
              Show more
            </button>
          )}
        </p>
      )}
    </div>
  );
}

function Caption(props: {
  readonly image: Thumbnail;
  readonly words: readonly [string, string] | undefined;
}) {
  const { image, words } = props;
  if (!words)
    return <p className="truncate text-center text-[10.5px] leading-4 text-soft">{image.caption}</p>;
  return (
    <span className="flex justify-between gap-1 text-[10.5px] leading-4 text-soft">
      <span className="truncate">{words[0]}</span>
      <span className="whitespace-nowrap">{words[1]}</span>
    </span>
  );
}
