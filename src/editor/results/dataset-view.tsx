import { useMemo, useState } from "react";
import type { ValueView } from "@/engine/protocol";
import { ImageGrid } from "./image-grid";
import { PictureScroll } from "./picture-scroll";
import { SaveFigure } from "./save-figure";
import { useThumbnailWindow } from "./use-thumbnail-window";

const SIZE = 72;

/** How many pictures each class has, and the pictures themselves. */
export function DatasetView(props: {
  readonly node: string;
  readonly port: string;
  readonly view: Extract<ValueView, { kind: "Dataset" }>;
}) {
  const { node, port, view } = props;
  const most = view.counts.reduce((a, b) => Math.max(a, b), 1);
  const indices = useMemo(() => Array.from({ length: view.length }, (_, index) => index), [view]);
  // Nothing is decoded for a look at a few: those came with the run.
  const [isAll, setAll] = useState(false);
  const { images, note, look } = useThumbnailWindow({ node, port }, indices, SIZE);
  const shown = isAll ? [...images].sort(([a], [b]) => a - b).map(([, image]) => image) : view.thumbnails;
  return (
    <div className="grid gap-3">
      <p className="text-soft">
        {view.length} pictures, {view.classes.length} classes
      </p>
      <table className="w-full text-[12px]" aria-label="Pictures in each class">
        <tbody>
          {view.classes.map((name, index) => (
            <tr key={name}>
              <th
                scope="row"
                className="max-w-[110px] truncate py-[2px] pr-3 text-left font-medium"
                title={name}
              >
                {name}
              </th>
              <td className="w-10 pr-2 text-right">{view.counts[index] ?? 0}</td>
              <td className="w-full">
                <i
                  className="block h-2 rounded-sm bg-[var(--data)]"
                  style={{ width: `${(100 * (view.counts[index] ?? 0)) / most}%` }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {isAll ? (
        <PictureScroll
          total={view.length}
          imageAt={(place) => images.get(place)}
          look={look}
          size={SIZE}
          captions
        />
      ) : (
        <ImageGrid images={view.thumbnails} total={view.length} size={SIZE} showAll={() => setAll(true)} />
      )}
      <SaveFigure figure={{ kind: "images", title: `${node} ${port}`, images: shown, total: view.length }} />
      {note !== "" && <p className="text-[11.5px] text-soft">{note}</p>}
    </div>
  );
}
