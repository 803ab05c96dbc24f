import { inkOn, sequential } from "@/figures/colours";

/** The colour of a share on the page, light or dark. */
export function heat(share: number): string {
  return `light-dark(${sequential(share, "white")}, ${sequential(share, "black")})`;
}

/** Text that can be read on it; nothing is written fainter. */
export function heatInk(share: number, value: number): string {
  if (value === 0) return "light-dark(#5f6e68, #8d9aa0)";
  return `light-dark(${inkOn(share, "white")}, ${inkOn(share, "black")})`;
}
