import { ChevronLeft, ChevronRight } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import type { Judged } from "@/figures/judged";
import { Dialog } from "../panels/dialog";
import { noteOpened } from "../walkthrough/walkthrough-store";
import { PictureDetail } from "./picture-detail";
import type { PictureSource } from "./use-thumbnails";

/** One picture of a list: what it is, what the model says and how surely, and what it looked at. */
export function PictureDialog(props: {
  readonly source: PictureSource;
  readonly classes: readonly string[];
  readonly pictures: readonly Judged[];
  readonly at: number;
  readonly setAt: (at: number) => void;
  readonly close: () => void;
}) {
  const { source, classes, pictures, at, setAt, close } = props;
  const picture = pictures[at];
  useEffect(() => noteOpened("picture", source.node), [source.node]);
  if (!picture) return null;
  const several = pictures.length > 1;
  return (
    <Dialog
      title={picture.name}
      close={close}
      actions={
        several && (
          <div className="flex flex-none items-center gap-1 text-[12px] text-soft">
            <Step to={at - 1} count={pictures.length} setAt={setAt} label="Picture before">
              <ChevronLeft size={15} />
            </Step>
            <span aria-live="polite">
              {at + 1} of {pictures.length}
            </span>
            <Step to={at + 1} count={pictures.length} setAt={setAt} label="Next picture">
              <ChevronRight size={15} />
            </Step>
          </div>
        )
      }
    >
      <PictureDetail key={picture.index} source={source} classes={classes} picture={picture} />
    </Dialog>
  );
}

function Step(props: {
  readonly to: number;
  readonly count: number;
  readonly setAt: (at: number) => void;
  readonly label: string;
  readonly children: ReactNode;
}) {
  const { to, count, setAt, label, children } = props;
  return (
    <button
      type="button"
      className="button icon small plain"
      aria-label={label}
      title={label}
      disabled={to < 0 || to >= count}
      onClick={() => setAt(to)}
    >
      {children}
    </button>
  );
}
