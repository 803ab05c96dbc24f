import type { Thumbnail } from "@/figures/figure";
import { PictureScroll } from "./picture-scroll";

/** Pictures that are all at hand, in rows; where there are more, how many. */
export function ImageGrid(props: {
  readonly images: readonly Thumbnail[];
  readonly total: number;
  readonly size?: number;
  /** Lets all be seen. */
  readonly showAll?: () => void;
}) {
  const { images, total, size = 72, showAll } = props;
  return (
    <div>
      <PictureScroll
        total={images.length}
        imageAt={(place) => images[place]}
        size={size}
        captions={images.some((image) => image.caption !== "")}
      />
      {images.length > 0 && total > images.length && (
        <p className="mt-1 flex items-center gap-2 text-[11.5px] text-soft">
          {images.length} of {total} pictures
          {showAll && (
            <button type="button" className="button small" onClick={showAll}>
              Show all
            </button>
          )}
        </p>
      )}
    </div>
  );
}
