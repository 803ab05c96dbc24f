import { useCallback, useEffect, useRef, useState } from "react";
import { errorText } from "@/error-text";
import type { Thumbnail } from "@/figures/figure";
import { engine } from "../actions/engine";
import { missing, type Sight, withMore } from "./thumbnail-window";
import type { PictureSource } from "./use-thumbnails";

const NONE: ReadonlyMap<number, Thumbnail> = new Map();

/**
 * Small pictures of the rows `indices`, by their place there: those in sight are fetched, the newest sight first, and those
 * far from it given up. Another list begins anew.
 */
export function useThumbnailWindow({ node, port }: PictureSource, indices: readonly number[], size: number) {
  const [state, setState] = useState({ of: indices, images: NONE, note: "" });
  const now = state.of === indices ? state : { of: indices, images: NONE, note: "" };
  const sight = useRef<Sight>(undefined);
  const isBusy = useRef(false);
  const [asked, setAsked] = useState(0);

  const look = useCallback((next: Sight) => {
    if (sight.current?.from === next.from && sight.current.until === next.until) return;
    sight.current = next;
    setAsked((count) => count + 1);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the sight moves or pictures came.
  useEffect(() => {
    const seen = sight.current;
    if (!seen || isBusy.current || now.note !== "") return;
    const places = missing(seen, indices.length, (place) => now.images.has(place));
    if (places.length === 0) return;
    isBusy.current = true;
    fetchRows({ node, port, indices: places.map((place) => indices[place] ?? 0), size })
      .then(
        (images) => ({ images, note: "" }),
        (error: unknown) => ({ images: [], note: errorText(error) }),
      )
      .then(({ images, note }) => {
        isBusy.current = false;
        setState((before) => {
          // Of the list that was shown then: what comes for an older one is nobody's any more.
          if (before.of !== indices && before !== state) return before;
          const held = before.of === indices ? before.images : NONE;
          return { of: indices, images: withMore(held, places, images, sight.current ?? seen), note };
        });
      });
  }, [asked, now.images, indices]);
  return { images: now.images, note: now.note, look };
}

async function fetchRows(request: {
  readonly node: string;
  readonly port: string;
  readonly indices: readonly number[];
  readonly size: number;
}): Promise<readonly Thumbnail[]> {
  return (await engine()).call("thumbnails", request);
}
