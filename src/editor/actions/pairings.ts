import { countPairings, type Pairings } from "@/compile/fitting";
import type { Graph } from "@/graph/document";

/** The examples that come with the page: what is wired there is usual. */
const examples = import.meta.glob<Graph>("../../../graphs/*.json", { import: "default", eager: true });

let counted: Pairings | undefined;

export function usualPairings(): Pairings {
  counted ??= countPairings(Object.values(examples));
  return counted;
}
