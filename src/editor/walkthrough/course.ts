import type { Walkthrough } from "@/walkthrough/document";
import { parseWalkthrough } from "@/walkthrough/parse";

const files = import.meta.glob<string>("../../../public/walkthroughs/*.json", {
  query: "?raw",
  import: "default",
});

export interface CourseItem {
  readonly text: string;
  readonly walkthrough: Walkthrough;
}

/** The walkthroughs that come with the page: every file in `public/walkthroughs` is one, in the order of their places. */
export async function courseItems(): Promise<readonly CourseItem[]> {
  const paths = Object.keys(files).sort();
  const texts = await Promise.all(paths.map((path) => files[path]?.() ?? ""));
  const items = texts.flatMap((text) => {
    const { walkthrough } = parseWalkthrough(text);
    return walkthrough ? [{ text, walkthrough }] : [];
  });
  const placeOf = ({ walkthrough }: CourseItem) => walkthrough.place ?? Number.POSITIVE_INFINITY;
  return items.sort((a, b) => placeOf(a) - placeOf(b) || 0);
}
