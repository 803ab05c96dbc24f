import { useMemo } from "react";
import type { ValueView } from "@/engine/protocol";
import { ImageGrid } from "./image-grid";
import { SaveFigure } from "./save-figure";
import { useThumbnails } from "./use-thumbnails";

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
  const { images: fetched, note, more } = useThumbnails({ node, port }, indices, SIZE);
  const images = fetched.length > 0 ? fetched : view.thumbnails;
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
      <ImageGrid images={images} total={view.length} size={SIZE} more={more} />
      <SaveFigure figure={{ kind: "images", title: `${node} ${port}`, images, total: view.length }} />
      {note !== "" && <p className="text-[11.5px] text-soft">{note}</p>}
    </div>
  );
}
