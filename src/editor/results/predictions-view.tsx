import { Check, X } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import type { ValueView } from "@/engine/protocol";
import { isWrong, type Judged, ORDERS, type Order, ordered } from "@/figures/judged";
import { Picture } from "./picture";
import { PictureDialog } from "./picture-dialog";
import { SaveFigure } from "./save-figure";
import { PAGE, type PictureSource, useThumbnails } from "./use-thumbnails";
import { percent, shortName } from "./words";

const SIZE = 64;

/** Every picture with what the model says of it: worst mistakes first, until another order is asked for. */
export function PredictionsView(props: {
  readonly source: PictureSource;
  readonly view: Extract<ValueView, { kind: "Predictions" }>;
}) {
  const { source, view } = props;
  const { classes, pictures } = view;
  const [order, setOrder] = useState<Order>("worst");
  const [onlyWrong, setOnlyWrong] = useState(false);
  const [open, setOpen] = useState<number>();
  const wrong = useMemo(() => pictures.filter(isWrong), [pictures]);
  const list = useMemo(
    () => ordered(onlyWrong ? wrong : pictures, order),
    [onlyWrong, wrong, pictures, order],
  );
  return (
    <div>
      <p className="mb-2 text-[12.5px] text-soft">
        {pictures.length} pictures, <b className="font-semibold text-ink">{wrong.length} wrong</b>
      </p>
      <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <select
          className="field w-auto!"
          aria-label="Order"
          value={order}
          onChange={(event) => setOrder(event.target.value as Order)}
        >
          {Object.entries(ORDERS).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <label className="flex items-center gap-1.5">
          <input
            type="checkbox"
            checked={onlyWrong}
            onChange={(event) => setOnlyWrong(event.target.checked)}
          />
          Only wrong ones
        </label>
      </div>
      {list.length === 0 ? (
        <p className="text-soft">None is wrong.</p>
      ) : (
        <Rows source={source} classes={classes} list={list} open={setOpen} />
      )}
      <SaveFigure figure={view.table} />
      {open !== undefined && (
        <PictureDialog
          source={source}
          classes={classes}
          pictures={list}
          at={open}
          setAt={setOpen}
          close={() => setOpen(undefined)}
        />
      )}
    </div>
  );
}

function Rows(props: {
  readonly source: PictureSource;
  readonly classes: readonly string[];
  readonly list: readonly Judged[];
  readonly open: (at: number) => void;
}) {
  const { source, classes, list, open } = props;
  const indices = useMemo(() => list.map(({ index }) => index), [list]);
  const { images, note, more } = useThumbnails(source, indices, SIZE);
  useEffect(() => {
    if (images.length === 0 && note === "") more();
  });
  const shown = list.slice(0, Math.max(PAGE, images.length));
  return (
    <div className="max-h-[460px] overflow-auto rounded-lg border border-line">
      <table className="w-full border-collapse text-[12px]" aria-label="Predictions">
        <thead className="sticky top-0 z-[1] bg-raised text-left">
          <tr className="[&>th]:px-2 [&>th]:py-1.5 [&>th]:font-medium">
            <th scope="col" colSpan={2}>
              Picture
            </th>
            <th scope="col">Is</th>
            <th scope="col">Said</th>
            <th scope="col" className="text-right!">
              Confidence
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((picture, at) => (
            <tr key={picture.index} className="relative border-t border-line hover:bg-raised">
              <td className="w-9 py-1 pl-2">
                <span className="block size-7" aria-hidden="true">
                  {images[at] && <Picture image={images[at]} />}
                </span>
              </td>
              <td className="max-w-[120px] px-2">
                {/* Its pointer area is the whole row. */}
                <button
                  type="button"
                  className="max-w-full truncate text-left after:absolute after:inset-0 hover:underline"
                  title={picture.name}
                  onClick={() => open(at)}
                >
                  {shortName(picture.name)}
                </button>
              </td>
              <td className="max-w-[80px] truncate px-2">{classes[picture.label]}</td>
              <td className="max-w-[90px] truncate px-2">
                <Said picture={picture} classes={classes} />
              </td>
              <td className="px-2 text-right whitespace-nowrap">{percent(picture.confidence)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {note !== "" && <p className="px-2 py-1.5 text-[11.5px] text-soft">{note}</p>}
      {list.length > shown.length && (
        <p className="flex items-center gap-2 px-2 py-1.5 text-[11.5px] text-soft">
          {shown.length} of {list.length} pictures
          <button type="button" className="button small" onClick={more}>
            Show more
          </button>
        </p>
      )}
    </div>
  );
}

function Said({ picture, classes }: { readonly picture: Judged; readonly classes: readonly string[] }) {
  const wrong = isWrong(picture);
  return (
    <span className="inline-flex items-center gap-1">
      {classes[picture.predicted]}
      {wrong ? (
        <X size={12} className="text-bad" aria-label="wrong" />
      ) : (
        <Check size={12} className="text-ok" aria-label="right" />
      )}
    </span>
  );
}
