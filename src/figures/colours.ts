/** Colours of figures on white, as CSS: eight that colour-blind eyes tell apart. */
export const SERIES = [
  "#c2570c",
  "#0a74b8",
  "#178a4c",
  "#7a3fd0",
  "#b3286f",
  "#08787a",
  "#8a6d00",
  "#5b6472",
];

export interface Rgb {
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

/** Light to dark green-blue in five stops: one hue family, lightness falls evenly, so print and grey keep the order. */
const ON_WHITE: readonly Rgb[] = [
  { r: 244, g: 248, b: 246 },
  { r: 190, g: 222, b: 209 },
  { r: 116, g: 186, b: 165 },
  { r: 38, g: 137, b: 123 },
  { r: 6, g: 84, b: 84 },
];

/** The same family from dark to light, for a dark page. */
const ON_BLACK: readonly Rgb[] = [
  { r: 33, g: 40, b: 46 },
  { r: 24, g: 72, b: 72 },
  { r: 28, g: 118, b: 108 },
  { r: 72, g: 172, b: 148 },
  { r: 154, g: 228, b: 197 },
];

export type Page = "white" | "black";

/** The colour of a share from 0 to 1. */
export function sequentialRgb(share: number, page: Page = "white"): Rgb {
  const stops = page === "white" ? ON_WHITE : ON_BLACK;
  const at = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const index = Math.min(stops.length - 2, Math.floor(at));
  const from = stops[index];
  const to = stops[index + 1];
  if (!from || !to) return { r: 255, g: 255, b: 255 };
  const t = at - index;
  const mix = (a: number, b: number) => Math.round(a + (b - a) * t);
  return { r: mix(from.r, to.r), g: mix(from.g, to.g), b: mix(from.b, to.b) };
}

export function sequential(share: number, page: Page = "white"): string {
  const { r, g, b } = sequentialRgb(share, page);
  return `rgb(${r} ${g} ${b})`;
}

/** Black or white, whichever stands out more on the colour of this share: nothing softer reads well on all of them. */
export function inkOn(share: number, page: Page = "white"): string {
  const luminance = relativeLuminance(sequentialRgb(share, page));
  return 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

/** As in WCAG 2. */
export function relativeLuminance({ r, g, b }: Rgb): number {
  const linear = (value: number) => {
    const v = value / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}
