import { useMemo, useState } from "react";
import type { Judged } from "@/figures/judged";
import { PictureDialog } from "./picture-dialog";
import { PictureScroll } from "./picture-scroll";
import { useThumbnailWindow } from "./use-thumbnail-window";
import type { PictureSource } from "./use-thumbnails";
import { percent, shortName } from "./words";

const SIZE = 92;

/** The pictures that a cell of the confusion matrix counts, the surest first. */
export function CellPictures(props: {
  readonly source: PictureSource;
  readonly classes: readonly string[];
  readonly pictures: readonly Judged[];
}) {
  const { source, classes, pictures } = props;
  const [open, setOpen] = useState<number>();
  const indices = useMemo(() => pictures.map(({ index }) => index), [pictures]);
  const { images, note, look } = useThumbnailWindow(source, indices, SIZE);
  const [first] = pictures;
  if (!first) return null;
  const what = `${pictures.length} ${pictures.length === 1 ? "picture" : "pictures"} of ${classes[first.label]}`;
  return (
    <section className="mt-3" aria-label="Pictures of the chosen cell">
      <h4 className="mb-1.5 text-[12px] font-medium" aria-live="polite">
        {what} called {classes[first.predicted]}
      </h4>
      <PictureScroll
        total={pictures.length}
        imageAt={(place) => images.get(place)}
        look={look}
        size={SIZE}
        captions
        open={setOpen}
        labels={pictures.map(({ name, confidence }) => [shortName(name), percent(confidence)])}
      />
      {note !== "" && <p className="text-[11.5px] text-soft">{note}</p>}
      {open !== undefined && (
        <PictureDialog
          source={source}
          classes={classes}
          pictures={pictures}
          at={open}
          setAt={setOpen}
          close={() => setOpen(undefined)}
        />
      )}
    </section>
  );
}
