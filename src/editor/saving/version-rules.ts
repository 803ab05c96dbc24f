import type { Occasion, Version } from "./place";

/** So many states of one graph are kept, in so many characters in all. */
export const MOST = { count: 60, characters: 6_000_000 } as const;

/** What people named, and files as they came, stay as long as there is room. */
function isDear({ why }: Version): boolean {
  return why === "named" || why === "original";
}

/** The times of the versions that have to go, so that the rest has room: the oldest without a name first. */
export function versionsToDrop(
  versions: readonly Version[],
  most: typeof MOST | { count: number; characters: number } = MOST,
): readonly number[] {
  const oldestFirst = [...versions].sort((a, b) => Number(isDear(a)) - Number(isDear(b)) || a.at - b.at);
  let count = versions.length;
  let characters = versions.reduce((sum, { text }) => sum + text.length, 0);
  const gone: number[] = [];
  for (const version of oldestFirst) {
    if (count <= most.count && characters <= most.characters) break;
    // The newest of all is what was just kept.
    if (count === 1) break;
    gone.push(version.at);
    count--;
    characters -= version.text.length;
  }
  return gone;
}

/** Whether a state is another than the one kept last. A name is worth keeping of any state. */
export function isNews(versions: readonly Version[], text: string, why: Occasion): boolean {
  if (why === "named" || why === "original") return true;
  return versions.filter((version) => version.why !== "original").at(-1)?.text !== text;
}
