/** How figures look on white paper, in px. */
export const PAPER = "#ffffff";
export const INK = "#1c2230";
export const SOFT = "#5a6272";
export const RULE = "#dfe3e9";
export const FONT = 'system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
export const MARGIN = 20;
/** Height of the title with the space below it. */
export const TITLE = 34;

type Context = OffscreenCanvasRenderingContext2D;

/** Text cut to a width, with an ellipsis where something is missing. */
export function fitted(context: Context, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (context.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low)}…`;
}
