import { domToBlob } from "modern-screenshot";

/** A margin around the graph, and the longest side of the picture, in the canvas's own px and in px. */
const MARGIN = 40;
const LONGEST = 8000;

/** The whole graph as it stands on the canvas, in the colours that the page has now: twice as many px where they fit. */
export async function pictureOfCanvas(): Promise<Blob> {
  const view = document.querySelector<HTMLElement>(".react-flow__viewport");
  const nodes = [...document.querySelectorAll<HTMLElement>(".react-flow__node")];
  if (!view || nodes.length === 0) throw new Error("There is no node on the canvas.");
  const zoom = new DOMMatrix(getComputedStyle(view).transform).a || 1;
  const origin = view.getBoundingClientRect();
  const boxes = nodes.map((node) => node.getBoundingClientRect());
  const inside = (screen: number, from: number) => (screen - from) / zoom;
  const left = Math.min(...boxes.map((box) => inside(box.left, origin.left))) - MARGIN;
  const top = Math.min(...boxes.map((box) => inside(box.top, origin.top))) - MARGIN;
  const width = Math.max(...boxes.map((box) => inside(box.right, origin.left))) + MARGIN - left;
  const height = Math.max(...boxes.map((box) => inside(box.bottom, origin.top))) + MARGIN - top;
  const scale = Math.min(2, LONGEST / Math.max(width, height));
  const colours = getComputedStyle(document.documentElement);
  return domToBlob(view, {
    width,
    height,
    scale,
    type: "image/png",
    backgroundColor: colours.getPropertyValue("--bg").trim(),
    style: { transform: `translate(${-left}px, ${-top}px) scale(1)`, transformOrigin: "0 0" },
  });
}
