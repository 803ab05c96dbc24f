import { useRef, useState } from "react";
import { errorText } from "@/error-text";
import type { Thumbnail } from "@/figures/figure";
import { engine } from "../actions/engine";

/** Where pictures come from: a node's output in the last run. */
export interface PictureSource {
  readonly node: string;
  readonly port: string;
}

/** Pictures fetched at a time. */
export const PAGE = 60;

const NONE: readonly Thumbnail[] = [];

/** Small pictures of some rows, a page at a time, in the order of `indices`: a new list begins anew. */
export function useThumbnails({ node, port }: PictureSource, indices: readonly number[], size: number) {
  const [got, setGot] = useState({ of: indices, images: NONE, note: "" });
  const wanted = useRef<readonly number[]>(undefined);
  const { images, note } = got.of === indices ? got : { images: NONE, note: "" };
  const more = async () => {
    if (wanted.current === indices || images.length >= indices.length) return;
    wanted.current = indices;
    // What comes after another list was asked for is nobody's any more.
    const show = (all: readonly Thumbnail[], words: string) => {
      if (wanted.current === indices) setGot({ of: indices, images: all, note: words });
    };
    show(images, "Fetching…");
    try {
      const ready = await engine();
      const page = indices.slice(images.length, images.length + PAGE);
      const next = await ready.call("thumbnails", { node, port, indices: page, size });
      show([...images, ...next], "");
    } catch (error) {
      show(images, errorText(error));
    }
    if (wanted.current === indices) wanted.current = undefined;
  };
  return { images, note, more };
}
