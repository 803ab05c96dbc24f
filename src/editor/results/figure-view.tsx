import { memo, type ReactNode, useState } from "react";
import type { Figure } from "@/figures/figure";
import { DataTable } from "./data-table";
import { ImageGrid } from "./image-grid";
import { LinesChart } from "./lines-chart";
import { MapsView } from "./maps-view";
import { MatrixTable } from "./matrix-table";
import { SaveFigure } from "./save-figure";
import type { PictureSource } from "./use-thumbnails";

/** Any figure, large, with its buttons to keep it. With its source, what was counted can be looked at. */
export const FigureView = memo(function FigureView(props: {
  readonly figure: Figure;
  readonly source?: PictureSource;
  /** A place on the curves' x axis to point at. */
  readonly mark?: number | undefined;
  /** What can be done with a row of pictures. */
  readonly rowAction?: (name: string) => ReactNode;
}) {
  const { figure, source, mark, rowAction } = props;
  const [shares, setShares] = useState<boolean>();
  const shown = figure.kind === "matrix" && shares !== undefined ? { ...figure, normalized: shares } : figure;
  return (
    <figure className="m-0">
      <Drawn figure={shown} source={source} mark={mark} rowAction={rowAction} setShares={setShares} />
      <SaveFigure figure={shown} />
    </figure>
  );
});

function Drawn(props: {
  readonly figure: Figure;
  readonly source: PictureSource | undefined;
  readonly mark: number | undefined;
  readonly rowAction: ((name: string) => ReactNode) | undefined;
  readonly setShares: (on: boolean) => void;
}) {
  const { figure, source, mark, rowAction, setShares } = props;
  switch (figure.kind) {
    case "matrix":
      return <MatrixTable figure={figure} source={source} setShares={setShares} />;
    case "lines":
      return <LinesChart figure={figure} mark={mark} />;
    case "images":
      return <ImageGrid images={figure.images} total={figure.total ?? figure.images.length} />;
    case "maps":
      return <MapsView figure={figure} rowAction={rowAction} />;
    case "table":
      return <DataTable figure={figure} />;
  }
}
