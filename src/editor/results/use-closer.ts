import { useState } from "react";
import { errorText } from "@/error-text";
import type { MapsFigure } from "@/figures/figure";
import type { Judged } from "@/figures/judged";
import { engine } from "../actions/engine";
import { useSession } from "../state/editor";
import type { PictureSource } from "./use-thumbnails";

/** What is worked out for one picture only when it is asked for. */
export const CLOSER = [
  {
    show: "saliency",
    label: "Show saliency",
    words: "How much the score for what it says moves when a pixel does.",
  },
  {
    show: "features",
    label: "Show feature maps",
    words: "What the network makes of the picture on its way, near the picture and deep inside.",
  },
] as const;
type Show = (typeof CLOSER)[number]["show"];

export function useCloser(source: PictureSource, { index, name }: Judged) {
  const [figures, setFigures] = useState<Partial<Record<Show, MapsFigure>>>({});
  const [working, setWorking] = useState(false);
  const [fault, setFault] = useState("");
  const running = useSession(({ run }) => run.state !== "idle");
  const ask = async (show: Show) => {
    setWorking(true);
    setFault("");
    try {
      const ready = await engine();
      const figure = await ready.call("explain", { ...source, index, name, show });
      setFigures((now) => ({ ...now, [show]: figure }));
    } catch (error) {
      setFault(errorText(error));
    }
    setWorking(false);
  };
  const note = running
    ? "A run is going on: look closer when it is done."
    : working
      ? "Working it out…"
      : fault;
  return { figures, ask, note, busy: running || working };
}
