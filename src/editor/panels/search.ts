import type { NodeDefinition } from "@/graph/node";
import { categoryLook } from "../state/categories";
import { docOf } from "../state/docs";

/** Nodes whose name, category or docs hold all the words; a match in the name stands first. */
export function findNodes(all: readonly NodeDefinition[], text: string): readonly NodeDefinition[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return all;
  return all
    .map((definition) => ({ definition, score: score(definition, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.definition.title.localeCompare(b.definition.title))
    .map(({ definition }) => definition);
}

/** Zero where one word is found nowhere. */
function score(definition: NodeDefinition, words: readonly string[]): number {
  const title = definition.title.toLowerCase();
  const names = `${definition.type} ${categoryLook(definition.category).label}`.toLowerCase();
  const doc = docOf(definition).toLowerCase();
  let sum = 0;
  for (const word of words) {
    if (title.startsWith(word)) sum += 8;
    else if (title.includes(word)) sum += 5;
    else if (names.includes(word)) sum += 3;
    else if (doc.includes(word)) sum += 1;
    else return 0;
  }
  return sum;
}

/** What stands in lists: the docs' first sentence, without Markdown. */
export function firstSentence(doc: string): string {
  const plain = doc.replace(/\s+/g, " ").replace(/[*`_]/g, "").trim();
  return /^.*?[.](?=\s|$)/.exec(plain)?.[0] ?? plain.slice(0, 160);
}
