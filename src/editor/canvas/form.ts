/** The smaller a card is on the screen, the less it says: all of it, a poster with its title and preview, a block. */
export type Form = "card" | "poster" | "block";

export function formAt(zoom: number): Form {
  return zoom >= 0.58 ? "card" : zoom >= 0.3 ? "poster" : "block";
}
