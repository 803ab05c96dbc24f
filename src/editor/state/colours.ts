/** Five calm colours for groups, notes and frames; in the document they stand by these names. */
export const COLOURS = [
  { name: "sand", label: "Sand" },
  { name: "sage", label: "Sage" },
  { name: "sky", label: "Sky" },
  { name: "lilac", label: "Lilac" },
  { name: "rose", label: "Rose" },
] as const;

/** As CSS. A colour that is not known, or none, is neutral. */
export function colourOf(name: string | undefined): string {
  return COLOURS.some((colour) => colour.name === name) ? `var(--calm-${name})` : "var(--export)";
}
