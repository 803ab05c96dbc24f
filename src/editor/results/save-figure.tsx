import { Download } from "lucide-react";
import { figureCsv } from "@/figures/csv";
import { drawFigure } from "@/figures/draw";
import type { Figure } from "@/figures/figure";
import { download, fileName } from "../actions/document-files";
import { documentStore } from "../state/editor";

/** The figure as a picture, its numbers as a table. */
export function SaveFigure({ figure }: { readonly figure: Figure }) {
  const name = () => fileName(`${documentStore.getState().graph.title} ${figure.title}`);
  const savePng = async () => {
    const canvas = drawFigure(figure, (width, height) => new OffscreenCanvas(width, height));
    download(await canvas.convertToBlob({ type: "image/png" }), `${name()}.png`);
  };
  const saveCsv = () =>
    download(new Blob([figureCsv(figure)], { type: "text/csv;charset=utf-8" }), `${name()}.csv`);
  return (
    <div className="mt-2 flex gap-1.5">
      <button type="button" className="button small plain text-soft" onClick={savePng}>
        <Download size={12} aria-hidden /> Save PNG
      </button>
      <button type="button" className="button small plain text-soft" onClick={saveCsv}>
        <Download size={12} aria-hidden /> Save CSV
      </button>
    </div>
  );
}
