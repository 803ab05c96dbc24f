import { useState } from "react";
import type { Figure } from "@/figures/figure";
import { DataTable } from "./data-table";
import { ImageGrid } from "./image-grid";
import { LinesChart } from "./lines-chart";
import { MapsView } from "./maps-view";
import { MatrixTable } from "./matrix-table";
import { SaveFigure } from "./save-figure";

/** Any figure, large, with its buttons to keep it. */
export function FigureView({ figure }: { readonly figure: Figure }) {
  const [shares, setShares] = useState<boolean>();
  const shown = figure.kind === "matrix" && shares !== undefined ? { ...figure, normalized: shares } : figure;
  return (
    <figure className="m-0">
      <Drawn figure={shown} setShares={setShares} />
      <SaveFigure figure={shown} />
    </figure>
  );
}

function Drawn(props: { readonly figure: Figure; readonly setShares: (on: boolean) => void }) {
  const { figure, setShares } = props;
  switch (figure.kind) {
    case "matrix":
      return <MatrixTable figure={figure} setShares={setShares} />;
    case "lines":
      return <LinesChart figure={figure} />;
    case "images":
      return <ImageGrid images={figure.images} total={figure.total ?? figure.images.length} />;
    case "maps":
      return <MapsView figure={figure} />;
    case "table":
      return <DataTable figure={figure} />;
  }
}
